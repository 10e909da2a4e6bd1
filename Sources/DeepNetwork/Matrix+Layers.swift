import Kernels

/// What layers compute of whole matrices, each in one pass.
extension Matrix {
  /// g(W·A_prev + b), (n[l], m), from this W (n[l], n[l-1]), A_prev (n[l-1], m) and b (n[l], 1).
  ///
  /// Faster than `activation(W * aPrev + b)`, with the same result: the product is written once.
  public func product(_ aPrev: Matrix, bias b: Matrix, activation: Activation = .linear) -> Matrix {
    guard let function = activation.elementwise else { return product(aPrev, bias: b).softmax() }
    return product(aPrev, bias: b, activation: function)
  }

  /// dZ·A_prevᵀ / m, (n[l], n[l-1]), from this dZ (n[l], m) and A_prev (n[l-1], m): the dW of a
  /// dense layer.
  ///
  /// The sum over the examples is formed over segments that depend on m alone.
  public func meanProduct(_ aPrev: Matrix) -> Matrix {
    gradientProduct(aPrev, scale: 1 / Scalar(columns))
  }

  /// The means of the rows, (n, 1): the db of a layer from its dZ.
  public func rowMeans() -> Matrix { rowSums(scale: 1 / Scalar(columns)) }
}
