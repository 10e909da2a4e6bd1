import Text

/// What must not be 0 is not 0 in the working precision either.
enum PrecisionRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard !draft.has("precision") || draft.valid["precision"]?.string == "float32" else {
      return []
    }
    let paths = [
      JSONPath([.key("alpha")]), JSONPath([.key("optimizer"), .key("epsilon")]),
    ]
    return paths.compactMap { path in
      guard let value = draft.valid.value(at: path), let number = value.double,
        Float(number) == 0 || !Float(number).isFinite
      else { return nil }
      let text = "\(value.found) is \(Float(number)) in float32; take precision float64"
      return draft.conflict(text, at: path)
    }
  }
}
