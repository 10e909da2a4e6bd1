extension Loss {
  /// What labels are, and so what the outputs of a network answer.
  public enum Labels: Hashable, Sendable {
    /// Each output answers a question of its own with yes, 1, or no, 0.
    case binary
    /// The outputs are the classes, of which each example has one: a 1 among zeros.
    case oneHot
    /// The outputs are numbers.
    case values
  }

  /// What the labels are, and so what the outputs answer.
  public var labels: Labels { kind.labels }

  /// Whether the outputs are probabilities of classes and not values.
  public var hasClasses: Bool { labels != .values }

  /// Whether so many outputs answer an example with one of several classes.
  package func namesOneClass(outputs: Int) -> Bool {
    hasClasses && answersPerExample(outputs: outputs) == 1
  }

  /// The answers that an example asks for: one of each output where each is a yes or no.
  func answersPerExample(outputs: Int) -> Int { labels == .binary ? outputs : 1 }

  /// How many of the answers A, (n[L], m), are those of Y.
  ///
  /// Where each output is a yes or no, one above 0.5 is a yes; otherwise the largest output of a column
  /// decides. What is not a number is right for nobody.
  func countRight<Scalar>(_ A: Matrix<Scalar>, _ Y: Matrix<Scalar>) -> Int {
    switch labels {
    case .values: 0
    case .binary: A.countAgreeing(above: 0.5, with: Y, above: 0.5)
    case .oneHot: A.countSameRowOfLargest(as: Y)
    }
  }

  /// How many of the answers of a last layer with this Z, (n[L], m), are those of Y.
  ///
  /// A need not be formed for it: a sigmoid is above 0.5 where z is above 0, and a softmax has its largest
  /// output where z is the largest.
  func countRight<Scalar>(z: Matrix<Scalar>, activation: Activation, y: Matrix<Scalar>) -> Int {
    guard hasClasses, isTakenFromZ(with: activation) else { return countRight(activation(z), y) }
    return labels == .binary
      ? z.countAgreeing(above: 0, with: y, above: 0.5) : z.countSameRowOfLargest(as: y)
  }
}

extension Loss.Labels {
  /// The share that each of so many outputs has where none has more than another.
  func equalShares(outputs: Int) -> [Double] {
    Array(repeating: 1 / Double(self == .binary ? 2 : outputs), count: outputs)
  }

  /// The activation whose range such labels fill.
  var activation: Activation {
    switch self {
    case .binary: .sigmoid
    case .oneHot: .softmax
    case .values: .linear
    }
  }
}
