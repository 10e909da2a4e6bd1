/// A decoding table of a canonical Huffman code, as DEFLATE uses it.
///
/// Codes of up to `rootBits` bits are found in one step, longer ones by a second step through a
/// table that the first one names. An entry holds all that the decoder needs: see ``TableEntry``.
struct HuffmanTable: ~Copyable {
  /// What a table's symbols stand for.
  enum Alphabet {
    case literalsAndLengths, distances, codeLengths
  }

  private static let maximumCode = 15

  let rootBits: Int
  let entries: UnsafeMutablePointer<UInt32>
  private let alphabet: Alphabet
  private let capacity: Int

  init(_ alphabet: Alphabet) {
    self.alphabet = alphabet
    switch alphabet {
    case .literalsAndLengths: rootBits = 11
    case .distances: rootBits = 8
    case .codeLengths: rootBits = 7
    }
    // Room for the second tables of every valid code, and a bound for `fill` to check.
    capacity = 1 << (rootBits + 1)
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: TableEntry.special, count: capacity)
  }

  private var rootMask: Int { (1 << rootBits) - 1 }

  deinit { entries.deallocate() }

  /// Makes the table for the code with these code lengths, 0 for a symbol that does not occur.
  ///
  /// - Throws: `FormatError` if the lengths are no code. As in zlib a code may be incomplete only
  ///   if it has a single symbol, of one bit; no symbol at all is allowed for distances.
  func build(_ lengths: ArraySlice<UInt8>) throws(FormatError) {
    var counts = [Int](repeating: 0, count: Self.maximumCode + 1)
    for length in lengths { counts[Int(length)] += 1 }
    let used = lengths.count - counts[0]
    counts[0] = 0

    var free = 1
    for length in 1...Self.maximumCode {
      free = free * 2 - counts[length]
      guard free >= 0 else { throw invalid("more codes than fit") }
    }
    let mayBeIncomplete =
      alphabet != .codeLengths && (used == 1 && counts[1] == 1 || used == 0)
    guard free == 0 || mayBeIncomplete else { throw invalid("an incomplete code") }
    if free > 0 { entries.update(repeating: TableEntry.special, count: 1 << rootBits) }
    try fill(lengths, counts)
  }

  /// Writes the entries in the order of the codes, shortest first.
  private func fill(_ lengths: ArraySlice<UInt8>, _ counts: [Int]) throws(FormatError) {
    var left = counts
    var code = 0
    var prefix = -1
    var second = (start: 0, bits: 0)
    var free = 1 << rootBits
    for length in 1...Self.maximumCode {
      code <<= 1
      guard counts[length] > 0 else { continue }
      for (symbol, symbolLength) in lengths.enumerated() where Int(symbolLength) == length {
        let reversed = Self.reversed(code, length)
        if length <= rootBits {
          put(entry(symbol, length), from: reversed, step: 1 << length, end: 1 << rootBits)
        } else {
          if reversed & rootMask != prefix {
            prefix = reversed & rootMask
            second = (free, secondBits(left, from: length))
            free += 1 << second.bits
            guard free <= capacity else { throw invalid("too many long codes") }
            entries[prefix] = TableEntry.coding(
              value: second.start, codeLength: second.bits, extraBits: 0,
              flags: TableEntry.special | TableEntry.subtable)
          }
          put(
            entry(symbol, length - rootBits), from: second.start + (reversed >> rootBits),
            step: 1 << (length - rootBits), end: second.start + (1 << second.bits))
        }
        left[length] -= 1
        code += 1
      }
    }
  }

  private func put(_ entry: UInt32, from start: Int, step: Int, end: Int) {
    for index in stride(from: start, to: end, by: step) { entries[index] = entry }
  }

  /// The bits that a second table needs for the codes left that share its prefix.
  private func secondBits(_ left: [Int], from length: Int) -> Int {
    var bits = length - rootBits
    var room = 1 << bits
    while bits + rootBits < Self.maximumCode {
      room -= left[bits + rootBits]
      if room <= 0 { break }
      bits += 1
      room <<= 1
    }
    return bits
  }

  private func entry(_ symbol: Int, _ length: Int) -> UInt32 {
    switch alphabet {
    case .codeLengths:
      return TableEntry.coding(value: symbol, codeLength: length, extraBits: 0)
    case .distances:
      guard symbol < DeflateCode.distances.count else { return TableEntry.special | UInt32(length) }
      let (base, extraBits) = DeflateCode.distances[symbol]
      return TableEntry.coding(value: base, codeLength: length, extraBits: extraBits)
    case .literalsAndLengths:
      if symbol < DeflateCode.endOfBlock {
        return TableEntry.coding(
          value: symbol, codeLength: length, extraBits: 0, flags: TableEntry.literal)
      }
      if symbol == DeflateCode.endOfBlock {
        return TableEntry.coding(
          value: 0, codeLength: length, extraBits: 0,
          flags: TableEntry.special | TableEntry.endOfBlock)
      }
      let index = symbol - DeflateCode.firstLength
      guard index < DeflateCode.lengths.count else { return TableEntry.special | UInt32(length) }
      let (base, extraBits) = DeflateCode.lengths[index]
      return TableEntry.coding(value: base, codeLength: length, extraBits: extraBits)
    }
  }

  private func invalid(_ found: String) -> FormatError {
    FormatError("deflate Huffman code", found: found, expected: "a complete prefix code")
  }

  /// The lowest `count` bits of a code in reverse: DEFLATE sends codes from their high end.
  static func reversed(_ code: Int, _ count: Int) -> Int {
    var code = code
    var result = 0
    for _ in 0..<count {
      result = result << 1 | code & 1
      code >>= 1
    }
    return result
  }
}
