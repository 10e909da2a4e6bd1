import DeepNetwork
import Text

/// A network is either n and activations or a list of layers, and a list keeps the rules that the
/// other form has by itself.
enum LayersRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard draft.has("layers") else { return [] }
    let others = ["n", "activations"].filter(draft.has)
    guard others.isEmpty else {
      let text = "either \(others.joined(separator: " and ")) or layers, not both"
      return [draft.conflict(text, at: JSONPath([.key("layers")]))]
    }
    return dropoutForAll(draft) + softmax(draft) + singleExample(draft) + epsilons(draft)
  }

  private static func dropoutForAll(_ draft: Draft) -> [ConfigurationProblem] {
    ["keepProbability", "dropout"].filter(draft.has).map { name in
      draft.conflict(
        "goes with n and activations; in a list of layers each has its own \(name)",
        at: JSONPath([.key(name)]))
    }
  }

  /// Softmax is over all outputs of the network.
  private static func softmax(_ draft: Draft) -> [ConfigurationProblem] {
    let last = draft.layerObjects.last { $0.path.components.count == 2 }?.path
    return draft.layerObjects.filter { $0.value["activation"]?.string == "softmax" }
      .compactMap { path, value in
        if path != last || value["type"]?.string != "dense" {
          return draft.conflict(
            "softmax is for a dense layer at the end only", at: path.appending("activation"))
        }
        guard value["units"]?.integer == 1 else { return nil }
        return draft.conflict(
          "softmax over one unit is always 1: give it a unit per class, or take sigmoid",
          at: path.appending("units"))
      }
  }

  /// One example has no variance, but for pictures, which may come in where no layer has ended them.
  private static func singleExample(_ draft: Draft) -> [ConfigurationProblem] {
    guard draft.valid["batchSize"]?.integer == 1, let layers = draft.valid["layers"]?.list else {
      return []
    }
    let end = layers.firstIndex { ["dense", "flatten"].contains($0["type"]?.string) }
    guard let end,
      layers[end...].contains(where: { $0["type"]?.string == "batchNormalization" })
    else { return [] }
    return [
      draft.conflict(
        "batchNormalization of units needs 2 or more examples an update: one has no variance",
        at: JSONPath([.key("batchSize")]))
    ]
  }

  /// What is added to a variance is not 0 in the working precision.
  private static func epsilons(_ draft: Draft) -> [ConfigurationProblem] {
    guard !draft.has("precision") || draft.valid["precision"]?.string == "float32" else {
      return []
    }
    return draft.layerObjects.compactMap { path, value in
      guard let epsilon = value["epsilon"], let number = epsilon.double,
        Float(number) == 0 || !Float(number).isFinite
      else { return nil }
      return draft.conflict(
        "\(epsilon.found) is \(Float(number)) in float32; take precision float64",
        at: path.appending("epsilon"))
    }
  }
}
