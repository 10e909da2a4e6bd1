import Text

/// Training lasts a number of iterations or of epochs, never both.
enum DurationRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard draft.has("iterations"), draft.has("epochs") else { return [] }
    return [
      draft.conflict("either iterations or epochs, not both", at: JSONPath([.key("epochs")]))
    ]
  }
}
