import LinearAlgebra

/// Drawn digits: half as a seven-segment display shows them, half as a pen writes them.
///
/// Each is moved, tilted, sheared, drawn thick or thin, light on dark. `noise` is the amplitude of the
/// grain, 1 the whole range from black to white. The digits come in turn.
enum Digits {
  /// Width and height.
  static let size = 20

  static func draw(_ count: Int, noise: Double, from random: inout RandomState) -> DrawnData {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * size * size)
    let grain = Float(min(max(noise, 0), 1))
    for i in 0..<count {
      var own = RandomState(seed: random.nextWord())
      var canvas = image(of: i % 10, from: &own)
      canvas.mapPixels { _, color in color + Color(grey: grain * own.uniform(-1...1)) }
      canvas.appendGrey(to: &bytes)
    }
    return DrawnData(
      shape: [count, size, size], values: .uint8(bytes),
      labels: (0..<count).map { Double($0 % 10) },
      classNames: (0...9).map(String.init), featureNames: nil)
  }

  private static func image(of digit: Int, from random: inout RandomState) -> Canvas {
    var canvas = Canvas(width: size, height: size, Color(grey: random.uniform(0...0.2)))
    let ink = Color(grey: random.uniform(0.65...1))
    let place = Placement(
      at: random.point(8...12, 8.5...11.5), scale: random.uniform(5.4...7.4),
      degrees: random.uniform(-14...14))
    let slant = random.uniform(-0.1...0.3)
    let breadth = random.uniform(0.8...1.15)
    let width = random.uniform(0.22...0.5)
    let isWritten = random.chance(0.5)
    for line in isWritten ? penLines(digit) : segmentLines(digit) {
      let points = line.map { p in
        let wobble = isWritten ? random.point(-0.07...0.07, -0.07...0.07) : Point(0, 0)
        let q = p + wobble
        return Point(q.x * breadth - slant * q.y, q.y)
      }
      canvas.fill(Stroke(points, width: width), at: place, ink)
    }
    return canvas
  }

  /// The lit segments, a to g; a digit is 2 units high and 1.2 wide.
  private static func segmentLines(_ digit: Int) -> [[Point]] {
    let x: Float = 0.55
    let ends: [(Point, Point)] = [
      (Point(-x, -1), Point(x, -1)), (Point(x, -1), Point(x, 0)), (Point(x, 0), Point(x, 1)),
      (Point(-x, 1), Point(x, 1)), (Point(-x, 0), Point(-x, 1)), (Point(-x, -1), Point(-x, 0)),
      (Point(-x, 0), Point(x, 0)),
    ]
    let lit = [
      0b0111111, 0b0000110, 0b1011011, 0b1001111, 0b1100110, 0b1101101, 0b1111101, 0b0000111,
      0b1111111, 0b1101111,
    ][digit]
    return ends.indices.filter { lit >> $0 & 1 == 1 }.map { segment in
      // A gap at both ends, as displays have it.
      let (from, to) = ends[segment]
      return [from + (to - from) * 0.1, to - (to - from) * 0.1]
    }
  }

  /// The lines of a pen, as points to go through.
  private static func penLines(_ digit: Int) -> [[Point]] {
    switch digit {
    case 0: [arc(Point(0, 0), Point(0.6, 1), from: 0, to: 360)]
    case 1: [[Point(-0.35, -0.6), Point(0.05, -1), Point(0.05, 1)]]
    case 2:
      [
        arc(Point(0, -0.5), Point(0.55, 0.5), from: 190, to: 390)
          + [Point(-0.55, 1), Point(0.6, 1)]
      ]
    case 3:
      [
        arc(Point(0, -0.5), Point(0.5, 0.5), from: 200, to: 450)
          + arc(Point(0, 0.5), Point(0.58, 0.5), from: 270, to: 520)
      ]
    case 4: [[Point(0.3, 1), Point(0.3, -1), Point(-0.6, 0.35), Point(0.65, 0.35)]]
    case 5:
      [
        [Point(0.5, -1), Point(-0.42, -1), Point(-0.48, -0.1)]
          + arc(Point(-0.02, 0.4), Point(0.56, 0.58), from: 235, to: 510)
      ]
    case 6:
      [
        [Point(0.4, -1), Point(-0.3, -0.35)]
          + arc(
            Point(0, 0.45), Point(0.55, 0.55), from: 190, to: 550)
      ]
    case 7: [[Point(-0.55, -1), Point(0.55, -1), Point(-0.1, 1)]]
    case 8:
      [
        arc(Point(0, -0.5), Point(0.46, 0.48), from: 90, to: 450),
        arc(Point(0, 0.5), Point(0.56, 0.5), from: 270, to: 630),
      ]
    default:
      [
        arc(Point(0, -0.45), Point(0.52, 0.52), from: 0, to: 360)
          + [Point(0.5, 0), Point(0.3, 1)]
      ]
    }
  }

  /// Points of an ellipse, clockwise from `from` degrees to `to`; 0 is to the right.
  private static func arc(
    _ center: Point, _ radii: Point, from: Float, to: Float
  ) -> [Point] {
    let steps = 12
    return (0...steps).map { step in
      let rotation = Rotation(degrees: from + (to - from) * Float(step) / Float(steps))
      return center + Point(rotation.cosine, rotation.sine) * radii
    }
  }
}
