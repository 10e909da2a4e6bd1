/// The text of a table: its delimiter, and the meaning of its fields.
struct CSVText {
  let bytes: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8

  /// - Parameter bytes: outlives the value.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    delimiter = Self.delimiter(of: bytes)
  }

  func tokenizer() -> CSVTokenizer { CSVTokenizer(bytes, delimiter: delimiter) }

  /// The number that a field spells; nil if it is none.
  func number(_ field: CSVTokenizer.Field) -> Double? {
    parseNumber(UnsafeBufferPointer(rebasing: bytes[field.range]))
  }

  /// Whether a field stands for a value that nobody knows.
  func isMissing(_ field: CSVTokenizer.Field) -> Bool {
    guard !field.range.isEmpty else { return true }
    guard field.range.count <= 6 else { return false }
    return missingWords.contains(string(field).lowercased())
  }

  func string(_ field: CSVTokenizer.Field) -> String {
    let text = String(decoding: bytes[field.range], as: UTF8.self)
    guard field.hasDoubledQuotes else { return text }
    return text.replacing("\"\"", with: "\"")
  }

  /// The comma where the first line has one outside quotes, else the semicolon or tab it has.
  private static func delimiter(of bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
    var isInQuotes = false
    var candidate = UInt8(ascii: ",")
    for byte in bytes.drop(while: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      switch byte {
      case UInt8(ascii: "\""): isInQuotes.toggle()
      case _ where isInQuotes: continue
      case UInt8(ascii: ","): return byte
      case UInt8(ascii: ";"): candidate = byte
      case UInt8(ascii: "\t") where candidate != UInt8(ascii: ";"): candidate = byte
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return candidate
      default: continue
      }
    }
    return candidate
  }
}

private let missingWords: Set<String> = ["na", "n/a", "#n/a", "nan", "null", "none", "?"]
