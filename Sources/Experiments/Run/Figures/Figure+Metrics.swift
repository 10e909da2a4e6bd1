import Configurations
import Datasets
import DeepNetwork
import Foundation
import Text

extension Figure {
  /// The figures of networks with such labels and so many outputs.
  package static func all(of labels: Loss.Labels, outputs: Int) -> [Figure] {
    guard labels != .values else { return [.cost, .rmse, .mae, .r2] }
    return [.cost, .accuracy, .precision, .recall, .f1, .auc, .averagePrecision]
      + (labels == .oneHot && outputs > ClassMetrics.maximumWithoutTop5
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
    case .values: Figure.all(of: .values, outputs: 1)
    case .answers: Figure.all(of: .binary, outputs: 1).filter(isKnown)
    case .classes(let metrics):
      Figure.all(of: .oneHot, outputs: metrics.confusion.count).filter(isKnown)
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

extension SplitMetrics {
  /// What a row of the history tells.
  package var score: Score {
    let answers =
      switch quality {
      case .classes(let metrics): [metrics]
      case .answers(let outputs): outputs
      case .values: [ClassMetrics]()
      }
    let (right, all) = answers.reduce(into: (0, 0)) { counts, part in
      counts = (counts.0 + part.correct, counts.1 + part.count)
    }
    return Score(cost: cost, accuracy: answers.isEmpty ? nil : Double(right) / Double(all))
  }
}

/// The validation set has not the figure that early stopping is to watch.
public struct MonitorRefusal: Error, CustomStringConvertible {
  /// The name of the figure.
  public let figure: String

  public var description: String {
    "earlyStopping.monitor: there is no \(figure) of this validation set: its examples do not have "
      + "what it takes; watch another figure"
      + ProgramOption.set.bracketed("earlyStopping.monitor=cost")
  }
}

extension MonitorRefusal: LocalizedError {
  public var errorDescription: String? { description }
}
