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
    case .values: return 0
    case .binary:
      var right = 0
      for row in 0..<A.rows {
        for column in 0..<A.columns {
          let a = A[row, column]
          if Y[row, column] > 0.5 ? a > 0.5 : a <= 0.5 { right += 1 }
        }
      }
      return right
    case .oneHot:
      let answers = A.rowOfLargest()
      return zip(answers, Y.rowOfLargest()).enumerated().count { column, pair in
        pair.0 == pair.1 && !A[pair.0, column].isNaN
      }
    }
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
