import Text

/// The learning rate falls: the minimum of cosine is not above alpha.
enum AlphaDecayRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let alpha = draft.valid["alpha"]?.double,
      let minimum = draft.valid["alphaDecay"]?["minimum"], let value = minimum.double,
      value > alpha
    else { return [] }
    return [
      draft.problem(
        .notAllowed(found: minimum.found, nearest: nil),
        at: JSONPath([.key("alphaDecay"), .key("minimum")]),
        allowed: "at most alpha = \(JSONNumber(alpha).literal)")
    ]
  }
}
