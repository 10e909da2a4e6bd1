import Datasets
import DeepNetwork
import Drawing
import Text

/// How a page reads the outputs of its network.
struct BrowserAnswer {
  enum Kind: String {
    /// The probability of the second of two classes.
    case binary
    /// The probability of each class, of which one is true.
    case classes
    /// The probability of each label, of which several can be true.
    case labels
    case values
  }

  let kind: Kind
  /// The names of classes, labels or values.
  let names: [String]

  init(_ description: ModelDescription) {
    let outputs = description.n.last ?? 1
    let loss = description.loss
    kind =
      !loss.hasClasses
      ? .values
      : !loss.namesOneClass(outputs: outputs) ? .labels : outputs == 1 ? .binary : .classes
    names = Self.names(description, kind, count: kind == .binary ? 2 : outputs)
  }

  private static func names(
    _ description: ModelDescription, _ kind: Kind, count: Int
  ) -> [String] {
    let input = description.input
    if kind == .values, count == 1 {
      guard case .name(let name)? = input.labelColumn else { return ["value"] }
      return [name]
    }
    if let names = input.classNames, names.count == count { return names }
    let word =
      switch kind {
      case .binary, .classes: "class"
      case .labels: "label"
      case .values: "value"
      }
    return (0..<count).map { "\(word) \($0)" }
  }

  /// A sentence on what the network answers.
  var sentence: String {
    let count = NumberText.whole(names.count)
    return switch kind {
    case .binary: "The network answers with the probability of each of two classes."
    case .classes: "The network answers with the probability of each of \(count) classes."
    case .labels:
      "The network answers with the probability of each of \(count) labels, of which several can be "
        + "true."
    case .values where names.count == 1: "The network answers with a value."
    case .values: "The network answers with \(count) values."
    }
  }
}
