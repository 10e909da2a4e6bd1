import Text

/// A list of keepProbability or dropout has one number per hidden layer.
enum DropoutLengthRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard !draft.has("layers"), let L = draft.layerCount,
      let given = draft.valid["keepProbability"]?.doubles,
      let misfit = draft.misfit(
        given.count, of: L - 1, "L - 1 = \(L - 1) numbers, one per hidden layer",
        at: draft.dropoutPath)
    else { return [] }
    return [misfit]
  }
}
