import Foundation
import LinearAlgebra

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
