/// What divides the fields of a table.
public enum TableDelimiter: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// a,b
  case comma = ","
  /// a;b
  case semicolon = ";"
  /// Fields between tabs.
  case tab = "\t"
  /// a|b
  case bar = "|"
  /// Fields between blanks, any number of them: spaces and tabs.
  case blank = " "

  var byte: UInt8 { rawValue.utf8.first ?? 0 }

  /// The signs in a word.
  public var description: String {
    switch self {
    case .comma: "commas"
    case .semicolon: "semicolons"
    case .tab: "tabs"
    case .bar: "bars"
    case .blank: "blanks"
    }
  }
}
