import Text

extension ValueRule {
  /// What is allowed, as it goes on after "must be".
  var sentence: String {
    switch self {
    case .text(let rule): rule.meaning
    case .choice(let words): "\(words.count > 1 ? "one of " : "")\(words.quotedList)"
    case .boolean: "true or false"
    case .integer(let range): range.sentence
    case .integerChoice(let values): values.map(String.init).joined(separator: " or ")
    case .number(let range): range.sentence
    case .list(let rule): rule.sentence
    case .object(let rule): rule.meaning
    case .recursive(let rule): rule().sentence
    case .either(let rules): rules.map(\.sentence).joined(separator: " or ")
    }
  }
}

extension ListRule {
  var sentence: String {
    let what =
      switch element {
      case .integer: "integers"
      case .number(let range): "numbers\(range.conditions)"
      case .choice: "names"
      case .object, .recursive: "objects"
      default: "texts"
      }
    if let exactCount { return "a list of \(exactCount) \(what)" }
    return count.lowerBound > 0
      ? "a list of \(count.lowerBound) or more \(what)" : "a list of \(what)"
  }
}

extension NumberRange {
  var sentence: String { "a number\(conditions)" }

  fileprivate var conditions: String {
    let from =
      switch lower {
      case .above(let bound): " > \(JSONNumber(bound).literal)"
      case .from(let bound): " ≥ \(JSONNumber(bound).literal)"
      }
    return switch upper {
    case .below(let limit): "\(from) and < \(JSONNumber(limit).literal)"
    case .to(let limit): "\(from) and ≤ \(JSONNumber(limit).literal)"
    case .none: from
    }
  }
}

extension ClosedRange<Int> {
  fileprivate var sentence: String { "an integer from \(lowerBound) to \(upperBound)" }
}
