import DeepNetwork

/// Two networks for two kinds of inputs, and one on top of both: dX of the upper one is the dA of the two.
func twoInputs() throws {
  var random = RandomState(seed: 1)
  let (X1, X2): (Matrix<Double>, Matrix<Double>) = (random.randn(3, 400), random.randn(5, 400))
  let Y = step(X1.columnSums() .* X2.columnSums())

  var first = try Model([Dense<Double>(3, 8, activation: .tanh, from: &random)])
  var second = try Model([Dense<Double>(5, 8, activation: .tanh, from: &random)])
  var upper = try Model([
    Dense<Double>(16, 16, activation: .relu, from: &random),
    Dense<Double>(16, 1, activation: .sigmoid, from: &random),
  ])
  var optimizers = (0..<3).map { _ in ModelOptimizer<Double>(.adam()) }

  for iteration in 0...600 {
    let (H1, tape1) = try first.forward(X1)
    let (H2, tape2) = try second.forward(X2)
    let (A, tape) = try upper.forward(Matrix(rowsOf: [H1, H2]))
    let (cost, dA) = Loss.binaryCrossEntropy.evaluate(a: A, y: Y)
    if iteration.isMultiple(of: 200) { print("iteration \(iteration): cost \(cost)") }

    let (dH, gradients) = try tape.backward(dA)
    try optimizers[0].update(&upper, by: gradients, alpha: 0.01)
    try optimizers[1].update(
      &first, by: tape1.parameterGradients(dH[rows: ..<8]), alpha: 0.01)
    try optimizers[2].update(
      &second, by: tape2.parameterGradients(dH[rows: 8...]), alpha: 0.01)
  }

  let answers = try upper.predict(Matrix(rowsOf: [first.predict(X1), second.predict(X2)]))
  let right = (0..<400).count { (answers[0, $0] > 0.5) == (Y[0, $0] > 0.5) }
  print("accuracy: \(Double(right) / 400)")
}
