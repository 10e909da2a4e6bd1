/// How the share of false alarms grows with the share of hits when two classes are told apart.
///
/// The receiver operating characteristic, with the points of scikit-learn's `roc_curve`.
package struct ROCCurve: Sendable, Equatable {
  /// The rates where an example counts as positive from a score of `threshold` on.
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
  /// - Precondition: as many scores as truths.
  package init?(scores: [Double], isPositive: [Bool]) {
    precondition(
      scores.count == isPositive.count, "\(scores.count) scores for \(isPositive.count) examples")
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    guard positives > 0, negatives > 0, !scores.contains(where: \.isNaN) else { return nil }
    var counts = [Counts(threshold: .infinity, false: 0, true: 0)]
    var twiceArea = 0
    for index in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
      if scores[index] != counts[counts.count - 1].threshold {
        counts.append(counts[counts.count - 1].at(scores[index]))
      }
      if isPositive[index] {
        counts[counts.count - 1].true += 1
      } else {
        counts[counts.count - 1].false += 1
      }
    }
    for (before, after) in zip(counts, counts.dropFirst()) {
      twiceArea += (after.false - before.false) * (after.true + before.true)
    }
    area = Double(twiceArea) / (2 * Double(positives) * Double(negatives))
    points = Self.corners(counts).map {
      Point(
        threshold: $0.threshold, falsePositiveRate: Double($0.false) / Double(negatives),
        truePositiveRate: Double($0.true) / Double(positives))
    }
  }

  /// How many examples of each class score at least the threshold.
  private struct Counts {
    let threshold: Double
    var `false`: Int
    var `true`: Int

    func at(_ threshold: Double) -> Counts {
      Counts(threshold: threshold, false: self.false, true: self.true)
    }
  }

  private static func corners(_ counts: [Counts]) -> [Counts] {
    counts.indices.filter { i in
      guard i > 1, i < counts.count - 1 else { return true }
      let (before, here, after) = (counts[i - 1], counts[i], counts[i + 1])
      return here.false - before.false != after.false - here.false
        || here.true - before.true != after.true - here.true
    }.map { counts[$0] }
  }
}
