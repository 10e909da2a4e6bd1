import Text

/// Warns of initial weights from which a network with hidden layers hardly learns.
enum DoubtfulStartRule: ConfigurationRule {
  /// Beyond this number of layers weights of `smallScale` let signals die out.
  private static let mostLayers = 3
  private static let smallScale = 0.01

  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let L = draft.layerCount, L > 1 else { return [] }
    let initialization = draft.valid["initialization"]
    let path = JSONPath([.key("initialization")])
    switch initialization?["method"]?.string {
    case "zeros":
      return [draft.problem(.doubtful(equalUnits), at: path)]
    case "normal", nil:
      let scale = initialization?["scale"]
      let scales = scale?.doubles ?? Array(repeating: scale?.double ?? smallScale, count: L)
      let hidden = scales.dropLast()
      if hidden.contains(0) { return [draft.problem(.doubtful(equalUnits), at: path)] }
      guard L > mostLayers, let smallest = hidden.min(), smallest <= smallScale else { return [] }
      let text =
        "normal × \(JSONNumber(smallest).literal) with \(L) layers: signals die out from layer to "
        + "layer; try he (relu), xavier (tanh) or lecun"
      return [draft.problem(.doubtful(text), at: path)]
    default: return []
    }
  }

  private static let equalUnits =
    "zeros with hidden layers: all units of a layer stay equal; try he (relu) or xavier (tanh)"
}
