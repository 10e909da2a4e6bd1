import Foundation
import LinearAlgebra

/// Points of the plane that alternate between two classes.
///
/// Point after point takes one `rand` for its place along the curve and two `randn` for its noise, so
/// that the first points are the same however many are drawn.
enum PlanarSet {
  static func draw(
    _ count: Int, noise: Double, classNames: [String], from random: inout RandomState,
    curve: (_ label: Int, _ place: Double) -> (x: Double, y: Double)
  ) -> DrawnData {
    var points: [Double] = []
    points.reserveCapacity(2 * count)
    for i in 0..<count {
      let point = curve(i % 2, random.rand())
      points.append(point.x + noise * random.randn())
      points.append(point.y + noise * random.randn())
    }
    return DrawnData(
      shape: [count, 2], values: .float64(points), labels: (0..<count).map { Double($0 % 2) },
      classNames: classNames, featureNames: ["x1", "x2"])
  }
}

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

/// Two classes of petals in the plane: the flower of the deep-learning course.
///
/// For class j with N points: t = linspace(3.12 j, 3.12 (j + 1), N) + noise · randn(N), then
/// r = 4 sin(4t) + noise · randn(N); the points are (r sin t, r cos t). With seed 1 and 400
/// points they are the course's own.
enum Flower {
  static func draw(_ count: Int, noise: Double, from random: inout RandomState) -> DrawnData {
    var points: [Double] = []
    var labels: [Double] = []
    points.reserveCapacity(2 * count)
    labels.reserveCapacity(count)
    for (j, size) in [count - count / 2, count / 2].enumerated() {
      let angles = evenlySpaced(from: 3.12 * Double(j), to: 3.12 * Double(j + 1), size)
      let t = zip(angles, random.randn(size)).map { $0 + $1 * noise }
      let r = zip(t, random.randn(size)).map { 4 * sin(4 * $0) + $1 * noise }
      for (r, t) in zip(r, t) { points += [r * sin(t), r * cos(t)] }
      labels += Array(repeating: Double(j), count: size)
    }
    return DrawnData(
      shape: [count, 2], values: .float64(points), labels: labels,
      classNames: ["red", "blue"], featureNames: ["x1", "x2"])
  }

  /// The numbers of NumPy's `linspace`, to the last bit.
  private static func evenlySpaced(from start: Double, to stop: Double, _ count: Int) -> [Double] {
    guard count > 1 else { return Array(repeating: start, count: count) }
    let step = (stop - start) / Double(count - 1)
    return (0..<count).map { $0 == count - 1 ? stop : Double($0) * step + start }
  }
}
