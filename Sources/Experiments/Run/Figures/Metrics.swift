import DeepNetwork

/// How good predictions of classes are.
///
/// Precision, recall and F1 are those of scikit-learn's `precision_recall_fscore_support` with
/// `zero_division=0`: where nothing was predicted, or nothing was there, the figure is 0.
package struct ClassMetrics: Sendable, Equatable {
  /// The figures of one class against all others.
  package struct PerClass: Sendable, Equatable {
    package let precision: Double
    package let recall: Double
    package let f1: Double
    /// Examples that truly are of this class.
    package let support: Int
  }

  /// The most classes without a figure for the best five answers: of fewer, five are half of them.
  static let maximumWithoutTop5 = 10

  /// `confusion[i][j]` is the number of examples of class i that were predicted as class j.
  package let confusion: [[Int]]
  /// How well each class is told from the rest by the scores; of two classes the second alone, and
  /// empty where there are no scores.
  package let ranked: [RankedFigures]
  /// The share of examples whose class is among the five most likely; nil of few classes.
  package let top5Accuracy: Double?

  /// Counts predictions against true labels, and ranks the examples by their scores.
  ///
  /// - Parameters:
  ///   - predicted: the answers.
  ///   - labels: the true classes.
  ///   - classes: how many there are.
  ///   - scores: what ranks the examples: a number each for every class, or for the second of two
  ///     alone; nil where nothing is to be ranked.
  /// - Precondition: as many predictions as labels, all of them in 0 ..< `classes`.
  package init(predicted: [Int], labels: [Int], classes: Int, scores: Scores? = nil) {
    precondition(
      predicted.count == labels.count,
      "\(predicted.count) predictions for \(labels.count) labels")
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for (label, prediction) in zip(labels, predicted) { confusion[label][prediction] += 1 }
    self.confusion = confusion
    guard let scores else {
      (ranked, top5Accuracy) = ([], nil)
      return
    }
    guard classes > 2 else {
      let second = scores.column(scores.width - 1)
      ranked = [RankedFigures(Ranking(second, isPositive: labels.map { $0 == 1 }))]
      top5Accuracy = nil
      return
    }
    ranked = RankedFigures.ofEach(scores, truth: labels)
    top5Accuracy =
      classes > Self.maximumWithoutTop5 ? topAccuracy(5, scores, truth: labels) : nil
  }

  /// The area under the ROC curve; of more than two classes the mean of those that some examples
  /// are of and others not, each against the rest; nil where there is none.
  package var auc: Double? { ranked.compactMap(\.auc).mean }

  /// The average precision; of more than two classes the mean of those that occur, each against the
  /// rest; nil where there is none.
  package var averagePrecision: Double? { ranked.compactMap(\.averagePrecision).mean }

  /// The number of examples.
  package var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The number of examples whose prediction is their label.
  package var correct: Int { confusion.indices.reduce(0) { $0 + confusion[$1][$1] } }

  /// The fraction that is correct; NaN for no example.
  package var accuracy: Double { Double(correct) / Double(count) }

  /// The figures of each class.
  package var perClass: [PerClass] {
    confusion.indices.map { k in
      let hits = confusion[k][k]
      let support = confusion[k].reduce(0, +)
      let predicted = confusion.reduce(0) { $0 + $1[k] }
      return PerClass(
        precision: fraction(hits, of: predicted), recall: fraction(hits, of: support),
        f1: fraction(2 * hits, of: support + predicted), support: support)
    }
  }

  /// Precision, recall and F1 of all classes together.
  package typealias Figures = (precision: Double, recall: Double, f1: Double)

  /// The figures as one number each: those of class 1 where there are two classes, else the mean.
  package var overall: Figures {
    let all = perClass
    return all.count == 2 ? (all[1].precision, all[1].recall, all[1].f1) : macroAverage
  }

  /// The mean over the classes, each counted alike.
  package var macroAverage: Figures { average { _ in 1 } }

  /// The mean over the classes, each counted by its examples; NaN for no example.
  package var weightedAverage: Figures { average { Double($0.support) } }

  private func average(weight: (PerClass) -> Double) -> Figures {
    let all = perClass
    let weights = all.reduce(0) { $0 + weight($1) }
    func mean(_ figure: (PerClass) -> Double) -> Double {
      all.reduce(0) { $0 + weight($1) * figure($1) } / weights
    }
    return (mean(\.precision), mean(\.recall), mean(\.f1))
  }

  private func fraction(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}

/// How good predictions of values are.
package struct ValueMetrics: Sendable, Equatable {
  /// The figures of one output.
  package struct PerOutput: Sendable, Equatable {
    /// The root of the mean squared error.
    package let rmse: Double
    /// The mean absolute error.
    package let mae: Double
    /// The fraction of the variance that is explained; nil for fewer than two examples.
    ///
    /// 1 - Σ(y - ŷ)² / Σ(y - mean)², as scikit-learn's `r2_score` has it: for values that are all
    /// the same it is 1 where every prediction is exact and 0 otherwise.
    package let r2: Double?
  }

  /// The figures of each output.
  package let outputs: [PerOutput]
  /// The mean of the outputs' roots of their mean squared errors.
  package var rmse: Double { outputs.map(\.rmse).mean ?? .nan }
  /// The mean of the outputs' mean absolute errors.
  package var mae: Double { outputs.map(\.mae).mean ?? .nan }
  /// The mean of the outputs' explained fractions; nil for fewer than two examples.
  package var r2: Double? { outputs.compactMap(\.r2).mean }

  /// Compares predictions with true values, each an example after the other, `outputs` numbers an example.
  ///
  /// - Precondition: as many predictions as values, a multiple of `outputs`.
  package init(predicted: [Double], values: [Double], outputs: Int = 1) {
    precondition(
      predicted.count == values.count && outputs > 0 && values.count.isMultiple(of: outputs),
      "\(predicted.count) predictions for \(values.count) values, \(outputs) an example")
    self.outputs = (0..<outputs).map { PerOutput(predicted, values, output: $0, of: outputs) }
  }
}

extension ValueMetrics.PerOutput {
  fileprivate init(_ predicted: [Double], _ values: [Double], output: Int, of outputs: Int) {
    let indices = stride(from: output, to: values.count, by: outputs)
    let count = Double(values.count / outputs)
    let mean = indices.reduce(0) { $0 + values[$1] } / count
    var (squared, absolute, total) = (0.0, 0.0, 0.0)
    for i in indices {
      let error = values[i] - predicted[i]
      squared += error * error
      absolute += abs(error)
      total += (values[i] - mean) * (values[i] - mean)
    }
    rmse = (squared / count).squareRoot()
    mae = absolute / count
    r2 = count < 2 ? nil : total == 0 ? (squared == 0 ? 1 : 0) : 1 - squared / total
  }
}

/// The interval that holds the true rate with 95 % confidence when `successes` of `count` succeeded.
///
/// (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n) with p = `successes` / `count`. Edwin B.
/// Wilson, "Probable inference, the law of succession, and statistical inference", 1927. For no
/// trial at all it is 0 … 1.
package func wilsonInterval(_ successes: Int, of count: Int) -> ClosedRange<Double> {
  precondition((0...max(count, 0)).contains(successes), "\(successes) successes of \(count)")
  guard count > 0 else { return 0...1 }
  let z = 1.959963984540054
  let n = Double(count)
  let p = Double(successes) / n
  let middle = p + z * z / (2 * n)
  let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  let scale = 1 + z * z / n
  // Rounding must not push the ends out of 0 … 1, nor away from a rate of 0 or 1.
  let lower = successes == 0 ? 0 : max(0, (middle - half) / scale)
  let upper = successes == count ? 1 : min(1, (middle + half) / scale)
  return lower...upper
}
