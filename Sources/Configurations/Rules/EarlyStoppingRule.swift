import Text

/// Early stopping watches a figure of the validation set, so there must be one.
enum EarlyStoppingRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard draft.has("earlyStopping"), let data = draft.given["data"], data.members != nil,
      data["validation"] == nil
    else { return [] }
    let figure = draft.valid["earlyStopping"]?["monitor"]?.string ?? "cost"
    return [
      draft.conflict(
        "needs data.validation, whose \(figure) it watches", at: JSONPath([.key("earlyStopping")]))
    ]
  }
}
