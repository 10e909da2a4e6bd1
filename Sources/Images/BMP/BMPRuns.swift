/// Run-length coded pixels of 8 or 4 bits: runs of equal pixels or of pairs, literal pixels, jumps.
struct BMPRuns {
  private let data: UnsafeRawBufferPointer
  private let width: Int
  private let isHalf: Bool
  private var position = 0
  /// The place in the current row; literal pixels may lead beyond its end, into the next row.
  private var x = 0
  /// The place among all pixels.
  private var place = 0
  /// Pixels that are jumped over keep index 0.
  private var pixels: [UInt8]

  init(_ header: BMPHeader, _ data: UnsafeRawBufferPointer) {
    self.data = data
    width = header.width
    isHalf = header.compression == .runs4
    pixels = [UInt8](repeating: 0, count: header.width * header.height)
  }

  /// The index of each pixel, row by row as the file has them.
  mutating func indices() throws(ImageError.Problem) -> [UInt8] {
    while place < pixels.count {
      guard data.count - position >= 2 else { throw truncation }
      let (count, value) = (Int(data[position]), data[position + 1])
      position += 2
      switch (count, value) {
      case (0, 0): endRow()
      case (0, 1): return pixels
      case (0, 2): try jump()
      case (0, _): try copy(Int(value))
      default: run(min(count, max(0, width - x)), value)
      }
    }
    return pixels
  }

  private var truncation: ImageError.Problem {
    .truncated(.bmp, part: "the runs: row \(place / width) of \(pixels.count / width)")
  }

  private mutating func run(_ count: Int, _ value: UInt8) {
    let end = min(place + count, pixels.count)
    for i in place..<end {
      pixels[i] = isHalf ? ((i - place) % 2 == 0 ? value >> 4 : value & 15) : value
    }
    x += count
    place = end
  }

  /// Moves to the next row, which the last pixel of a row does without.
  private mutating func endRow() {
    place = x == 0 ? place + width : (place + width - 1) / width * width
    x = 0
  }

  private mutating func jump() throws(ImageError.Problem) {
    guard data.count - position >= 2 else { throw truncation }
    place += Int(data[position]) + Int(data[position + 1]) * width
    x = place % width
    position += 2
  }

  /// Takes literal pixels, padded to whole units of 16 bits.
  private mutating func copy(_ count: Int) throws(ImageError.Problem) {
    let bytes = isHalf ? (count + 1) / 2 : count
    guard data.count - position >= bytes else { throw truncation }
    for i in 0..<min(count, pixels.count - place) {
      let byte = data[position + (isHalf ? i / 2 : i)]
      pixels[place + i] = isHalf ? (i % 2 == 0 ? byte >> 4 : byte & 15) : byte
    }
    place += count
    x += count
    position += bytes + bytes % 2
  }
}
