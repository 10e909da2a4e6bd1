import DeepNetwork

/// A figure that says how good a network is in one number, by its name in `metrics.json`.
package enum Figure: String, CaseIterable, Sendable {
  case cost, accuracy, precision, recall, f1, auc, averagePrecision, top5Accuracy, rmse, mae, r2

  /// Whether the smaller one of two is the better.
  package var isBetterSmaller: Bool {
    switch self {
    case .cost, .rmse, .mae: true
    case .accuracy, .precision, .recall, .f1, .auc, .averagePrecision, .top5Accuracy, .r2: false
    }
  }

  /// Whether it is a share of 1, which is shown as 1 only where nothing is wrong.
  package var isShare: Bool { !isBetterSmaller && self != .r2 }

  /// The figure as people write it.
  package var title: String {
    switch self {
    case .cost, .accuracy, .precision, .recall, .rmse, .mae: rawValue
    case .f1: "F1"
    case .auc: "ROC AUC"
    case .averagePrecision: "average precision"
    case .top5Accuracy: "top-5 accuracy"
    case .r2: "R\u{B2}"
    }
  }

  /// The figures of networks with a loss and so many outputs.
  package static func all(of loss: Loss, outputs: Int) -> [Figure] {
    guard loss.hasClasses else { return [.cost, .rmse, .mae, .r2] }
    return [.cost, .accuracy, .precision, .recall, .f1, .auc, .averagePrecision]
      + (loss == .categoricalCrossEntropy && outputs > ClassMetrics.mostWithoutTop5
        ? [.top5Accuracy] : [])
  }
}

extension SplitMetrics {
  /// A figure; nil where there is none of that name, or it is not defined for these examples.
  package subscript(figure: Figure) -> Double? {
    switch (figure, quality) {
    case (.cost, _): cost
    case (.accuracy, _): accuracy
    case (.precision, .classes(let metrics)): metrics.overall.precision
    case (.recall, .classes(let metrics)): metrics.overall.recall
    case (.f1, .classes(let metrics)): metrics.overall.f1
    case (.auc, .classes(let metrics)): metrics.auc
    case (.averagePrecision, .classes(let metrics)): metrics.averagePrecision
    case (.top5Accuracy, .classes(let metrics)): metrics.top5Accuracy
    case (.precision, .answers(let outputs)): outputs.map(\.overall.precision).mean
    case (.recall, .answers(let outputs)): outputs.map(\.overall.recall).mean
    case (.f1, .answers(let outputs)): outputs.map(\.overall.f1).mean
    case (.auc, .answers(let outputs)): outputs.compactMap(\.auc).mean
    case (.averagePrecision, .answers(let outputs)): outputs.compactMap(\.averagePrecision).mean
    case (.rmse, .values(let metrics)): metrics.rmse
    case (.mae, .values(let metrics)): metrics.mae
    case (.r2, .values(let metrics)): metrics.r2
    case (.rmse, _), (.mae, _), (.r2, _), (_, .values), (.top5Accuracy, .answers): nil
    }
  }

  /// The figures that these examples are to have.
  package var figures: [Figure] {
    switch quality {
    case .values: Figure.all(of: .meanSquaredError, outputs: 1)
    case .answers: Figure.all(of: .binaryCrossEntropy, outputs: 1).filter(isKnown)
    case .classes(let metrics):
      Figure.all(of: .categoricalCrossEntropy, outputs: metrics.confusion.count).filter(isKnown)
    }
  }

  /// Whether a figure was computed, be it defined or not.
  private func isKnown(_ figure: Figure) -> Bool {
    guard [.auc, .averagePrecision, .top5Accuracy].contains(figure) else { return true }
    switch quality {
    case .classes(let metrics): return !metrics.ranked.isEmpty
    case .answers(let outputs): return outputs.allSatisfy { !$0.ranked.isEmpty }
    case .values: return false
    }
  }
}

extension [Double] {
  /// The mean; nil of none.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
