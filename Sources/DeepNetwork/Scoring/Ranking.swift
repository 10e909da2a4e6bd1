import LinearAlgebra

/// Examples in the order of their scores, the highest first: how well those of one kind stand before
/// the others.
package struct Ranking: Sendable {
  /// How many examples of each kind have a score that is at least that of an example.
  package struct Step: Sendable, Equatable {
    /// The place of the last such example.
    package let example: Int
    package let positives: Int
    package let negatives: Int
  }

  package let positives: Int
  package let negatives: Int
  /// The area under the ROC curve: the chance that a positive example has a higher score than a
  /// negative one, a tie counted half; nil where there are not both.
  package private(set) var area: Double?
  /// Σ (Rᵢ - Rᵢ₋₁) Pᵢ over the different scores, with the recall R and the precision P of taking all
  /// examples down to that score; nil without a positive example.
  package private(set) var averagePrecision: Double?
  /// The steps from the highest score down, those in the middle of two equal ones left out; empty
  /// unless they are asked for.
  package private(set) var corners: [Step] = []

  /// Ranks examples; nil where a score is not a number.
  ///
  /// - Parameters:
  ///   - scores: a number for each example.
  ///   - isPositive: of which kind each is.
  ///   - wantsCorners: whether ``corners`` is made.
  package init?(_ scores: [Double], isPositive: [Bool], wantsCorners: Bool = false) {
    precondition(scores.count == isPositive.count, "a score of each example")
    var keys: [UInt64] = []
    keys.reserveCapacity(scores.count)
    for score in scores {
      if score.isNaN { return nil }
      keys.append(score.descendingKey)
    }
    positives = isPositive.count { $0 }
    negatives = isPositive.count - positives
    walk(RadixSort.order(&keys), keys, isPositive, wantsCorners)
  }

  /// Goes down the sorted keys, a step for each different one.
  private mutating func walk(
    _ order: [UInt32], _ keys: [UInt64], _ isPositive: [Bool], _ wantsCorners: Bool
  ) {
    var (twiceArea, precision) = (0, 0.0)
    var last = Step(example: 0, positives: 0, negatives: 0)
    var here = (positives: 0, negatives: 0)
    var slope = (positives: 0, negatives: 0)
    for place in order.indices {
      let example = Int(order[place])
      if isPositive[example] { here.positives += 1 } else { here.negatives += 1 }
      if place + 1 < order.count, keys[place + 1] == keys[place] { continue }
      let rise = (
        positives: here.positives - last.positives, negatives: here.negatives - last.negatives
      )
      twiceArea += rise.negatives * (here.positives + last.positives)
      precision +=
        Double(rise.positives) * Double(here.positives)
        / Double(here.positives + here.negatives)
      last = Step(example: example, positives: here.positives, negatives: here.negatives)
      guard wantsCorners else { continue }
      // A step like the one before goes on in the same direction; the first is a corner by itself.
      if corners.count > 1, rise == slope { corners.removeLast() }
      corners.append(last)
      slope = rise
    }
    if positives > 0 {
      averagePrecision = precision / Double(positives)
      if negatives > 0 { area = Double(twiceArea) / (2 * Double(positives) * Double(negatives)) }
    }
  }
}

/// How well an output tells the examples of its class from the others.
package struct RankedFigures: Sendable, Equatable {
  /// The area under the ROC curve; nil where the examples are all of one kind or a score is no
  /// number.
  package let auc: Double?
  /// nil where no example is of the class or a score is no number.
  package let averagePrecision: Double?

  package init(auc: Double?, averagePrecision: Double?) {
    self.auc = auc
    self.averagePrecision = averagePrecision
  }

  package init(_ ranking: Ranking?) {
    self.init(auc: ranking?.area, averagePrecision: ranking?.averagePrecision)
  }

  /// Each class against the rest.
  package static func ofEach(_ scores: Scores, truth: [Int]) -> [RankedFigures] {
    (0..<scores.width).map { k in
      RankedFigures(Ranking(scores.column(k), isPositive: truth.map { $0 == k }))
    }
  }
}

/// The share of examples whose class is among the `count` with the highest scores; NaN for none.
///
/// Of equal scores the later class comes first, as in scikit-learn's `top_k_accuracy_score`.
package func topAccuracy(_ count: Int, _ scores: Scores, truth: [Int]) -> Double {
  var right = 0
  for (example, label) in truth.enumerated() {
    let own = scores[example, label]
    var ahead = 0
    for k in 0..<scores.width where k != label {
      let other = scores[example, k]
      if other > own || (other == own && k > label) { ahead += 1 }
    }
    if ahead < count, !own.isNaN { right += 1 }
  }
  return Double(right) / Double(truth.count)
}

extension Double {
  /// A number that is the smaller the larger this one is; -0 and 0 have the same.
  fileprivate var descendingKey: UInt64 {
    let bits = (self + 0).bitPattern
    return bits >> 63 == 0 ? ~bits ^ (1 << 63) : bits
  }
}
