/// A point or a direction; x to the right, y down.
typealias Point = SIMD2<Float>

extension SIMD2<Float> {
  func dot(_ other: Point) -> Float { x * other.x + y * other.y }
  var length: Float { dot(self).squareRoot() }
}

/// Sine and cosine of an angle, the same on every machine.
///
/// The C library's differ between systems in their last bit, and a picture is to have the same
/// bytes everywhere: this is the Taylor series, in operations that IEEE 754 rounds alike.
struct Rotation {
  let degrees: Float
  let sine: Float
  let cosine: Float

  init(degrees: Float) {
    self.degrees = degrees
    sine = Self.sine(Double(degrees))
    cosine = Self.sine(Double(degrees) + 90)
  }

  private static func sine(_ degrees: Double) -> Float {
    var angle = degrees - 360 * (degrees / 360).rounded()
    if angle > 90 { angle = 180 - angle }
    if angle < -90 { angle = -180 - angle }
    let x = angle * (Double.pi / 180)
    var term = x
    var sum = x
    for k in stride(from: 3.0, through: 15, by: 2) {
      term *= -x * x / (k * (k - 1))
      sum += term
    }
    return Float(sum)
  }

  func turn(_ p: Point) -> Point {
    Point(cosine * p.x - sine * p.y, sine * p.x + cosine * p.y)
  }

  func turnBack(_ p: Point) -> Point {
    Point(cosine * p.x + sine * p.y, cosine * p.y - sine * p.x)
  }
}

/// Where a figure stands: how its own units map to pixels.
struct Placement {
  /// The pixel of the figure's own origin.
  var origin: Point
  /// Pixels of one unit along the figure's own axes; negative mirrors it.
  var scale: Point
  var rotation: Rotation

  /// The pixels themselves.
  static let pixels = Placement(at: Point(0, 0), scale: 1)

  init(at origin: Point, scale: Float, degrees: Float = 0, mirrored: Bool = false) {
    self.origin = origin
    self.scale = Point(mirrored ? -scale : scale, scale)
    rotation = Rotation(degrees: degrees)
  }

  func pixel(_ local: Point) -> Point { origin + rotation.turn(local * scale) }
  func local(_ pixel: Point) -> Point { rotation.turnBack(pixel - origin) / scale }
}
