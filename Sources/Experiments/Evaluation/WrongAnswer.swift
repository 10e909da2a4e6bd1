import Datasets

/// An example that a network answers wrongly or, where it answers with values, not exactly.
package struct WrongAnswer: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// `probability` is what the network gives to the true class.
    case classes(truth: Int, answer: Int, probability: Double)
    /// What the n[L] outputs should be, and what they are.
    case values(truth: [Double], answer: [Double])
  }

  /// The place in the data that were evaluated, from 0.
  package let example: Int
  /// The place among all examples of the file, of which those evaluated may be a part, from 0.
  package let index: Int
  /// The file that the example comes from, where each has its own.
  package let name: String?
  package let kind: Kind

  /// How far off the answer is: 1 - p for the probability p of the true class, for values the
  /// root of the squared distances.
  package var error: Double {
    switch kind {
    case .classes(_, _, let probability): 1 - probability
    case .values(let truth, let answer):
      zip(truth, answer).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
  }

  /// The class that it should have been; nil where there is not one.
  var truth: Int? { if case .classes(let truth, _, _) = kind { truth } else { nil } }

  /// The examples answered most wrongly, the worst first, at most `limit`.
  static func worst(
    _ limit: Int = .max, of predictions: Predictions, on data: Dataset
  ) -> [WrongAnswer] {
    let all = (0..<data.count).compactMap { WrongAnswer($0, predictions, data) }
    // An answer that is not a number is as wrong as can be.
    func rank(_ mistake: WrongAnswer) -> Double { mistake.error.isNaN ? .infinity : mistake.error }
    return Array(
      all.sorted { (rank($0), $1.example) > (rank($1), $0.example) }.prefix(limit))
  }

  /// What is wrong with the answer for an example; nil where it is right.
  private init?(_ example: Int, _ predictions: Predictions, _ data: Dataset) {
    self.example = example
    index = data.fileIndex(of: example)
    name = data.exampleName(example)
    let outputs = predictions.outputs[example]
    if let answer = predictions.label(of: example),
      let truth = data.labels?.classIndex(of: example)
    {
      guard answer != truth else { return nil }
      kind = .classes(
        truth: truth, answer: answer,
        probability: predictions.probability(of: truth, for: example))
    } else {
      let truth = data.labelValues(example..<example + 1)
      let isRight =
        predictions.loss.hasClasses
        ? zip(truth, outputs).allSatisfy { ($0 > 0.5) == ($1 > predictions.threshold) }
        : truth == Array(outputs)
      guard !isRight else { return nil }
      kind = .values(truth: truth, answer: Array(outputs))
    }
  }
}
