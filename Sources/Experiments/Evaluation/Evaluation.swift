import Datasets
import DeepNetwork

/// How good a trained network is on labelled examples, with all that can be shown of it.
package struct Evaluation: Sendable {
  /// The outputs for every example, and what they mean.
  package let predictions: Predictions
  /// The examples, with their labels and names.
  package let data: Dataset
  package let metrics: SplitMetrics
  /// How well the second of two classes is told from the first at any threshold, examples ranked by
  /// what the probabilities are made of; nil where there are not two classes, or the examples are all
  /// of one.
  package let roc: ROCCurve?
  /// The examples answered most wrongly, the worst first; none where all are right.
  package let mistakes: [Mistake]

  /// Judges predictions by the labels of the data that they were made for.
  ///
  /// - Precondition: the data have labels, and there is a prediction for each example.
  package init(_ predictions: Predictions, of data: Dataset, mistakes limit: Int = 10) {
    self.predictions = predictions
    self.data = data
    metrics = SplitMetrics(predictions.outputs, of: data, threshold: predictions.threshold)
    mistakes = Mistake.worst(limit, of: predictions, on: data)
    if let labels = data.labels, labels.classCount == 2 {
      roc = ROCCurve(
        scores: predictions.outputs.ranking.column(predictions.outputs.width - 1),
        isPositive: (0..<data.count).map { labels.classIndex(of: $0) == 1 }
      ) { predictions.probability(of: 1, for: $0) }
    } else {
      roc = nil
    }
  }
}

extension Evaluation {
  /// The names of what is true, and of what is answered with yes, where several can be at once.
  func names(_ truth: [Double], _ answer: [Double]) -> (truth: String, answer: String) {
    func names(_ values: [Double], above threshold: Double) -> String {
      let all = values.indices.filter { values[$0] > threshold }.map(predictions.classNames.name)
      return all.isEmpty ? "none" : all.joined(separator: ", ")
    }
    return (names(truth, above: 0.5), names(answer, above: predictions.threshold))
  }
}

extension Predictor {
  /// Judges the network by labelled examples.
  ///
  /// - Throws: `DataError` without labels or examples, or where an answer is no number.
  package func evaluation(of data: Dataset, mistakes: Int = 10) throws(DataError) -> Evaluation {
    guard data.labels != nil else {
      throw DataError(
        .content, file: data.name, found: "no labels", expected: "what the answers should be")
    }
    guard data.count > 0 else {
      throw DataError(.content, file: data.name, found: "no examples", expected: "at least one")
    }
    let predictions = predictions(of: data, called: data.name)
    try predictions.outputs.requireFinite(for: data)
    return Evaluation(predictions, of: data, mistakes: mistakes)
  }
}
