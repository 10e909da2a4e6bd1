import DeepNetwork

/// A loss that is nobody's kind, in a loop of one's own: the answer lies above 90 % of the values that an
/// example may have (Koenker and Bassett: Regression Quantiles, 1978).
func quantileRegression() throws {
  var random = RandomState(seed: 1)
  let X: Matrix<Double> = random.rand(1, 1000)
  let Y = X + X .* random.randn(1, 1000)
  var model = try Model([
    Dense<Double>(1, 16, activation: .tanh, from: &random), DropoutLayer<Double>(16, rate: 0.1),
    Dense<Double>(16, 1, activation: .linear, from: &random),
  ])
  var optimizer = ModelOptimizer<Double>(.adam())

  for _ in 0..<1500 {
    let (A, tape) = try model.forward(X, from: &random)
    // The loss is 0.9 · (y - a) where the value lies above the answer, and 0.1 · (a - y) below it.
    let dA = 0.1 - step(Y - A)
    let gradients = try tape.parameterGradients(dA).clipped(to: 1)
    try optimizer.update(&model, by: gradients, alpha: 0.005)
  }

  let below = try step(model.predict(X) - Y).sum() / 1000
  print("share below: \(below)")
}
