import Datasets
import DeepNetwork
import Foundation
import Text

/// What a network is to answer, by the labels: classes or values.
struct SuggestedAnswer {
  /// More whole numbers are counts or amounts rather than classes.
  private static let maximumNumberedClasses = 20

  /// n[L].
  let size: Int
  let activation: Activation
  let sizeReason: String
  let reason: String
  /// Why labels had better be scaled; nil where they need not.
  let scalingReason: String?

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
    if let numbers = Self.numbers(of: labels, in: data) {
      let isIntegral = numbers.allSatisfy { $0 == $0.rounded() }
      let isFew = numbers.count <= Self.maximumNumberedClasses && numbers.count <= data.count / 2
      let isByte = data.format.imageShape != nil && numbers.count <= data.count / 2
      guard isIntegral && (isFew || isByte) || numbers == [0, 1] else {
        self = .values(1, of: numbers)
        return
      }
    }
    self = .classes(labels, inRows: data.hasLabelRows)
  }

  private init(
    _ size: Int, _ activation: Activation, sizeReason: String, reason: String,
    scalingReason: String? = nil
  ) {
    self.scalingReason = scalingReason
    self.size = size
    self.activation = activation
    self.sizeReason = sizeReason
    self.reason = reason
  }

  private static func classes(_ labels: Labels, inRows: Bool) -> SuggestedAnswer {
    let count = labels.width
    let isBinary = count == 2 && !inRows
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
    SuggestedAnswer(
      size, .linear, sizeReason: "\(size) value\(size == 1 ? "" : "s") an example",
      reason: "linear answers with any number, as the labels are values and no classes",
      scalingReason: scalingReason(size, numbers))
  }

  /// Outputs begin near 0 and move by steps of alpha: labels far from 1 take long to reach.
  private static func scalingReason(_ size: Int, _ numbers: [Double]) -> String? {
    let sizes = (0..<size).map { output in
      stride(from: output, to: numbers.count, by: size).reduce(0) { max($0, abs(numbers[$1])) }
    }
    guard
      let far = sizes.first(where: { $0 > maximumUnscaled || $0 < 1 / maximumUnscaled && $0 > 0 })
    else { return nil }
    return
      "labels reach \(JSONNumber(far).literal), and are learnt sooner with mean 0 and deviation 1; answers "
      + "and figures are those of the real values"
  }

  private static let maximumUnscaled = 10.0

  /// The numbers that classes are, where they may be values; nil for text and for indices with names.
  private static func numbers(of labels: Labels, in data: Dataset) -> [Double]? {
    guard !data.hasLabelRows else { return nil }
    if let numbers = labels.classNumbers {
      return labels.classNames == nil || numbers.isNotIndices ? numbers : nil
    }
    return labels.spelledNumbers
  }
}

extension [Double] {
  /// Whether these are other numbers than 0, 1, 2, ….
  fileprivate var isNotIndices: Bool {
    enumerated().contains { Double($0.offset) != $0.element }
  }
}

/// Finds the labels of a file that holds features only, by the names that people give the two.
enum LabelFile {
  /// What stands in the name of the features' file, and in that of the labels' file instead.
  private static let pairs = [
    ("images", "labels"), ("features", "labels"), ("data", "labels"), ("inputs", "targets"),
    ("X", "y"), ("X", "Y"), ("x", "y"),
  ]

  /// The name of the file of labels in the folder of `features`; nil where there is none.
  static func beside(_ features: URL) -> String? {
    let name = features.lastPathComponent
    // Other formats hold their labels themselves.
    guard name.contains("idx") || name.hasSuffix(".npy") else { return nil }
    let folder = features.deletingLastPathComponent()
    for (ours, theirs) in pairs {
      guard let place = name.range(of: ours) else { continue }
      let other = name.replacingCharacters(in: place, with: theirs)
        .replacing("idx3", with: "idx1")
      let path = folder.appendingPathComponent(other).path
      if other != name, FileManager.default.fileExists(atPath: path) { return other }
    }
    return nil
  }

  /// The path of a file in the same folder as `path`.
  static func path(_ name: String, beside path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return name }
    return path[...slash] + name
  }
}
