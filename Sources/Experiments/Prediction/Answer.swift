import DeepNetwork
import Text

/// What a network says of one example: a class, several labels at once, or values, as its loss has it.
public struct Answer: Sendable, Equatable {
  /// The outputs, n[L] of them; values in the units of the training labels.
  private let outputs: [Double]
  private let loss: Loss
  private let threshold: Double
  private let classNames: [String]?

  init(
    _ outputs: ArraySlice<Double>, of loss: Loss, threshold: Double, classNames: [String]?
  ) {
    self.outputs = Array(outputs)
    self.loss = loss
    self.threshold = threshold
    self.classNames = classNames
  }

  /// Whether the answer is one class, and not values or several labels at once.
  private var isOneClass: Bool { loss.namesOneClass(outputs: outputs.count) }

  /// The numbers that a network for values answers with, n[L] of them, in the units of the training labels;
  /// empty where it answers with classes.
  public var values: [Double] { loss.hasClasses ? [] : outputs }

  /// The probabilities as the network gives them, n[L] of them; empty where it answers with values.
  ///
  /// Of two classes that one output tells apart it is that of class 1 alone; ``probability(of:)`` has both.
  public var probabilities: [Double] { loss.hasClasses ? outputs : [] }

  /// The class, from 0: the most probable one, of two 1 where its probability is above the threshold; nil
  /// for values and for several labels at once.
  public var label: Int? {
    isOneClass ? outputs[...].label(threshold: threshold) : nil
  }

  /// The name of the class; nil where it has none, and where there is no ``label``.
  public var className: String? { label.flatMap(name) }

  /// The labels whose probability is above the threshold, from 0, where several can be true at once; empty
  /// elsewhere.
  public var labels: [Int] {
    guard isSeveralLabels else { return [] }
    return outputs.indices.filter { outputs[$0] > threshold }
  }

  /// Whether several labels can be true at once.
  var isSeveralLabels: Bool { loss.hasClasses && !isOneClass }

  /// The names of ``labels``, a number for one without a name.
  public var labelNames: [String] { labels.map(classNames.name) }

  /// The name of a class or label; nil where it has none.
  public func name(of label: Int) -> String? { classNames.knownName(of: label) }

  /// The probability of a class or label; nil for values, and where there is no such class.
  public func probability(of label: Int) -> Double? {
    guard loss.hasClasses else { return nil }
    if isOneClass, outputs.count == 1 {
      return label == 1 ? outputs[0] : label == 0 ? 1 - outputs[0] : nil
    }
    return outputs.indices.contains(label) ? outputs[label] : nil
  }
}

extension Answer: CustomStringConvertible {
  /// `cat 0.9312`, `none` or the labels with their probabilities, or the values.
  public var description: String {
    func told(_ label: Int) -> String {
      "\(classNames.name(of: label)) \((probability(of: label) ?? .nan).share(4))"
    }
    if let label { return told(label) }
    guard loss.hasClasses else { return values.map { "\($0)" }.joined(separator: " ") }
    return labels.isEmpty ? "none" : labels.map(told).joined(separator: ", ")
  }
}

extension ArraySlice<Double> {
  /// The class that outputs are taken for: with one of them 1 above `threshold`, else the largest.
  func label(threshold: Double) -> Int {
    if count == 1 { return self[startIndex] > threshold ? 1 : 0 }
    let largest = indices.dropFirst().reduce(startIndex) { self[$1] > self[$0] ? $1 : $0 }
    return largest - startIndex
  }
}
