import Text

/// The dual first layer holds for the full batch and updates that are linear in the gradient.
enum DualLayerRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard draft.valid["firstLayer"]?.string == "dual" else { return [] }
    var problems: [ConfigurationProblem] = []
    if let type = draft.layerList?.first?["type"]?.string, type != "dense" {
      problems.append(
        draft.conflict(
          "dual is for a dense first layer, not for \(type)", at: JSONPath([.key("firstLayer")])))
    }
    if let method = draft.valid["optimizer"]?["method"]?.string,
      method == "rmsprop" || method == "adam"
    {
      problems.append(
        draft.conflict(
          "dual is for gradientDescent and momentum, not for \(method)",
          at: JSONPath([.key("firstLayer")])))
    }
    if let batchSize = draft.valid["batchSize"]?.integer, batchSize > 0 {
      problems.append(
        draft.problem(
          .notAllowed(found: "\(batchSize)", nearest: nil), at: JSONPath([.key("batchSize")]),
          allowed: "0, the full batch, with firstLayer \"dual\""))
    }
    return problems
  }
}
