import Text

/// One `--vary KEY=V1,V2,…`: a key of the configuration and the values that it takes in turn, or the
/// range that they are drawn from.
package struct Variation: Sendable, Equatable {
  /// The key by its path, as for `--set`.
  package let key: String
  /// The values as they were written, each JSON or a bare word; a range is the only one.
  package let values: [String]

  /// The variation as the command line has it.
  package var text: String { "\(key)=\(values.joined(separator: ","))" }

  /// Reads `alpha=0.01,0.001` or `n=[4,8,1],[4,16,1]`; nil without a key or with an empty value.
  ///
  /// Commas inside brackets, braces and quotes belong to a value.
  package init?(_ text: String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { return nil }
    key = String(text[..<sign])
    values = Self.pieces(of: text[text.index(after: sign)...]).map(\.trimmed)
    guard !values.contains("") else { return nil }
  }

  /// The range that is given in place of values; nil where there are values.
  ///
  /// - Throws: `SweepError` for a range that makes no sense.
  package func range() throws(SweepError) -> ValueRange? {
    guard let first = values.first(where: ValueRange.isMeant) else { return nil }
    do throws(ValueRange.Problem) {
      guard values.count == 1 else { throw .init("a range stands alone, without other values") }
      return try ValueRange(first)
    } catch {
      throw .badRange(text, reason: error.reason)
    }
  }

  private static func pieces(of text: Substring) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for index in text.indices {
      let character = text[index]
      if isQuoted {
        if character == "\"", !isEscaped { isQuoted = false }
        isEscaped = character == "\\" && !isEscaped
        continue
      }
      switch character {
      case "\"": isQuoted = true
      case "[", "{": depth += 1
      case "]", "}": depth -= 1
      case "," where depth <= 0:
        pieces.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    return pieces + [text[start...]]
  }
}

extension Substring {
  fileprivate var trimmed: String {
    let inner = drop { $0.isWhitespace }
    return String(inner.reversed().drop { $0.isWhitespace }.reversed())
  }
}

/// Numbers between two ends, as `log:1e-4..1` says them.
package struct ValueRange: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable {
    /// Any number, each power of ten as likely as the others.
    case log
    /// Any number, all alike.
    case linear
    /// A whole number, all alike.
    case integer
    /// A whole number, each power of ten as likely as the others.
    case logInteger
    /// No draw: alpha grows from one end to the other in one training.
    case range
  }

  /// Why a text is no range.
  struct Problem: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  package let kind: Kind
  package let lower: Double
  package let upper: Double

  /// Whether a value is meant as a range, well written or not.
  ///
  /// A kind that there is not is known by the two numbers behind it.
  static func isMeant(_ value: String) -> Bool {
    guard let colon = value.firstIndex(of: ":") else { return false }
    return kind(of: value) != nil
      || value[..<colon].allSatisfy(\.isLetter) && ends(value[value.index(after: colon)...]) != nil
  }

  private static func ends(_ text: Substring) -> (Double, Double)? {
    let ends = text.split(separator: "..", omittingEmptySubsequences: false)
    guard ends.count == 2, let lower = Double(ends[0]), let upper = Double(ends[1]),
      lower.isFinite, upper.isFinite
    else { return nil }
    return (lower, upper)
  }

  private static func kind(of value: String) -> Kind? {
    value.firstIndex(of: ":").flatMap { Kind(rawValue: String(value[..<$0])) }
  }

  init(_ value: String) throws(Problem) {
    guard let kind = Self.kind(of: value) else {
      let word = String(value.prefix { $0 != ":" })
      let names = Kind.allCases.map(\.rawValue)
      let hint = NearestName.of(word, among: names).map { ", did you mean \($0):" } ?? ""
      throw Problem(
        "there are ranges of \(names.map { "\($0):" }.joined(separator: ", ")), not of \(word):\(hint)"
      )
    }
    guard let (lower, upper) = Self.ends(value.dropFirst(kind.rawValue.count + 1)) else {
      throw Problem("a range is two numbers with .. between, such as \(kind)\(kind.example)")
    }
    guard lower < upper else { throw Problem("a range ends above its beginning") }
    let isWhole = kind == .integer || kind == .logInteger
    if isWhole {
      let most = Double(UInt32.max)
      guard Int(exactly: lower) != nil, Int(exactly: upper) != nil, upper - lower < most,
        upper.magnitude <= most, lower.magnitude <= most
      else {
        throw Problem("a range of \(kind): takes whole numbers, such as \(kind)\(kind.example)")
      }
    }
    if kind == .log || kind == .range, lower <= 0 {
      throw Problem(
        kind == .log ? "a range of log: begins above 0" : "the learning-rate test begins above 0")
    }
    if kind == .logInteger, lower < 1 {
      throw Problem("a range of logInteger: begins at 1 or above")
    }
    (self.kind, self.lower, self.upper) = (kind, lower, upper)
  }
}

extension ValueRange.Kind {
  fileprivate var example: String {
    switch self {
    case .log: ":1e-4..1"
    case .linear: ":0..0.5"
    case .integer, .logInteger: ":4..64"
    case .range: ":1e-5..1"
    }
  }
}
