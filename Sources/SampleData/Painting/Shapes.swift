/// An area with soft borders, in the units of its figure.
protocol Shape {
  /// Opposite corners of an upright box around the shape.
  var box: (low: Point, high: Point) { get }

  /// How far a point is from the border, negative inside.
  func distance(to p: Point) -> Float
}

struct Ellipse: Shape {
  let center: Point
  let radii: Point
  let rotation: Rotation

  init(_ center: Point, _ radii: Point, degrees: Float = 0) {
    self.center = center
    self.radii = radii
    rotation = Rotation(degrees: degrees)
  }

  init(_ center: Point, radius: Float) {
    self.init(center, Point(radius, radius))
  }

  var box: (low: Point, high: Point) {
    let reach = radii.max()
    return (center - reach, center + reach)
  }

  /// To first order: the implicit function over the length of its gradient.
  func distance(to p: Point) -> Float {
    let q = rotation.turnBack(p - center) / radii
    let steep = (q / radii).length
    let level = q.length
    return steep > 0 ? (level - 1) * level / steep : -radii.min()
  }
}

/// What two circles have in common: the shape of an almond, lying along x.
struct Almond: Shape {
  let center: Point
  /// Half its length and half its height.
  let radii: Point
  let rotation: Rotation
  private let radius: Float

  init(_ center: Point, _ radii: Point, degrees: Float = 0) {
    self.center = center
    self.radii = radii
    rotation = Rotation(degrees: degrees)
    radius = (radii.x * radii.x + radii.y * radii.y) / (2 * radii.y)
  }

  var box: (low: Point, high: Point) {
    let reach = radii.max()
    return (center - reach, center + reach)
  }

  func distance(to p: Point) -> Float {
    let q = rotation.turnBack(p - center)
    let offset = radius - radii.y
    let below = Point(q.x, q.y - offset).length
    let above = Point(q.x, q.y + offset).length
    return max(below, above) - radius
  }
}

/// A polygon whose corners may be rounded outwards.
struct Polygon: Shape {
  let corners: [Point]
  let rounding: Float

  init(_ corners: [Point], rounding: Float = 0) {
    self.corners = corners
    self.rounding = rounding
  }

  init(low: Point, high: Point, rounding: Float = 0) {
    self.init(
      [low, Point(high.x, low.y), high, Point(low.x, high.y)], rounding: rounding)
  }

  var box: (low: Point, high: Point) {
    guard var low = corners.first else { return (Point(0, 0), Point(0, 0)) }
    var high = low
    for corner in corners {
      low = pointwiseMin(low, corner)
      high = pointwiseMax(high, corner)
    }
    return (low - rounding, high + rounding)
  }

  /// To the nearest edge; inside where a ray to the right crosses the edges an odd number of times.
  func distance(to p: Point) -> Float {
    guard var from = corners.last else { return .greatestFiniteMagnitude }
    var nearest = Float.greatestFiniteMagnitude
    var isInside = false
    for to in corners {
      let edge = to - from
      let reach = p - from
      let along = (reach.dot(edge) / edge.dot(edge)).inUnitRange
      let away = reach - edge * along
      nearest = min(nearest, away.dot(away))
      if (from.y > p.y) != (to.y > p.y),
        p.x < edge.x * (p.y - from.y) / edge.y + from.x
      {
        isInside.toggle()
      }
      from = to
    }
    return (isInside ? -nearest.squareRoot() : nearest.squareRoot()) - rounding
  }
}

/// A line through points, with round ends, that may grow thinner from its beginning to its end.
struct Stroke: Shape {
  let points: [Point]
  let width: Float
  let endWidth: Float

  init(_ points: [Point], width: Float, endWidth: Float? = nil) {
    self.points = points
    self.width = width
    self.endWidth = endWidth ?? width
  }

  /// A parabola from `start` to `end`, drawn towards `control` on the way.
  init(
    from start: Point, towards control: Point, to end: Point, width: Float, endWidth: Float? = nil
  ) {
    let steps = 6
    let points = (0...steps).map { step in
      let t = Float(step) / Float(steps)
      let first = start + (control - start) * t
      return first + (control + (end - control) * t - first) * t
    }
    self.init(points, width: width, endWidth: endWidth)
  }

  var box: (low: Point, high: Point) {
    let line = Polygon(points, rounding: max(width, endWidth) / 2)
    return line.box
  }

  func distance(to p: Point) -> Float {
    var nearest = Float.greatestFiniteMagnitude
    let last = points.count - 1
    for i in 0..<max(last, 0) {
      let edge = points[i + 1] - points[i]
      let reach = p - points[i]
      let along = (reach.dot(edge) / max(edge.dot(edge), 1e-12)).inUnitRange
      let place = (Float(i) + along) / Float(last)
      let halfWidth = (width + (endWidth - width) * place) / 2
      nearest = min(nearest, (reach - edge * along).length - halfWidth)
    }
    return nearest
  }
}

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
