/// One way in which a picture is changed.
package struct ImageChange: Sendable {
  package var isMirrored = (horizontally: false, vertically: false)
  /// Down and to the right, as parts of the height and the width.
  package var shift = (down: 0.0, right: 0.0)
  /// Counterclockwise, in degrees.
  package var angle = 0.0
  package var zoom = 1.0
  package var brightness = 1.0
  package var contrast = 1.0

  /// No change.
  package init() {}
}

/// Pictures of 8 bits a sample as they lie in memory, and how one is changed into another.
///
/// All is done in whole numbers, so that every machine finds the same samples: places in 2⁻³² of a
/// pixel, weights of neighbors in 2⁻¹¹, factors of samples in 2⁻¹⁶.
package struct ImageChanger {
  private static let placeBits = 32
  private static let weightBits = 11
  private static let factorBits = 16

  private let height: Int
  private let width: Int
  private let channels: Int
  /// From a sample to that of the next pixel, of the next row, and of the next channel.
  private let steps: (pixel: Int, row: Int, channel: Int)

  /// Pictures of this size, their channels one behind the other (`isPlanar`) or pixel by pixel.
  package init(height: Int, width: Int, channels: Int, isPlanar: Bool) {
    (self.height, self.width, self.channels) = (height, width, channels)
    steps = isPlanar ? (1, width, width * height) : (channels, width * channels, 1)
  }

  /// Writes a picture changed: mirrored, magnified and turned about its center, shifted, sampled
  /// bilinearly; then multiplied by the brightness and, about its mean, by the contrast.
  ///
  /// What lies outside the picture has the sample of the nearest pixel at its edge.
  package func write(
    _ source: UnsafePointer<UInt8>, _ change: ImageChange, to target: UnsafeMutablePointer<UInt8>
  ) {
    let place = PlaceMap(change, height: height, width: width)
    let tone = tone(change, of: source)
    let last = (x: Int64(width - 1) << 32, y: Int64(height - 1) << 32)
    var row = place.origin
    var out = target
    for y in 0..<height {
      var at = row
      for _ in 0..<width {
        let neighbors = self.neighbors(
          of: source, x: min(max(at.x, 0), last.x), y: min(max(at.y, 0), last.y))
        for channel in 0..<channels {
          out[channel &* steps.channel] = tone(neighbors.sample(channel &* steps.channel))
        }
        out += steps.pixel
        at = (at.x &+ place.alongRow.x, at.y &+ place.alongRow.y)
      }
      row = (row.x &+ place.alongColumn.x, row.y &+ place.alongColumn.y)
      out = target + (y &+ 1) * steps.row
    }
  }

  @inline(__always)
  private func neighbors(of source: UnsafePointer<UInt8>, x: Int64, y: Int64) -> Neighbors {
    let (column, line) = (Int(x >> 32), Int(y >> 32))
    let shift = Int64(Self.placeBits - Self.weightBits)
    let mask = Int64(1) << Int64(Self.weightBits) - 1
    let corner = source + (line &* steps.row &+ column &* steps.pixel)
    return Neighbors(
      corner: corner, right: column &+ 1 < width ? steps.pixel : 0,
      below: line &+ 1 < height ? steps.row : 0, x: Int32(x >> shift & mask),
      y: Int32(y >> shift & mask))
  }

  /// The four samples around a place and the weights of the right and the lower ones.
  private struct Neighbors {
    let corner: UnsafePointer<UInt8>
    let right: Int
    let below: Int
    let x: Int32
    let y: Int32

    /// The sample between them, in 2⁻²².
    @inline(__always)
    func sample(_ channel: Int) -> Int64 {
      let one = Int32(1) << Int32(ImageChanger.weightBits)
      let first = corner + channel
      let second = first + below
      let top = Int32(first[0]) &* (one &- x) &+ Int32(first[right]) &* x
      let bottom = Int32(second[0]) &* (one &- x) &+ Int32(second[right]) &* x
      return Int64(top &* (one &- y) &+ bottom &* y)
    }
  }

  /// What brightness b and contrast c make of a sample: c·b·x + (1 - c)·b·mean, within 0 … 255.
  private struct Tone {
    let factor: Int64
    let offset: Int64

    @inline(__always)
    func callAsFunction(_ sample: Int64) -> UInt8 {
      let value =
        (sample &* factor &+ offset) >> Int64(2 * ImageChanger.weightBits + ImageChanger.factorBits)
      return UInt8(truncatingIfNeeded: min(max(value, 0), 255))
    }
  }

  private func tone(_ change: ImageChange, of source: UnsafePointer<UInt8>) -> Tone {
    let (b, c) = (change.brightness, change.contrast)
    var mean = 0.0
    if c != 1 {
      let count = height * width * channels
      var sum = 0
      for index in 0..<count { sum &+= Int(source[index]) }
      mean = Double(sum) / Double(count)
    }
    let one = Double(1 << Self.factorBits)
    let half = Int64(1) << Int64(2 * Self.weightBits + Self.factorBits - 1)
    return Tone(
      factor: Int64((b * c * one).rounded()),
      offset: Int64(((1 - c) * b * mean * one).rounded()) << Int64(2 * Self.weightBits) + half)
  }
}

/// From which place of the source each pixel of the target comes, in 2⁻³² of a pixel.
private struct PlaceMap {
  /// The place of the first pixel.
  let origin: (x: Int64, y: Int64)
  /// From a pixel to the next of its row.
  let alongRow: (x: Int64, y: Int64)
  /// From a pixel to the one below it.
  let alongColumn: (x: Int64, y: Int64)

  init(_ change: ImageChange, height: Int, width: Int) {
    let (sine, cosine) = turn(by: change.angle)
    let flip = (
      x: change.isMirrored.horizontally ? -1.0 : 1, y: change.isMirrored.vertically ? -1.0 : 1
    )
    // The way back: unshifted, turned clockwise, made smaller, mirrored.
    let row = (x: flip.x * cosine / change.zoom, y: flip.y * sine / change.zoom)
    let column = (x: -flip.x * sine / change.zoom, y: flip.y * cosine / change.zoom)
    let center = (x: Double(width - 1) / 2, y: Double(height - 1) / 2)
    let first = (
      x: -center.x - change.shift.right * Double(width),
      y: -center.y - change.shift.down * Double(height)
    )
    func fixed(_ x: Double, _ y: Double) -> (x: Int64, y: Int64) {
      (Int64((x * 0x1p32).rounded()), Int64((y * 0x1p32).rounded()))
    }
    alongRow = fixed(row.x, row.y)
    alongColumn = fixed(column.x, column.y)
    origin = fixed(
      center.x + (row.x * first.x + column.x * first.y),
      center.y + (row.y * first.x + column.y * first.y))
  }
}

/// Sine and cosine of an angle in degrees, by their series: the same on every machine, which the
/// system's library does not promise.
package func turn(by degrees: Double) -> (sine: Double, cosine: Double) {
  let quarters = (degrees / 90).rounded()
  let x = (degrees - quarters * 90) * (Double.pi / 180)
  let square = x * x
  var (sine, cosine) = (0.0, 0.0)
  for term in stride(from: 18, through: 2, by: -2) {
    let n = Double(term)
    sine = (1 - sine) * square / (n * (n + 1))
    cosine = (1 - cosine) * square / (n * (n - 1))
  }
  (sine, cosine) = (x * (1 - sine), 1 - cosine)
  switch Int(quarters) & 3 {
  case 0: return (sine, cosine)
  case 1: return (cosine, -sine)
  case 2: return (-sine, -cosine)
  default: return (-cosine, sine)
  }
}
