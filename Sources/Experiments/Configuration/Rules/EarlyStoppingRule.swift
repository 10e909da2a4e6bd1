/// Early stopping watches the validation cost, so there must be validation data.
enum EarlyStoppingRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard draft.has("earlyStopping"), let data = draft.given["data"], data.members != nil,
      data["validation"] == nil
    else { return [] }
    return [
      draft.conflict(
        "needs data.validation, whose cost it watches", at: JSONPath([.key("earlyStopping")]))
    ]
  }
}
