/// The decoder of the blocks of one stream.
struct InflateBlocks: ~Copyable {
  /// Room that is kept after the output: three literals, the longest match and a word beyond it.
  static let slack = 280

  let limit: Int
  let literals = HuffmanTable(.literalsAndLengths)
  let distances = HuffmanTable(.distances)
  private let codeLengths = HuffmanTable(.codeLengths)
  private var hasFixedCodes = false

  /// Whether the output may end at the limit, with the rest of the stream left alone.
  let stopsAtLimit: Bool

  init(limit: Int, stopsAtLimit: Bool = false) {
    self.limit = limit
    self.stopsAtLimit = stopsAtLimit
  }

  /// Decodes one block; false if it was the last.
  mutating func decodeBlock(
    _ source: inout BitSource, _ output: inout GrowingBuffer
  ) throws(FormatError) -> Bool {
    let isLast = source.take(1) == 1
    switch source.take(2) {
    case 0:
      try copyStored(&source, &output)
    case 1:
      if !hasFixedCodes {
        try literals.build(DeflateCode.fixedLiteralLengths[...])
        try distances.build(DeflateCode.fixedDistanceLengths[...])
        hasFixedCodes = true
      }
      try decodeSymbols(&source, &output)
    case 2:
      try readCodes(&source)
      hasFixedCodes = false
      try decodeSymbols(&source, &output)
    default:
      throw FormatError("deflate block", found: "type 3", expected: "type 0, 1 or 2")
    }
    guard !source.isTruncated else { throw Self.truncated }
    return !isLast
  }

  static var truncated: FormatError {
    FormatError("deflate stream", found: "its end inside a block", expected: "more data")
  }

  var tooLong: FormatError {
    FormatError("deflate stream", found: "more output than that", expected: "\(limit) bytes")
  }

  private func copyStored(
    _ source: inout BitSource, _ output: inout GrowingBuffer
  ) throws(FormatError) {
    source.alignToByte()
    let length = source.take(16)
    let complement = source.take(16)
    guard !source.isTruncated else { throw Self.truncated }
    guard length == complement ^ 0xffff else {
      throw FormatError(
        "deflate stored block", found: "length \(length) with check \(complement)",
        expected: "check \(length ^ 0xffff)")
    }
    guard length <= limit - output.count || stopsAtLimit else { throw tooLong }
    output.reserve(length + Self.slack)
    guard source.copyBytes(length, to: output.base + output.count) else { throw Self.truncated }
    output.count += length
  }

  /// Reads the two codes of a block with dynamic codes.
  private func readCodes(_ source: inout BitSource) throws(FormatError) {
    let literalCount = source.take(5) + 257
    let distanceCount = source.take(5) + 1
    let lengthCount = source.take(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else {
      throw FormatError(
        "deflate block", found: "\(literalCount) length and \(distanceCount) distance codes",
        expected: "at most 286 and 30")
    }
    var lengths = [UInt8](repeating: 0, count: 19)
    for symbol in DeflateCode.codeLengthOrder.prefix(lengthCount) {
      lengths[symbol] = UInt8(source.take(3))
    }
    try codeLengths.build(lengths[...])

    let all = try readLengths(&source, count: literalCount + distanceCount)
    guard all[DeflateCode.endOfBlock] > 0 else {
      throw FormatError("deflate block", found: "no code for its end", expected: "one")
    }
    try literals.build(all[..<literalCount])
    try distances.build(all[literalCount...])
  }

  private func readLengths(
    _ source: inout BitSource, count: Int
  ) throws(FormatError) -> [UInt8] {
    var lengths: [UInt8] = []
    lengths.reserveCapacity(count)
    while lengths.count < count {
      source.refill()
      let entry = codeLengths.entries[Int(source.buffer & 0x7f)]
      source.drop(Int(entry & 0xff))
      let (value, times): (UInt8, Int)
      switch entry >> 16 {
      case let length where length < 16: (value, times) = (UInt8(length), 1)
      case 16:
        guard let last = lengths.last else {
          throw FormatError("deflate code lengths", found: "a repeat first", expected: "a length")
        }
        (value, times) = (last, 3 + source.take(2))
      case 17: (value, times) = (0, 3 + source.take(3))
      default: (value, times) = (0, 11 + source.take(7))
      }
      guard lengths.count + times <= count else {
        throw FormatError(
          "deflate code lengths", found: "\(lengths.count + times)", expected: "\(count)")
      }
      lengths.append(contentsOf: repeatElement(value, count: times))
      guard !source.isTruncated else { throw Self.truncated }
    }
    return lengths
  }
}
