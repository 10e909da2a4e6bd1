/// A prefix code: where its table begins among those of all codes.
///
/// The next `rootBits` bits are the place of an entry: the symbol above 8 bits that say how long its
/// code is. Where that is longer than `rootBits`, the entry tells where a second table begins instead,
/// and how many bits both take.
struct VP8LCode {
  static let limit = 15
  static let maximumRootBits = 8

  let start: Int
  let rootBits: UInt64
  let mask: UInt64

  init(start: Int, rootBits: Int) {
    self.start = start
    self.rootBits = UInt64(rootBits)
    mask = 1 << UInt64(rootBits) - 1
  }

  /// Whether all pixels have the same symbol, which takes no bit.
  var isConstant: Bool { rootBits == 0 }
}

/// The tables of the prefix codes of an image, made from the lengths that the stream has.
struct VP8LCodes {
  private(set) var entries: [UInt32] = []
  private var reversed = [Int](repeating: 0, count: 256 + 24 + 1 << 11)

  /// Reads the code of an alphabet (WebP Lossless Bitstream Specification, section 6.2).
  mutating func read(
    _ bits: inout VP8LBits, alphabet: Int
  ) throws(ImageError.Problem) -> VP8LCode {
    var lengths = [UInt8](repeating: 0, count: alphabet)
    if bits.take(1) == 1 {
      let count = bits.take(1) + 1
      let width = bits.take(1) == 1 ? 8 : 1
      for index in 0..<count {
        let symbol = bits.take(index == 0 ? width : 8)
        guard symbol < alphabet else {
          throw .malformed(
            .webp, part: "prefix code", found: "symbol \(symbol)", expected: "below \(alphabet)")
        }
        lengths[symbol] = 1
      }
    } else {
      try readLengths(&bits, &lengths)
    }
    if bits.isExhausted { throw .truncated(.webp, part: "a prefix code") }
    return try append(lengths)
  }

  /// The order in which the lengths of the code for lengths are stored.
  private static let order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]

  private mutating func readLengths(
    _ bits: inout VP8LBits, _ lengths: inout [UInt8]
  ) throws(ImageError.Problem) {
    var own = [UInt8](repeating: 0, count: Self.order.count)
    for place in Self.order.prefix(4 + bits.take(4)) { own[place] = UInt8(bits.take(3)) }
    if bits.isExhausted { throw .truncated(.webp, part: "a prefix code") }
    let kept = entries.count
    let code = try append(own)
    defer { entries.removeLast(entries.count - kept) }

    var left = lengths.count
    if bits.take(1) == 1 {
      left = 2 + bits.take(2 + 2 * bits.take(3))
      guard left <= lengths.count else {
        throw .malformed(
          .webp, part: "prefix code", found: "\(left) lengths",
          expected: "at most \(lengths.count)")
      }
    }
    var (place, previous) = (0, UInt8(8))
    while place < lengths.count, left > 0 {
      left -= 1
      bits.fill()
      let symbol = entries.withUnsafeBufferPointer { entries in
        entries.baseAddress.map { bits.symbol(code, $0) } ?? 0
      }
      let (length, count) = run(symbol, previous, &bits)
      guard count <= lengths.count - place else {
        throw .malformed(
          .webp, part: "prefix code", found: "\(place + count) lengths",
          expected: "at most \(lengths.count)")
      }
      for _ in 0..<count {
        lengths[place] = length
        place += 1
      }
      if symbol < 16, length > 0 { previous = length }
    }
  }

  /// The length that a symbol says, and of how many codes.
  private func run(
    _ symbol: Int, _ previous: UInt8, _ bits: inout VP8LBits
  ) -> (length: UInt8, count: Int) {
    switch symbol {
    case 16: (previous, 3 + bits.take(2))
    case 17: (0, 3 + bits.take(3))
    case 18: (0, 11 + bits.take(7))
    default: (UInt8(truncatingIfNeeded: symbol), 1)
    }
  }

  /// Makes the tables of a canonical code, which must be complete or have one symbol.
  private mutating func append(_ lengths: [UInt8]) throws(ImageError.Problem) -> VP8LCode {
    var counts = [Int](repeating: 0, count: VP8LCode.limit + 1)
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    let start = entries.count
    if counts.reduce(0, +) == 1, let symbol = lengths.firstIndex(where: { $0 > 0 }) {
      entries.append(UInt32(symbol) << 8)
      return VP8LCode(start: start, rootBits: 0)
    }
    var (next, code, room) = (counts, 0, 0)
    for length in 1...VP8LCode.limit {
      next[length] = code
      code = (code + counts[length]) << 1
      room += counts[length] << (VP8LCode.limit - length)
    }
    guard room == 1 << VP8LCode.limit else {
      throw .malformed(
        .webp, part: "prefix code", found: "lengths \(counts.dropFirst())",
        expected: "lengths of a prefix code")
    }
    let longest = counts.lastIndex { $0 > 0 } ?? 0
    let rootBits = min(longest, VP8LCode.maximumRootBits)
    entries.append(contentsOf: repeatElement(0, count: 1 << rootBits))
    for (symbol, length) in lengths.enumerated() where length > 0 {
      reversed[symbol] = Self.reverse(next[Int(length)], Int(length))
      next[Int(length)] += 1
    }
    if longest > rootBits { appendSecondTables(lengths, start, rootBits) }
    fillTables(lengths, start, rootBits)
    return VP8LCode(start: start, rootBits: rootBits)
  }

  /// Adds a table for each root entry whose codes are longer, and points there.
  private mutating func appendSecondTables(_ lengths: [UInt8], _ start: Int, _ rootBits: Int) {
    let mask = 1 << rootBits - 1
    for (symbol, length) in lengths.enumerated() where length > rootBits {
      let root = start + reversed[symbol] & mask
      entries[root] = max(entries[root], UInt32(length))
    }
    for root in start...(start + mask) where entries[root] > 0 {
      let size = 1 << (Int(entries[root]) - rootBits)
      entries[root] |= UInt32(entries.count - start) << 8
      entries.append(contentsOf: repeatElement(0, count: size))
    }
  }

  private mutating func fillTables(_ lengths: [UInt8], _ start: Int, _ rootBits: Int) {
    for (symbol, length) in lengths.enumerated() where length > 0 {
      var (first, step, end) = (start + reversed[symbol], 1 << Int(length), start + 1 << rootBits)
      var ownLength = Int(length)
      if ownLength > rootBits {
        let root = entries[start + reversed[symbol] & (1 << rootBits - 1)]
        ownLength -= rootBits
        step = 1 << ownLength
        first = start + Int(root >> 8) + reversed[symbol] >> rootBits
        end = start + Int(root >> 8) + 1 << (Int(root & 0xff) - rootBits)
      }
      let entry = UInt32(symbol) << 8 | UInt32(ownLength)
      for place in stride(from: first, to: end, by: step) { entries[place] = entry }
    }
  }

  private static func reverse(_ code: Int, _ length: Int) -> Int {
    var (rest, result) = (code, 0)
    for _ in 0..<length {
      result = result << 1 | rest & 1
      rest >>= 1
    }
    return result
  }
}
