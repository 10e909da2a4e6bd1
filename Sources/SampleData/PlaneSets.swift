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
