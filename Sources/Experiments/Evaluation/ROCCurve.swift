import DeepNetwork

/// How the share of false alarms grows with the share of hits when two classes are told apart.
///
/// The receiver operating characteristic, with the points of scikit-learn's `roc_curve`.
package struct ROCCurve: Sendable, Equatable {
  /// The rates where an example counts as positive from a number of `threshold` on.
  ///
  /// Where several scores have the same number, as probabilities that are rounded to 1 have, it is
  /// that of several points.
  package struct Point: Sendable, Equatable {
    package let threshold: Double
    /// The share of the negative examples that count as positive.
    package let falsePositiveRate: Double
    /// The share of the positive examples that count as positive.
    package let truePositiveRate: Double
  }

  /// From (0, 0), whose threshold is infinite, to (1, 1); points in the middle of two equal steps
  /// are left out.
  package let points: [Point]
  /// The area under the curve: the chance that a positive example has a higher score than a
  /// negative one, a tie counted half.
  package let area: Double

  /// The curve of examples with their scores.
  ///
  /// It is nil where all examples are of one class or a score is not a number.
  ///
  /// - Parameters:
  ///   - scores: what ranks the examples.
  ///   - isPositive: of which class each is.
  ///   - threshold: the number that decides about examples with the score of this one; nil: the score.
  /// - Precondition: as many scores as truths.
  package init?(scores: [Double], isPositive: [Bool], threshold: ((Int) -> Double)? = nil) {
    guard let ranking = Ranking(scores, isPositive: isPositive, wantsCorners: true),
      let area = ranking.area
    else { return nil }
    self.area = area
    let start = Point(threshold: .infinity, falsePositiveRate: 0, truePositiveRate: 0)
    points =
      [start]
      + ranking.corners.map { step in
        Point(
          threshold: threshold?(step.example) ?? scores[step.example],
          falsePositiveRate: Double(step.negatives) / Double(ranking.negatives),
          truePositiveRate: Double(step.positives) / Double(ranking.positives))
      }
  }
}
