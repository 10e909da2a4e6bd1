/// What stands before the macroblocks of a key frame of VP8 (RFC 6386, section 9).
struct VP8Header {
  /// Bytes of the tag, the start code and the size, which are not coded.
  private static let plainBytes = 10
  private static let startCode: [UInt8] = [0x9d, 0x01, 0x2a]
  /// Pixels that a byte may stand for: the modes of a macroblock take more than three bits.
  private static let density = 700

  let width: Int
  let height: Int
  let segments: VP8Segments
  let filter: VP8FilterHeader
  let quantization: VP8Quantization
  /// By kind, place in the block and context, the probabilities of the 11 bits of a coefficient.
  let coefficients: [UInt8]
  /// How probable it is that a macroblock has coefficients; nil where all may have them.
  let skipProbability: UInt8?
  /// The first partition, behind the header: the modes of the macroblocks.
  let modes: VP8Bits
  /// The partitions of coefficients, in which the rows of macroblocks take turns.
  let partitions: [VP8Bits]

  init(_ data: UnsafeRawBufferPointer) throws(ImageError.Problem) {
    guard data.count >= Self.plainBytes else { throw .truncated(.webp, part: "the lossy header") }
    let tag = data.little24(at: 0)
    guard tag & 1 == 0, tag >> 1 & 7 <= 3, tag >> 4 & 1 == 1,
      data[3..<6].elementsEqual(Self.startCode)
    else {
      throw .malformed(
        .webp, part: "lossy header", found: "bytes \(Array(data.prefix(6)))",
        expected: "a key frame that is shown, and the start code \(Self.startCode)")
    }
    (width, height) = (data.little16(at: 6) & 0x3fff, data.little16(at: 8) & 0x3fff)
    guard width > 0, height > 0 else {
      throw .malformed(
        .webp, part: "lossy header", found: "\(width)×\(height) pixels", expected: "at least 1×1")
    }
    try ImageLimits.check(
      .webp, width: width, height: height, bytes: data.count, density: Self.density)
    let size = tag >> 5
    guard size <= data.count - Self.plainBytes else {
      throw .truncated(.webp, part: "the first partition of \(size) bytes")
    }
    let end = Self.plainBytes + size
    var bits = VP8Bits(UnsafeRawBufferPointer(rebasing: data[Self.plainBytes..<end]))
    // The color space, and whether samples may leave their range: decoders keep them in it.
    _ = bits.number(2)
    segments = VP8Segments(&bits)
    filter = VP8FilterHeader(&bits)
    let count = 1 << bits.number(2)
    quantization = VP8Quantization(&bits)
    // Whether the probabilities hold for frames to come.
    _ = bits.flag()
    coefficients = Self.probabilities(&bits)
    skipProbability = bits.flag() ? UInt8(bits.number(8)) : nil
    guard !bits.isExhausted else { throw .truncated(.webp, part: "the first partition") }
    modes = bits
    partitions = try Self.partitions(UnsafeRawBufferPointer(rebasing: data[end...]), count)
  }

  /// The partitions behind the table of their sizes, in which the last one does not stand.
  private static func partitions(
    _ data: UnsafeRawBufferPointer, _ count: Int
  ) throws(ImageError.Problem) -> [VP8Bits] {
    var start = 3 * (count - 1)
    guard data.count >= start else { throw .truncated(.webp, part: "the sizes of partitions") }
    var partitions: [VP8Bits] = []
    for index in 0..<count {
      let size = index < count - 1 ? data.little24(at: 3 * index) : data.count - start
      guard size <= data.count - start else {
        throw .truncated(.webp, part: "partition \(index + 1) of \(count)")
      }
      partitions.append(VP8Bits(UnsafeRawBufferPointer(rebasing: data[start..<(start + size)])))
      start += size
    }
    return partitions
  }

  /// The probabilities of coefficients, with those of a band repeated for each place in it.
  private static func probabilities(_ bits: inout VP8Bits) -> [UInt8] {
    let changed = zip(VP8Tables.coefficients, VP8Tables.coefficientsKept).map { old, kept in
      bits.bit(kept) ? UInt8(bits.number(8)) : old
    }
    let inBand = 33
    var spread: [UInt8] = []
    for kind in 0..<4 {
      for band in VP8Tables.bands {
        spread += changed[((8 * kind + band) * inBand)...].prefix(inBand)
      }
    }
    return spread
  }
}

/// Up to four kinds of macroblocks, which differ in quantization and filtering.
struct VP8Segments {
  let isUsed: Bool
  /// Whether each macroblock tells its segment; without, all are of the first.
  private(set) var hasMap = false
  /// Whether the values take the place of those of the frame, and are not added to them.
  private(set) var isAbsolute = false
  private(set) var quantizers = [0, 0, 0, 0]
  private(set) var levels = [0, 0, 0, 0]
  /// The probabilities of the three bits of a macroblock's segment.
  private(set) var probabilities: [UInt8] = [255, 255, 255]

  init(_ bits: inout VP8Bits) {
    isUsed = bits.flag()
    guard isUsed else { return }
    hasMap = bits.flag()
    if bits.flag() {
      isAbsolute = bits.flag()
      quantizers = (0..<4).map { _ in bits.optionalSigned(7) }
      levels = (0..<4).map { _ in bits.optionalSigned(6) }
    }
    if hasMap { probabilities = (0..<3).map { _ in bits.flag() ? UInt8(bits.number(8)) : 255 } }
  }

  /// A value of the frame as it is in a segment.
  func value(_ base: Int, _ values: [Int], _ segment: Int) -> Int {
    isUsed ? (isAbsolute ? 0 : base) + values[segment] : base
  }
}

/// The settings of the loop filter.
struct VP8FilterHeader {
  let isSimple: Bool
  let level: Int
  let sharpness: Int
  /// Added to the level: of every macroblock of a key frame, and of those with a mode a block.
  private(set) var frameDelta = 0
  private(set) var blockDelta = 0

  init(_ bits: inout VP8Bits) {
    isSimple = bits.flag()
    level = bits.number(6)
    sharpness = bits.number(3)
    guard bits.flag(), bits.flag() else { return }
    let deltas = (0..<8).map { _ in bits.optionalSigned(6) }
    (frameDelta, blockDelta) = (deltas[0], deltas[4])
  }
}

/// The steps of quantization, as differences from an index.
struct VP8Quantization {
  /// The steps of the mean and of the other coefficients, of each kind of block.
  struct Steps {
    let luma: (mean: Int32, detail: Int32)
    let means: (mean: Int32, detail: Int32)
    let chroma: (mean: Int32, detail: Int32)
  }

  let index: Int
  private let deltas: [Int]

  init(_ bits: inout VP8Bits) {
    index = bits.number(7)
    deltas = (0..<5).map { _ in bits.optionalSigned(4) }
  }

  func steps(_ index: Int) -> Steps {
    func place(_ delta: Int, _ limit: Int = 127) -> Int { min(max(index + delta, 0), limit) }
    return Steps(
      luma: (VP8Tables.meanSteps[place(deltas[0])], VP8Tables.detailSteps[place(0)]),
      means: (
        2 * VP8Tables.meanSteps[place(deltas[1])],
        max(8, VP8Tables.detailSteps[place(deltas[2])] * 155 / 100)
      ),
      chroma: (
        VP8Tables.meanSteps[place(deltas[3], 117)], VP8Tables.detailSteps[place(deltas[4])]
      ))
  }
}
