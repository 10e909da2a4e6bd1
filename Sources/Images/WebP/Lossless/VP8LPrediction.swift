/// The inverse of the prediction of a lossless picture: pixels become their guess and what is stored.
struct VP8LPrediction {
  let width: Int
  let height: Int
  /// A block is a square of pixels with a side of 2 to the power of this.
  let sizeBits: Int
  /// By block, how its pixels are guessed, in the green byte.
  let blocks: [UInt32]

  private typealias Pixels = UnsafeMutablePointer<UInt32>

  /// Restores all pixels in place.
  ///
  /// Those of the first row are guessed by their left neighbor, those of the first column by that above,
  /// the first of all is black.
  func restore(_ pixels: UnsafeMutablePointer<UInt32>) {
    let black: UInt32 = 0xff00_0000
    pixels[0] = pixels[0].addingBytes(black)
    for x in 1..<max(1, width) { pixels[x] = pixels[x].addingBytes(pixels[x &- 1]) }
    let blocksInRow = VP8LTransform.blocks(width, sizeBits)
    for y in 1..<max(1, height) {
      let row = pixels + y * width
      row[0] = row[0].addingBytes((row - width)[0])
      for block in 0..<blocksInRow {
        let mode = blocks[(y >> sizeBits) * blocksInRow + block] >> 8 & 15
        let range = max(1, block << sizeBits)..<max(1, min(width, (block + 1) << sizeBits))
        restore(row, range, mode)
      }
    }
  }

  /// Restores pixels of a row; those above of the last one are followed by the first of its own row.
  private func restore(_ row: Pixels, _ range: Range<Int>, _ mode: UInt32) {
    let above = row - width
    switch mode {
    case 1: add(row, range) { row[$0 &- 1] }
    case 2: add(row, range) { above[$0] }
    case 3: add(row, range) { above[$0 &+ 1] }
    case 4: add(row, range) { above[$0 &- 1] }
    case 5: add(row, range) { mean(mean(row[$0 &- 1], above[$0 &+ 1]), above[$0]) }
    case 6: add(row, range) { mean(row[$0 &- 1], above[$0 &- 1]) }
    case 7: add(row, range) { mean(row[$0 &- 1], above[$0]) }
    case 8: add(row, range) { mean(above[$0 &- 1], above[$0]) }
    case 9: add(row, range) { mean(above[$0], above[$0 &+ 1]) }
    case 10:
      add(row, range) {
        mean(mean(row[$0 &- 1], above[$0 &- 1]), mean(above[$0], above[$0 &+ 1]))
      }
    case 11: add(row, range) { nearer(row[$0 &- 1], above[$0], above[$0 &- 1]) }
    case 12: add(row, range) { sum(row[$0 &- 1], above[$0], above[$0 &- 1]) }
    case 13:
      add(row, range) { halfway(mean(row[$0 &- 1], above[$0]), above[$0 &- 1]) }
    default: add(row, range) { _ in 0xff00_0000 }
    }
  }

  @inline(__always)
  private func add(_ row: Pixels, _ range: Range<Int>, _ guess: (Int) -> UInt32) {
    for x in range { row[x] = row[x].addingBytes(guess(x)) }
  }

  /// The means of the bytes, rounded down.
  @inline(__always)
  private func mean(_ a: UInt32, _ b: UInt32) -> UInt32 {
    ((a ^ b) & 0xfefe_fefe) &>> 1 &+ (a & b)
  }

  /// Of left and above the one that is nearer to left + above − corner; above at a tie.
  @inline(__always)
  private func nearer(_ left: UInt32, _ above: UInt32, _ corner: UInt32) -> UInt32 {
    func advantage(_ shift: UInt32) -> Int32 {
      let base = byte(corner, shift)
      return abs(byte(left, shift) &- base) &- abs(byte(above, shift) &- base)
    }
    let difference = advantage(0) &+ advantage(8) &+ advantage(16) &+ advantage(24)
    return difference <= 0 ? above : left
  }

  /// left + above − corner of each byte, within its range.
  @inline(__always)
  private func sum(_ left: UInt32, _ above: UInt32, _ corner: UInt32) -> UInt32 {
    bytes { byte(left, $0) &+ byte(above, $0) &- byte(corner, $0) }
  }

  /// From the corner beyond the mean by half their distance, within the range of each byte.
  @inline(__always)
  private func halfway(_ mean: UInt32, _ corner: UInt32) -> UInt32 {
    bytes { byte(mean, $0) &+ (byte(mean, $0) &- byte(corner, $0)) / 2 }
  }

  @inline(__always)
  private func byte(_ pixel: UInt32, _ shift: UInt32) -> Int32 {
    Int32(truncatingIfNeeded: pixel &>> shift & 0xff)
  }

  @inline(__always)
  private func bytes(_ value: (UInt32) -> Int32) -> UInt32 {
    func clamped(_ shift: UInt32) -> UInt32 {
      UInt32(truncatingIfNeeded: min(max(value(shift), 0), 255)) &<< shift
    }
    return clamped(0) | clamped(8) | clamped(16) | clamped(24)
  }
}
