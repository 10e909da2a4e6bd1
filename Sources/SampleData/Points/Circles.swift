import Foundation
import LinearAlgebra

/// A circle of radius 1 and one of radius 1/2 within it; `noise` in the same unit.
enum Circles {
  static func draw(_ count: Int, noise: Double, from random: inout RandomState) -> DrawnData {
    PlanarSet.draw(
      count, noise: noise, classNames: ["outer", "inner"], from: &random
    ) { label, place in
      let t = 2 * Double.pi * place
      let radius = label == 0 ? 1 : 0.5
      return (radius * cos(t), radius * sin(t))
    }
  }
}
