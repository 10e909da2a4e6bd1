/// A block of symbols with the cheaper of the fixed codes and codes made for it.
struct DeflateBlock {
  private let symbols: [MatchFinder.Symbol]
  private let literals: Code
  private let distances: Code
  /// The description of the codes that the block begins with; empty for the fixed codes.
  private let header: [(value: Int, width: Int)]
  /// The size of the block, with its header.
  let bitCount: Int

  /// Code lengths with the codes, reversed as they are sent.
  private struct Code {
    let lengths: [UInt8]
    let codes: [Int]

    init(lengths: [UInt8]) {
      self.lengths = lengths
      var codes = [Int](repeating: 0, count: lengths.count)
      var next = 0
      for length in 1...15 {
        next <<= 1
        for symbol in lengths.indices where Int(lengths[symbol]) == length {
          codes[symbol] = HuffmanTable.reversed(next, length)
          next += 1
        }
      }
      self.codes = codes
    }

    static let fixedLiterals = Code(lengths: DeflateCode.fixedLiteralLengths)
    static let fixedDistances = Code(lengths: DeflateCode.fixedDistanceLengths)

    func bits(_ frequencies: [Int]) -> Int {
      frequencies.indices.reduce(0) { $0 + frequencies[$1] * Int(lengths[$1]) }
    }
  }

  init(_ symbols: [MatchFinder.Symbol]) {
    self.symbols = symbols
    var literalCounts = [Int](repeating: 0, count: 286)
    var distanceCounts = [Int](repeating: 0, count: 30)
    var extraBits = 0
    for symbol in symbols {
      guard symbol >= 1 << 16 else {
        literalCounts[Int(symbol)] += 1
        continue
      }
      let length = Self.lengthSymbols[Int(symbol >> 16)]
      let distance = Self.distanceSymbol(Int(symbol & 0xffff))
      literalCounts[DeflateCode.firstLength + length] += 1
      distanceCounts[distance] += 1
      extraBits += DeflateCode.lengths[length].extraBits
      extraBits += DeflateCode.distances[distance].extraBits
    }
    literalCounts[DeflateCode.endOfBlock] = 1

    let ownLiterals = Code(lengths: huffmanLengths(of: literalCounts, limit: 15))
    let ownDistances = Code(lengths: huffmanLengths(of: distanceCounts, limit: 15))
    let ownHeader = Self.describe(ownLiterals.lengths, ownDistances.lengths)
    let ownBits =
      ownLiterals.bits(literalCounts) + ownDistances.bits(distanceCounts)
      + ownHeader.reduce(0) { $0 + $1.width }
    let fixedBits =
      Code.fixedLiterals.bits(literalCounts) + Code.fixedDistances.bits(distanceCounts)
    let isFixed = fixedBits <= ownBits
    literals = isFixed ? Code.fixedLiterals : ownLiterals
    distances = isFixed ? Code.fixedDistances : ownDistances
    header = isFixed ? [] : ownHeader
    bitCount = 3 + extraBits + min(fixedBits, ownBits)
  }

  func write(isLast: Bool, _ sink: inout BitSink) {
    sink.put((isLast ? 1 : 0) | (header.isEmpty ? 1 : 2) << 1, 3)
    for (value, width) in header { sink.put(value, width) }
    for symbol in symbols {
      guard symbol >= 1 << 16 else {
        sink.put(literals.codes[Int(symbol)], Int(literals.lengths[Int(symbol)]))
        continue
      }
      let length = Int(symbol >> 16)
      let lengthIndex = Self.lengthSymbols[length]
      put(DeflateCode.firstLength + lengthIndex, literals, &sink)
      let lengthCode = DeflateCode.lengths[lengthIndex]
      sink.put(length - lengthCode.base, lengthCode.extraBits)

      let distance = Int(symbol & 0xffff)
      let distanceIndex = Self.distanceSymbol(distance)
      put(distanceIndex, distances, &sink)
      let distanceCode = DeflateCode.distances[distanceIndex]
      sink.put(distance - distanceCode.base, distanceCode.extraBits)
    }
    put(DeflateCode.endOfBlock, literals, &sink)
  }

  private func put(_ symbol: Int, _ code: Code, _ sink: inout BitSink) {
    sink.put(code.codes[symbol], Int(code.lengths[symbol]))
  }

  /// The length symbol, from 0, of each length from 0 to 258.
  private static let lengthSymbols: [Int] = {
    var result = [Int](repeating: 0, count: DeflateCode.maximumMatch + 1)
    for (index, code) in DeflateCode.lengths.enumerated() {
      for length in code.base..<min(code.base + 1 << code.extraBits, result.count) {
        result[length] = index
      }
    }
    return result
  }()

  /// The distance symbol: two for each power of two.
  private static func distanceSymbol(_ distance: Int) -> Int {
    let offset = distance - 1
    guard offset >= 4 else { return offset }
    let topBit = Int.bitWidth - 1 - offset.leadingZeroBitCount
    return 2 * topBit + (offset >> (topBit - 1)) & 1
  }

  /// The two codes as a block with dynamic codes describes them, RFC 1951, section 3.2.7.
  private static func describe(
    _ literals: [UInt8], _ distances: [UInt8]
  ) -> [(value: Int, width: Int)] {
    let literalCount = max(257, (literals.lastIndex { $0 > 0 } ?? 0) + 1)
    let distanceCount = (distances.lastIndex { $0 > 0 } ?? 0) + 1
    let runs = runLengths(Array(literals.prefix(literalCount) + distances.prefix(distanceCount)))
    var counts = [Int](repeating: 0, count: 19)
    for run in runs { counts[run.symbol] += 1 }
    let code = Code(lengths: huffmanLengths(of: counts, limit: 7))
    let order = DeflateCode.codeLengthOrder
    let sent = max(4, (order.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1)

    var result = [(literalCount - 257, 5), (distanceCount - 1, 5), (sent - 4, 4)]
    result += order.prefix(sent).map { (Int(code.lengths[$0]), 3) }
    for run in runs {
      result.append((code.codes[run.symbol], Int(code.lengths[run.symbol])))
      if run.width > 0 { result.append((run.extra, run.width)) }
    }
    return result
  }

  /// Code lengths with repetitions replaced by the symbols 16, 17 and 18 and their extra bits.
  private static func runLengths(
    _ lengths: [UInt8]
  ) -> [(symbol: Int, extra: Int, width: Int)] {
    var result: [(symbol: Int, extra: Int, width: Int)] = []
    var index = 0
    while index < lengths.count {
      let value = lengths[index]
      var run = lengths[index...].prefix { $0 == value }.count
      index += run
      if value != 0 {
        result.append((Int(value), 0, 0))
        run -= 1
      }
      while run >= 3 {
        let part = value == 0 ? min(run, 138) : min(run, 6)
        switch (value, part) {
        case (0, 11...): result.append((18, part - 11, 7))
        case (0, _): result.append((17, part - 3, 3))
        default: result.append((16, part - 3, 2))
        }
        run -= part
      }
      for _ in 0..<run { result.append((Int(value), 0, 0)) }
    }
    return result
  }
}

/// Writes bits, the lowest of each byte first, as DEFLATE wants them.
struct BitSink {
  private(set) var bytes: [UInt8]
  private var buffer: UInt64 = 0
  private var count = 0

  init(appendingTo bytes: [UInt8]) { self.bytes = bytes }

  /// Appends the lowest `width` bits of `value`, at most 32; the bits above must be zero.
  mutating func put(_ value: Int, _ width: Int) {
    buffer |= UInt64(truncatingIfNeeded: value) &<< UInt64(truncatingIfNeeded: count)
    count &+= width
    guard count >= 32 else { return }
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: buffer).littleEndian) {
      bytes.append(contentsOf: $0)
    }
    buffer &>>= 32
    count &-= 32
  }

  /// Fills the last byte with zeros.
  mutating func alignToByte() {
    while count > 0 {
      bytes.append(UInt8(truncatingIfNeeded: buffer))
      buffer >>= 8
      count -= 8
    }
    count = 0
  }

  /// Appends whole bytes after ``alignToByte()``.
  mutating func append(_ slice: Slice<UnsafeRawBufferPointer>) {
    bytes.append(contentsOf: slice)
  }
}
