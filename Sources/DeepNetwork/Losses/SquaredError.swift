/// Σ ½ (a - y)² over the outputs.
public struct MeanSquaredError: FusedLoss {
  public static let name = "meanSquaredError"
  public static let summary = "Σ ½ (a - y)² over the outputs."
  public static let aliases = [
    "mse", "mseLoss", "squaredError", "l2", "l2Loss", "rmse", "leastSquares",
  ]

  public init() {}

  var passOverA: MatrixLoss { .squaredError }

  public func formula(A: String, Y: String, isWeighted: Bool) -> String {
    "sum(\(isWeighted ? "weights * " : "")(\(A) - \(Y))^2) / (2 m)"
  }

  public func slope(A: String, Y: String, isWeighted: Bool) -> String {
    isWeighted ? "(\(A) - \(Y)) * weights" : "\(A) - \(Y)"
  }

  public func worked(a: Double, y: Double, text: (Double) -> String) -> String? {
    "(\(Self.difference(a, y, text)))^2 / 2"
  }
}

extension Loss {
  /// (1/m) Σ ½ (a - y)².
  public static let meanSquaredError = Loss(MeanSquaredError())
}

extension LossKind {
  /// a - y in numbers, a negative y in parentheses.
  static func difference(_ a: Double, _ y: Double, _ text: (Double) -> String) -> String {
    "\(text(a)) - " + (y < 0 ? "(\(text(y)))" : text(y))
  }
}
