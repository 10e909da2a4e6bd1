import Foundation
import LinearAlgebra

/// Two spiral arms, each the other turned by half a turn, from near the centre out to radius 1.
///
/// `noise` is in units of that radius. No line does better than about one half on it.
enum Spirals {
  private static let turns = 2.0

  static func draw(_ count: Int, noise: Double, from random: inout RandomState) -> DrawnData {
    PlanarSet.draw(
      count, noise: noise, classNames: ["first", "second"], from: &random
    ) { label, place in
      let along = 0.05 + 0.95 * place
      let t = 2 * Double.pi * turns * along + (label == 0 ? 0 : Double.pi)
      return (along * cos(t), along * sin(t))
    }
  }
}
