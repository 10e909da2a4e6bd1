/// A small picture that shapes are painted on, with soft edges.
struct Canvas {
  let width: Int
  let height: Int
  private(set) var pixels: [Color]

  init(width: Int, height: Int, _ color: Color = Color(grey: 0)) {
    self.width = width
    self.height = height
    pixels = Array(repeating: color, count: width * height)
  }

  /// Paints a shape; its border fades over `softness` pixels.
  ///
  /// `paint` gives the color at a point, in the units of the figure.
  @inline(__always)
  mutating func fill(
    _ shape: some Shape, at placement: Placement = .pixels, opacity: Float = 1,
    softness: Float = 1, paint: (Point) -> Color
  ) {
    let sharpness = abs(placement.scale.y) / softness
    guard let (columns, rows) = range(of: shape, at: placement, softness) else { return }
    for y in rows {
      for x in columns {
        let p = placement.local(Point(Float(x) + 0.5, Float(y) + 0.5))
        let cover = (0.5 - shape.distance(to: p) * sharpness).inUnitRange * opacity
        guard cover > 0 else { continue }
        let i = y * width + x
        pixels[i] += (paint(p) - pixels[i]) * cover
      }
    }
  }

  /// Paints a shape in one color.
  mutating func fill(
    _ shape: some Shape, at placement: Placement = .pixels, _ color: Color, opacity: Float = 1,
    softness: Float = 1
  ) {
    fill(shape, at: placement, opacity: opacity, softness: softness) { _ in color }
  }

  /// Changes every pixel by its place, 0 to 1 along each side, and its color.
  @inline(__always)
  mutating func mapPixels(_ change: (Point, Color) -> Color) {
    let size = Point(Float(width), Float(height))
    for y in 0..<height {
      for x in 0..<width {
        let i = y * width + x
        pixels[i] = change(Point(Float(x) + 0.5, Float(y) + 0.5) / size, pixels[i])
      }
    }
  }

  /// The pixels that a shape may touch; nil if there are none.
  private func range(
    of shape: some Shape, at placement: Placement, _ softness: Float
  ) -> (columns: Range<Int>, rows: Range<Int>)? {
    let box = shape.box
    let corners = [
      box.low, Point(box.high.x, box.low.y), box.high, Point(box.low.x, box.high.y),
    ].map(placement.pixel)
    var low = corners[0]
    var high = corners[0]
    for corner in corners {
      low = pointwiseMin(low, corner)
      high = pointwiseMax(high, corner)
    }
    let size = Point(Float(width), Float(height))
    low = (low - softness).clamped(lowerBound: Point(0, 0), upperBound: size)
    high = (high + softness).clamped(lowerBound: Point(0, 0), upperBound: size)
    let columns = Int(low.x)..<Int(high.x.rounded(.up))
    let rows = Int(low.y)..<Int(high.y.rounded(.up))
    return columns.isEmpty || rows.isEmpty ? nil : (columns, rows)
  }

  /// Appends the picture's bytes, r g b r g b …, row by row.
  func appendRGB(to bytes: inout [UInt8]) {
    for pixel in pixels {
      let levels = (pixel * 255).rounded(.toNearestOrAwayFromZero).clamped(
        lowerBound: Color(repeating: 0), upperBound: Color(repeating: 255))
      bytes.append(UInt8(levels.x))
      bytes.append(UInt8(levels.y))
      bytes.append(UInt8(levels.z))
    }
  }

  /// Appends one byte a pixel: its red.
  func appendGrey(to bytes: inout [UInt8]) {
    for pixel in pixels {
      bytes.append(UInt8((pixel.x.inUnitRange * 255).rounded()))
    }
  }
}

/// Red, green and blue from 0 to 1.
typealias Color = SIMD3<Float>

extension SIMD3<Float> {
  /// The color of a hue (0 red, 1/3 green, 2/3 blue) that looks as light as the grey `luma`.
  init(hue: Float, saturation: Float, luma: Float) {
    let turn = (hue - hue.rounded(.down)) * 6
    func ramp(_ centre: Float) -> Float {
      let away = abs(turn - centre)
      return (away < 3 ? 2 - away : away - 4).inUnitRange
    }
    let pure = Color(ramp(0), ramp(2), ramp(4))
    // Near black and white there is no room for the full difference between the channels.
    let room = 1.4 * (luma < 0.5 ? luma : 1 - luma).inUnitRange
    self = Color(repeating: luma) + (pure - pure.luma) * (saturation * (room < 0.6 ? room : 0.6))
    clamp(lowerBound: Color(repeating: 0), upperBound: Color(repeating: 1))
  }

  init(grey: Float) { self.init(repeating: grey) }

  /// How light the color looks, by the weights of ITU-R BT.601.
  var luma: Float { 0.299 * x + 0.587 * y + 0.114 * z }

  func mixed(with other: Color, _ share: Float) -> Color { self + (other - self) * share }

  func lightened(_ share: Float) -> Color { mixed(with: Color(repeating: 1), share) }
  func darkened(_ share: Float) -> Color { self * (1 - share) }
}

extension Float {
  /// The nearest number from 0 to 1.
  var inUnitRange: Float { Swift.min(Swift.max(self, 0), 1) }
}

/// 0 up to `low`, 1 from `high` on, and a smooth way between them.
func smoothStep(_ low: Float, _ high: Float, _ x: Float) -> Float {
  let t = ((x - low) / (high - low)).inUnitRange
  return t * t * (3 - 2 * t)
}
