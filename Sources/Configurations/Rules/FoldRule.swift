import Text

/// A fold that is held out is one of those that there are.
enum FoldRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let validation = draft.valid["data"]?["validation"],
      let fold = validation["fold"]?.integer, let folds = validation["folds"]?.integer, fold > folds
    else { return [] }
    let path = JSONPath([.key("data"), .key("validation"), .key("fold")])
    return [draft.conflict("there is no fold \(fold) of \(folds)", at: path)]
  }
}
