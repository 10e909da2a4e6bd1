import Datasets
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

  /// What a trainer has to know of it to watch it: its name, and which way it gets better.
  package var monitor: Hyperparameters.Monitor {
    .init(name: rawValue, goal: isBetterSmaller ? .lowest : .highest)
  }

  /// Whether answers to labels of a kind have it.
  package func isFigure(of kind: LabelKind) -> Bool {
    switch self {
    case .cost: true
    case .rmse, .mae, .r2: kind == .values
    case .top5Accuracy: kind == .oneHot
    case .accuracy, .precision, .recall, .f1, .auc, .averagePrecision: kind != .values
    }
  }
}
