/// Σ |a - y| over the outputs; the gradient is 0 where they are equal.
public struct MeanAbsoluteError: FusedLoss {
  public static let name = "meanAbsoluteError"
  public static let summary = "Σ |a - y| over the outputs."
  public static let aliases = ["mae", "maeLoss", "absoluteError", "l1", "l1Loss"]

  public init() {}

  var passOverA: MatrixLoss { .absoluteError }

  public func formula(A: String, Y: String, isWeighted: Bool) -> String {
    "sum(\(isWeighted ? "weights * " : "")|\(A) - \(Y)|) / m"
  }

  public func slope(A: String, Y: String, isWeighted: Bool) -> String {
    "sign(\(A) - \(Y))" + (isWeighted ? " * weights" : "")
  }

  public func worked(a: Double, y: Double, text: (Double) -> String) -> String? {
    "|\(Self.difference(a, y, text))|"
  }
}

extension Loss {
  /// (1/m) Σ |a - y|.
  public static let meanAbsoluteError = Loss(MeanAbsoluteError())
}
