import Datasets
import DeepNetwork

/// What a network is to answer, by the labels: classes or values.
struct SuggestedAnswer {
  /// More whole numbers are counts or amounts rather than classes.
  private static let mostNumberedClasses = 20

  /// n[L].
  let size: Int
  let activation: Activation
  let sizeReason: String
  let reason: String

  /// - Throws: where all labels are the same.
  init(_ data: Dataset) throws(DataError) {
    guard let labels = data.labels else {
      throw DataError(.content, file: data.name, found: "no labels", expected: "labelled examples")
    }
    if labels.kind == .values {
      let isZeroOrOne = labels.width > 1 && labels.numbers.allSatisfy { $0 == 0 || $0 == 1 }
      self = isZeroOrOne ? .severalYesOrNo(labels.width) : .values(labels.width, of: labels.numbers)
      return
    }
    guard labels.width > 1 else {
      throw DataError(
        .content, file: data.name, found: "examples of one class (\(labels.className(0)))",
        expected: "two classes or more")
    }
    if let numbers = labels.classNumbers, labels.classNames == nil || numbers.isNotIndices {
      let isIntegral = numbers.allSatisfy { $0 == $0.rounded() }
      let isFew = numbers.count <= Self.mostNumberedClasses && numbers.count <= data.count / 2
      let isByte = data.format.imageShape != nil && numbers.count <= data.count / 2
      guard isIntegral && (isFew || isByte) || numbers == [0, 1] else {
        self = .values(1, of: numbers)
        return
      }
    }
    self = .classes(labels, inRows: data.hasLabelRows)
  }

  private init(_ size: Int, _ activation: Activation, sizeReason: String, reason: String) {
    self.size = size
    self.activation = activation
    self.sizeReason = sizeReason
    self.reason = reason
  }

  private static func classes(_ labels: Labels, inRows: Bool) -> SuggestedAnswer {
    let count = labels.width
    let isBinary =
      count == 2 && !inRows && (labels.classNumbers == nil || labels.classNumbers == [0, 1])
    let names =
      (0..<min(count, 6)).map(labels.className).joined(separator: ", ") + (count > 6 ? ", …" : "")
    guard isBinary else {
      return SuggestedAnswer(
        count, .softmax, sizeReason: "\(count) classes (\(names))",
        reason: "softmax answers with a probability for each of \(count) classes")
    }
    return SuggestedAnswer(
      1, .sigmoid, sizeReason: "1 output for two classes (\(names))",
      reason: "sigmoid answers with the probability of \(labels.className(1))")
  }

  private static func severalYesOrNo(_ size: Int) -> SuggestedAnswer {
    SuggestedAnswer(
      size, .sigmoid, sizeReason: "\(size) labels of 0 or 1 an example",
      reason: "sigmoid answers with a probability for each label")
  }

  private static func values(_ size: Int, of numbers: [Double]) -> SuggestedAnswer {
    let largest = numbers.reduce(0) { max($0, abs($1)) }
    let advice =
      largest > 100
      ? "; labels reach \(Float(largest)), and are learnt sooner where they are scaled to about 1"
      : ""
    return SuggestedAnswer(
      size, .linear, sizeReason: "\(size) value\(size == 1 ? "" : "s") an example\(advice)",
      reason: "linear answers with any number, as the labels are values and no classes")
  }
}

extension [Double] {
  /// Whether these are other numbers than 0, 1, 2, ….
  fileprivate var isNotIndices: Bool {
    enumerated().contains { Double($0.offset) != $0.element }
  }
}
