import DeepNetwork

/// Σ ½ d² over the outputs where |d| ≤ delta, d = a - y, else Σ delta (|d| - ½ delta).
struct HuberByHand: LossKind {
  static let name = "huberByHand"
  static let summary = "Σ ½ d² where |d| ≤ delta, d = a - y, else Σ delta (|d| - ½ delta)."
  static let settings = [
    Key("delta", \HuberByHand.delta, .aboveZero, "|a - y| from which on the loss grows linearly.")
  ]
  var delta = 1.0

  func total<Scalar>(_ A: Matrix<Scalar>, _ Y: Matrix<Scalar>, weights: Matrix<Scalar>?)
    -> (sum: Double, dA: Matrix<Scalar>)
  {
    let d = A - Y
    let slope = d.clamped(to: -Scalar(delta)...Scalar(delta))
    let loss = slope .* (d - 0.5 * slope)
    let weights = weights ?? Matrix(rows: 1, columns: A.columns, repeating: 1)
    return (Double((weights .* loss).sum()), weights .* slope)
  }
}
