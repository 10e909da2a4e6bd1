/// A Huffman table made for decoding.
///
/// Memory behind pointers, because the decoder's inner loop looks into it for every code.
final class JPEGHuffmanTable {
  /// Codes up to this length are found with one look.
  static let shortBits = 9
  /// Codes together with the value behind them, up to this length, are found with one look.
  static let directBits = 10

  /// By the next `shortBits` bits: length of the code · 256 + symbol; 0: a longer code.
  let short: UnsafeMutablePointer<UInt16>
  /// By the next `directBits` bits, for AC tables: value · 65536 + run · 256 + length of code and
  /// value; 0: not within reach, or no value.
  let direct: UnsafeMutablePointer<Int32>

  private let symbols: [UInt8]
  /// By length: the first code, left-aligned to 16 bits, that is longer; and what to add to a code
  /// to get the index of its symbol.
  private var limits = [Int](repeating: 0, count: 17)
  private var offsets = [Int](repeating: 0, count: 17)

  /// Makes the table whose code lengths 1 to 16 occur `counts[0]` to `counts[15]` times.
  ///
  /// Nil if there are more codes than bits can tell apart. `symbols` has as many elements as the
  /// counts add up to.
  init?(counts: [UInt8], symbols: [UInt8]) {
    short = .allocate(capacity: 1 << Self.shortBits)
    short.initialize(repeating: 0, count: 1 << Self.shortBits)
    direct = .allocate(capacity: 1 << Self.directBits)
    direct.initialize(repeating: 0, count: 1 << Self.directBits)
    self.symbols = symbols
    guard assignCodes(counts) else { return nil }
    fillDirect()
  }

  deinit {
    short.deallocate()
    direct.deallocate()
  }

  /// The canonical codes (ITU-T T.81, annex C): counted up within a length, doubled from one length to the next.
  private func assignCodes(_ counts: [UInt8]) -> Bool {
    var (code, index) = (0, 0)
    for length in 1...16 {
      offsets[length] = index - code
      for _ in 0..<counts[length - 1] {
        guard code < 1 << length else { return false }
        fillShort(code: code, length: length, symbol: symbols[index])
        code += 1
        index += 1
      }
      limits[length] = code << (16 - length)
      code <<= 1
    }
    return true
  }

  private func fillShort(code: Int, length: Int, symbol: UInt8) {
    guard length <= Self.shortBits else { return }
    let unused = Self.shortBits - length
    for tail in 0..<(1 << unused) {
      short[code << unused | tail] = UInt16(length) << 8 | UInt16(symbol)
    }
  }

  private func fillDirect() {
    for bits in 0..<(1 << Self.directBits) {
      let entry = short[bits >> (Self.directBits - Self.shortBits)]
      let (length, run, size) = (Int(entry >> 8), Int32(entry >> 4 & 15), Int(entry & 15))
      guard length > 0, size > 0, length + size <= Self.directBits else { continue }
      let raw = bits >> (Self.directBits - length - size) & ((1 << size) - 1)
      let value = raw >> (size - 1) == 1 ? raw : raw - (1 << size) + 1
      direct[bits] = Int32(value) << 16 | run << 8 | Int32(length + size)
    }
  }

  /// The symbol and length of the code that these 16 bits begin with; nil if there is none.
  @inline(never)
  func longCode(_ bits: Int) -> (symbol: Int, length: Int)? {
    for length in Self.shortBits + 1...16 where bits < limits[length] {
      let index = (bits >> (16 - length)) + offsets[length]
      return (Int(symbols[index]), length)
    }
    return nil
  }

  /// Whether every symbol is a size that a DC difference can have.
  var fitsDC: Bool { symbols.allSatisfy { $0 <= 15 } }
}
