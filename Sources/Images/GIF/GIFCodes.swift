/// The pixels of a frame from their codes, by the method of Lempel, Ziv and Welch.
///
/// A code stands for a series of indices: of an earlier code, and one more. The table of them grows by
/// one with each code, to 4096, and begins anew at the code that clears it.
struct GIFCodes {
  private static let limit = 4096

  private let data: UnsafeRawBufferPointer
  private let codeSize: Int
  private let count: Int
  private var position = 0
  private var bits: UInt32 = 0
  private var bitCount = 0

  /// By code: the earlier one, the index behind it, the first index, and how many there are.
  private var prefixes = [UInt16](repeating: 0, count: Self.limit)
  private var lasts: [UInt8]
  private var firsts: [UInt8]
  private var lengths = [UInt16](repeating: 1, count: Self.limit)

  init(_ data: UnsafeRawBufferPointer, codeSize: Int, count: Int) {
    self.data = data
    self.codeSize = codeSize
    self.count = count
    lasts = (0..<Self.limit).map { UInt8(truncatingIfNeeded: $0) }
    firsts = lasts
  }

  /// The index of each pixel, in the order of the file.
  mutating func indices() throws(ImageError.Problem) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: count)
    let clear = 1 << codeSize
    var (done, next, width, previous) = (0, clear + 2, codeSize + 1, -1)
    while done < count {
      guard let code = nextCode(width) else {
        throw .truncated(.gif, part: "the frame: \(done) of \(count) pixels")
      }
      if code == clear {
        (next, width, previous) = (clear + 2, codeSize + 1, -1)
        continue
      }
      guard code != clear + 1, previous < 0 ? code < clear : code <= next else {
        throw .malformed(
          .gif, part: "frame",
          found: code == clear + 1 ? "its end behind \(done) pixels" : "code \(code)",
          expected: code == clear + 1
            ? "\(count)" : "at most \(previous < 0 ? clear - 1 : next)")
      }
      if previous >= 0, next < Self.limit {
        append(code == next ? previous : code, behind: previous, as: next)
        next += 1
        if next == 1 << width, width < 12 { width += 1 }
      }
      done = write(code, to: &pixels, at: done)
      previous = code
    }
    return pixels
  }

  /// Enters what `previous` stands for and the first index of `code`.
  private mutating func append(_ code: Int, behind previous: Int, as new: Int) {
    prefixes[new] = UInt16(truncatingIfNeeded: previous)
    lasts[new] = firsts[code]
    firsts[new] = firsts[previous]
    lengths[new] = lengths[previous] &+ 1
  }

  /// Writes what a code stands for, from its end, and returns where it ends.
  private func write(_ code: Int, to pixels: inout [UInt8], at start: Int) -> Int {
    let end = start + Int(lengths[code])
    var (place, code) = (end - 1, code)
    while place >= start {
      if place < pixels.count { pixels[place] = lasts[code] }
      code = Int(prefixes[code])
      place -= 1
    }
    return min(end, pixels.count)
  }

  /// The next code, lowest bit first; nil where the data end.
  private mutating func nextCode(_ width: Int) -> Int? {
    while bitCount < width {
      guard position < data.count else { return nil }
      bits |= UInt32(data[position]) &<< UInt32(truncatingIfNeeded: bitCount)
      bitCount += 8
      position += 1
    }
    let code = Int(bits & (1 &<< UInt32(truncatingIfNeeded: width) &- 1))
    bits = bits &>> UInt32(truncatingIfNeeded: width)
    bitCount -= width
    return code
  }
}
