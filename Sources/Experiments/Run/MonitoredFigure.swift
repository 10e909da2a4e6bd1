import Datasets
import DeepNetwork

/// A figure of `metrics.json` that early stopping can watch on the validation set.
package struct MonitoredFigure: Sendable {
  /// Whose answers have a figure.
  private enum Owner {
    case all, classes, values
  }

  /// What the trainer has to know of it: its name, and which way it gets better.
  package let monitor: Hyperparameters.Monitor
  private let owner: Owner
  /// The figure; nil where these answers have none.
  package let value: @Sendable (SplitMetrics) -> Double?

  /// All of them: what is added to `metrics.json` gets its line here.
  package static let all = [
    MonitoredFigure("cost", .lowest, of: .all) { $0.cost },
    MonitoredFigure("accuracy", .highest, of: .classes) { $0.accuracy },
    MonitoredFigure("precision", .highest, of: .classes) { $0.meanFigures?.precision },
    MonitoredFigure("recall", .highest, of: .classes) { $0.meanFigures?.recall },
    MonitoredFigure("f1", .highest, of: .classes) { $0.meanFigures?.f1 },
    MonitoredFigure("rmse", .lowest, of: .values) { $0.valueMetrics?.rmse },
    MonitoredFigure("mae", .lowest, of: .values) { $0.valueMetrics?.mae },
    MonitoredFigure("r2", .highest, of: .values) { $0.valueMetrics?.r2 },
  ]

  private init(
    _ name: String, _ goal: Hyperparameters.Monitor.Goal, of owner: Owner,
    value: @escaping @Sendable (SplitMetrics) -> Double?
  ) {
    monitor = Hyperparameters.Monitor(name: name, goal: goal)
    self.owner = owner
    self.value = value
  }

  /// The figure of a name; nil where there is none.
  package init?(named name: String) {
    guard let figure = Self.all.first(where: { $0.name == name }) else { return nil }
    self = figure
  }

  /// The name, as in `metrics.json`.
  package var name: String { monitor.name }

  /// Whether answers with labels of this kind have it.
  func isFigure(of kind: LabelKind) -> Bool {
    switch owner {
    case .all: true
    case .classes: kind != .values
    case .values: kind == .values
    }
  }
}

extension SplitMetrics {
  /// Precision, recall and F1 as `metrics.json` has them; nil for values.
  fileprivate var meanFigures: ClassMetrics.Figures? {
    switch quality {
    case .classes(let metrics): return metrics.overall
    case .answers(let outputs):
      let all = outputs.map(\.overall)
      func mean(_ figure: (ClassMetrics.Figures) -> Double) -> Double {
        all.reduce(0) { $0 + figure($1) } / Double(all.count)
      }
      return (mean(\.precision), mean(\.recall), mean(\.f1))
    case .values: return nil
    }
  }

  fileprivate var valueMetrics: ValueMetrics? {
    guard case .values(let metrics) = quality else { return nil }
    return metrics
  }

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

extension Draft {
  /// What early stopping is to watch; nil where there is none, or it is none.
  var monitoredFigure: MonitoredFigure? {
    guard let stopping = valid["earlyStopping"] else { return nil }
    return MonitoredFigure(named: stopping["monitor"]?.string ?? "cost")
  }
}

/// The validation set has not the figure that early stopping is to watch.
struct MonitorRefusal: Error, CustomStringConvertible {
  let figure: String

  var description: String {
    "earlyStopping.monitor: there is no \(figure) of this validation set: its examples do not have "
      + "what it takes; watch another figure (--set earlyStopping.monitor=cost)"
  }
}
