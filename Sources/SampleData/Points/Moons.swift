import Foundation
import LinearAlgebra

/// Two half circles that reach into each other; `noise` in units of their radius.
enum Moons {
  static func draw(_ count: Int, noise: Double, from random: inout RandomState) -> DrawnData {
    PlanarSet.draw(
      count, noise: noise, classNames: ["upper", "lower"], from: &random
    ) { label, place in
      let t = Double.pi * place
      return label == 0 ? (cos(t), sin(t)) : (1 - cos(t), 0.5 - sin(t))
    }
  }
}
