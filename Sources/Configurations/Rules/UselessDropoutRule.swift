import Text

/// Warns of dropout in a network that has no hidden layer to drop units of.
enum UselessDropoutRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard draft.layerCount == 1, let keep = draft.valid["keepProbability"]?.double, keep < 1 else {
      return []
    }
    let text = "changes nothing: there is no hidden layer"
    return [draft.problem(.doubtful(text), at: draft.dropoutPath)]
  }
}
