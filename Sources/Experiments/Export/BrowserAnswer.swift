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
    names = Self.names(
      description, count: kind == .binary ? 2 : outputs, areValues: kind == .values)
  }

  private static func names(
    _ description: ModelDescription, count: Int, areValues: Bool
  ) -> [String] {
    if areValues, count == 1 {
      guard case .name(let name)? = description.input.labelColumn else { return ["value"] }
      return [name]
    }
    if let names = description.input.classNames, names.count == count { return names }
    return (0..<count).map { "\(areValues ? "value" : "class") \($0)" }
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
