/// The coefficients of a macroblock: 16 blocks of luma, 4 and 4 of chroma, each of 16 coefficients.
///
/// They are what the pixels differ from their guess by, transformed and quantized.
final class VP8Residuals {
  /// The blocks one after the other; `clear` makes them 0 again.
  let values: UnsafeMutablePointer<Int16>
  /// By block: 0 for none, 1 for a mean alone, 2 for others.
  let extents: UnsafeMutablePointer<UInt8>

  private static let blocks = 24
  /// By kind, place and context 11 probabilities.
  private let probabilities: UnsafeMutablePointer<UInt8>
  private let zigzag: UnsafeMutablePointer<UInt8>
  private let means: UnsafeMutablePointer<Int16>
  /// Whether the blocks above and on the left have coefficients: 4 of luma, 2 and 2 of chroma, and
  /// the means.
  private let above: UnsafeMutablePointer<UInt8>
  private let left: UnsafeMutablePointer<UInt8>

  /// The kinds of blocks that have probabilities of their own.
  private enum Kind: Int { case lumaDetail, means, chroma, luma }

  init(_ header: VP8Header, columns: Int) {
    func zeros<T: FixedWidthInteger>(_ count: Int) -> UnsafeMutablePointer<T> {
      let pointer = UnsafeMutablePointer<T>.allocate(capacity: count)
      pointer.initialize(repeating: 0, count: count)
      return pointer
    }
    (values, extents, means) = (zeros(16 * Self.blocks), zeros(Self.blocks), zeros(16))
    (above, left) = (zeros(9 * columns), zeros(9))
    (probabilities, zigzag) = (zeros(header.coefficients.count), zeros(16))
    for (i, value) in header.coefficients.enumerated() { probabilities[i] = value }
    for (i, value) in VP8Tables.zigzag.enumerated() { zigzag[i] = value }
  }

  deinit {
    for pointer in [extents, above, left, probabilities, zigzag] { pointer.deallocate() }
    values.deallocate()
    means.deallocate()
  }

  func startRow() { left.update(repeating: 0, count: 9) }

  /// Makes all coefficients 0.
  func clear() {
    values.update(repeating: 0, count: 16 * Self.blocks)
    extents.update(repeating: 0, count: Self.blocks)
  }

  /// Passes a macroblock without coefficients; the means keep their context where it has none.
  func skip(column: Int, isSplit: Bool) {
    let count = isSplit ? 8 : 9
    (above + 9 * column).update(repeating: 0, count: count)
    left.update(repeating: 0, count: count)
  }

  /// Reads the coefficients of a macroblock; false if all are 0.
  func read(
    _ bits: inout VP8Bits, column: Int, isSplit: Bool, _ steps: VP8Quantization.Steps
  ) -> Bool {
    let above = above + 9 * column
    var isAny = false
    if !isSplit { readMeans(&bits, above, steps) }
    let (kind, first) = isSplit ? (Kind.luma, 0) : (.lumaDetail, 1)
    for y in 0..<4 {
      for x in 0..<4 {
        isAny =
          read(&bits, kind, above + x, left + y, first, steps.luma, block: 4 &* y &+ x) || isAny
      }
    }
    for plane in 0..<2 {
      let start = 4 + 2 * plane
      for y in 0..<2 {
        for x in 0..<2 {
          let block = 16 &+ 4 &* plane &+ 2 &* y &+ x
          isAny =
            read(
              &bits, .chroma, above + start + x, left + start + y, 0, steps.chroma, block: block)
            || isAny
        }
      }
    }
    return isAny
  }

  @inline(__always)
  private func read(
    _ bits: inout VP8Bits, _ kind: Kind, _ above: UnsafeMutablePointer<UInt8>,
    _ left: UnsafeMutablePointer<UInt8>, _ first: Int, _ steps: (mean: Int32, detail: Int32),
    block: Int
  ) -> Bool {
    let target = values + 16 &* block
    let end = coefficients(
      &bits, kind, context: Int(above[0] &+ left[0]), first, steps, to: target)
    let isAny: UInt8 = end > first ? 1 : 0
    (above[0], left[0]) = (isAny, isAny)
    extents[block] = end > 1 ? 2 : target[0] != 0 ? 1 : 0
    return extents[block] > 0
  }

  /// The means of the 16 blocks of luma, which are transformed once more.
  private func readMeans(
    _ bits: inout VP8Bits, _ above: UnsafeMutablePointer<UInt8>, _ steps: VP8Quantization.Steps
  ) {
    means.update(repeating: 0, count: 16)
    let end = coefficients(
      &bits, .means, context: Int(above[8] &+ left[8]), 0, steps.means, to: means)
    (above[8], left[8]) = end > 0 ? (1, 1) : (0, 0)
    VP8Transform.spread(means, to: values)
  }

  /// Reads a block (section 13), and returns the place behind its last coefficient.
  private func coefficients(
    _ bits: inout VP8Bits, _ kind: Kind, context: Int, _ first: Int,
    _ steps: (mean: Int32, detail: Int32), to target: UnsafeMutablePointer<Int16>
  ) -> Int {
    let places = probabilities + kind.rawValue &* (17 * 33)
    var (n, p) = (first, places + (first &* 33 &+ context &* 11))
    while n < 16 {
      guard bits.bit(p[0]) else { return n }
      while !bits.bit(p[1]) {
        n &+= 1
        if n == 16 { return 16 }
        p = places + n &* 33
      }
      let next = places + (n &+ 1) &* 33
      var value: Int32 = 1
      if bits.bit(p[2]) {
        value = large(&bits, p)
        p = next + 22
      } else {
        p = next + 11
      }
      let product = (bits.bit(128) ? 0 &- value : value) &* (n > 0 ? steps.detail : steps.mean)
      target[Int(zigzag[n])] = Int16(truncatingIfNeeded: product)
      n &+= 1
    }
    return 16
  }

  /// A value of 2 or more: small ones by a tree, others by a category and its further bits.
  private func large(_ bits: inout VP8Bits, _ p: UnsafeMutablePointer<UInt8>) -> Int32 {
    func bit(_ probability: UInt8) -> Int32 { bits.bit(probability) ? 1 : 0 }
    if !bits.bit(p[3]) { return bits.bit(p[4]) ? 3 + bit(p[5]) : 2 }
    if !bits.bit(p[6]) {
      return bits.bit(p[7]) ? 7 + 2 * bit(165) + bit(145) : 5 + bit(159)
    }
    let category = bits.bit(p[8]) ? (bits.bit(p[10]) ? 3 : 2) : (bits.bit(p[9]) ? 1 : 0)
    var value: Int32 = 0
    for probability in Self.furtherBits[category] { value = 2 * value + bit(probability) }
    return value + 3 + 8 << Int32(category)
  }

  /// The probabilities of the bits of the categories from the third on.
  private static let furtherBits: [[UInt8]] = [
    [173, 148, 140], [176, 155, 140, 135], [180, 157, 141, 134, 130],
    [254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129],
  ]
}
