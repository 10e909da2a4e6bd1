import Text

/// L = count(n) - 1 = count(activations).
enum LayerCountRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    if let n = draft.n, let L = draft.valid["L"]?.integer, L != n.count - 1 {
      problems.append(
        draft.problem(
          .notAllowed(found: "\(L)", nearest: nil), at: JSONPath([.key("L")]),
          allowed: "count(n) - 1 = \(n.count - 1)"))
    }
    if let layers = draft.layerList, !draft.has("n"), let L = draft.valid["L"]?.integer,
      L != layers.count
    {
      problems.append(
        draft.problem(
          .notAllowed(found: "\(L)", nearest: nil), at: JSONPath([.key("L")]),
          allowed: "count(layers) = \(layers.count)"))
    }
    if let L = draft.layerCount, let given = draft.valid["activations"]?.strings {
      let misfit = draft.misfit(
        given.count, of: L, "L = \(L) names, one per layer", at: JSONPath([.key("activations")]))
      problems += misfit.map { [$0] } ?? []
    }
    return problems
  }
}
