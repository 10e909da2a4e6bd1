/// The constants of DEFLATE (RFC 1951) that both directions share.
enum DeflateCode {
  static let endOfBlock = 256
  static let firstLength = 257
  static let maximumMatch = 258
  static let window = 32768

  /// Base and extra bits of the length symbols 257 to 285.
  static let lengths: [(base: Int, extraBits: Int)] = {
    var result: [(base: Int, extraBits: Int)] = []
    var base = 3
    for index in 0..<28 {
      let extraBits = max(0, index / 4 - 1)
      result.append((base, extraBits))
      base += 1 << extraBits
    }
    return result + [(maximumMatch, 0)]
  }()

  /// Base and extra bits of the distance symbols 0 to 29.
  static let distances: [(base: Int, extraBits: Int)] = {
    var result: [(base: Int, extraBits: Int)] = []
    var base = 1
    for index in 0..<30 {
      let extraBits = max(0, index / 2 - 1)
      result.append((base, extraBits))
      base += 1 << extraBits
    }
    return result
  }()

  /// The order in which the lengths of the code length code are sent.
  static let codeLengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  /// The code lengths of a block with fixed codes: 288 of literals and lengths, 30 of distances.
  static let fixedLiteralLengths: [UInt8] =
    .init(repeating: 8, count: 144) + .init(repeating: 9, count: 112)
    + .init(repeating: 7, count: 24) + .init(repeating: 8, count: 8)
  /// 32 codes, of which the last two stand for nothing.
  static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)
}
