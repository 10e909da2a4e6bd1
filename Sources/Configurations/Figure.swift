import Datasets
import DeepNetwork

/// A figure that says how good a network is in one number, by its name in `metrics.json`.
public enum Figure: String, CaseIterable, Sendable {
  /// The mean loss.
  case cost
  /// The share of examples that are answered rightly.
  case accuracy
  /// Of what is answered with a class the share that is of it; a mean over more than two classes.
  case precision
  /// Of what is of a class the share that is answered with it; a mean over more than two classes.
  case recall
  /// The harmonic mean of precision and recall; a mean over more than two classes.
  case f1
  /// The area under the ROC curve.
  case auc
  /// The area under the curve of precision over recall, in steps.
  case averagePrecision
  /// The share of examples whose class is among the five most probable.
  case top5Accuracy
  /// The root of the mean squared error.
  case rmse
  /// The mean absolute error.
  case mae
  /// The share of the variance that is explained, R².
  case r2

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
