import DeepNetwork
import Text

/// The loss goes with the last activation, and softmax stands only there, over two units or more.
enum LossFitsOutputRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    hiddenSoftmax(draft) + singleSoftmax(draft) + misfittingLoss(draft)
  }

  private static func hiddenSoftmax(_ draft: Draft) -> [ConfigurationProblem] {
    let activations = JSONPath([.key("activations")])
    let text = "softmax is for the last layer only"
    if let list = draft.valid["activations"]?.strings {
      return list.dropLast().indices.filter { list[$0] == "softmax" }
        .map { draft.conflict(text, at: activations.appending($0)) }
    }
    guard draft.valid["activations"]?["hidden"]?.string == "softmax" else { return [] }
    return [draft.conflict(text, at: activations.appending("hidden"))]
  }

  private static func singleSoftmax(_ draft: Draft) -> [ConfigurationProblem] {
    guard draft.outputActivation == "softmax", let n = draft.n, n.last == 1 else { return [] }
    return [
      draft.conflict(
        "softmax over one unit is always 1: give it a unit per class, or take sigmoid",
        at: JSONPath([.key("n"), .index(n.count - 1)]))
    ]
  }

  private static func misfittingLoss(_ draft: Draft) -> [ConfigurationProblem] {
    guard draft.has("loss"), let loss = draft.loss, let output = draft.outputActivation,
      let activation = Activation(name: output), !fits(loss, activation)
    else { return [] }
    let wanted =
      switch loss {
      case .binaryCrossEntropy: "sigmoid"
      case .categoricalCrossEntropy: "softmax"
      case .meanSquaredError: "another activation"
      }
    return [
      draft.conflict(
        "\(loss.rawValue) needs \(wanted) in the last layer, which has \(output)",
        at: JSONPath([.key("loss")]))
    ]
  }

  private static func fits(_ loss: Loss, _ activation: Activation) -> Bool {
    switch loss {
    case .binaryCrossEntropy: activation == .sigmoid
    case .categoricalCrossEntropy: activation == .softmax
    case .meanSquaredError: activation != .softmax
    }
  }
}
