import DeepNetwork

/// How often what is answered with a probability is so.
///
/// The probabilities are put in ten bins of equal width, each closed above, as scikit-learn's
/// `calibration_curve` has them. Source of the error: M. P. Naeini, G. F. Cooper and M. Hauskrecht,
/// "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015.
package struct Calibration: Sendable, Equatable {
  /// What the probabilities are of.
  package enum Subject: String, Sendable {
    /// The second of two classes.
    case second
    /// The class that is answered, of more than two.
    case answer
    /// Each of several yes-or-no answers.
    case yes

    /// `probabilities of the answers`.
    var words: String {
      switch self {
      case .second: "probabilities of the second class"
      case .answer: "probabilities of the answers"
      case .yes: "probabilities of all outputs"
      }
    }
  }

  /// The probabilities from one bound to the next.
  package struct Bin: Sendable, Equatable {
    package let count: Int
    /// The mean of the probabilities.
    package let probability: Double
    /// The share of those that are so.
    package let share: Double
  }

  package let subject: Subject
  /// The bins with a probability in them, from 0 to 1.
  package let bins: [Bin]

  /// The mean distance of share and probability, each bin counted by its probabilities.
  package var expectedError: Double {
    let all = bins.reduce(0) { $0 + $1.count }
    return bins.reduce(0) { $0 + abs($1.share - $1.probability) * Double($1.count) } / Double(all)
  }

  static let binCount = 10

  /// - Returns: nil without a probability, and where one is none.
  init?(_ subject: Subject, probabilities: [Double], isSo: [Bool]) {
    guard !probabilities.isEmpty, probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      return nil
    }
    var sums = [(count: Int, probability: Double, right: Int)](
      repeating: (0, 0, 0), count: Self.binCount)
    let bounds = (1..<Self.binCount).map { Double($0) * 0.1 }
    for (probability, isSo) in zip(probabilities, isSo) {
      let bin = bounds.firstIndex { probability <= $0 } ?? bounds.count
      sums[bin].count += 1
      sums[bin].probability += probability
      sums[bin].right += isSo ? 1 : 0
    }
    self.subject = subject
    bins = sums.filter { $0.count > 0 }.map { count, probability, right in
      Bin(
        count: count, probability: probability / Double(count),
        share: Double(right) / Double(count))
    }
  }
}

extension Evaluation {
  /// How well the probabilities are those of what is true; nil where the network answers with none.
  package var calibration: Calibration? {
    guard predictions.loss.hasClasses, let labels = data.labels else { return nil }
    let all = 0..<data.count
    guard predictions.loss.namesOneClass(outputs: predictions.outputs.width) else {
      return Calibration(
        .yes, probabilities: predictions.outputs.values,
        isSo: data.labelValues(all).map { $0 > 0.5 })
    }
    if labels.classCount == 2 {
      return Calibration(
        .second, probabilities: all.map { predictions.probability(of: 1, for: $0) },
        isSo: all.map { labels.classIndex(of: $0) == 1 })
    }
    let answers = all.map { predictions.outputs.label(of: $0, threshold: predictions.threshold) }
    return Calibration(
      .answer, probabilities: all.map { predictions.probability(of: answers[$0], for: $0) },
      isSo: all.map { labels.classIndex(of: $0) == answers[$0] })
  }
}
