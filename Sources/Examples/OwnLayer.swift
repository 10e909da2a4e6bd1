import DeepNetwork

/// A layer of one's own, ``Swish``, is checked and then trained beside a layer of the library.
func ownLayer() throws {
  var random = RandomState(seed: 1)
  let X = Matrix<Double>(rows: 2, columns: 200, random.randn(400))
  let Y = Matrix<Double>(rows: 1, columns: 200, (0..<200).map { X[0, $0] * X[1, $0] > 0 ? 1 : 0 })

  let swish = Swish<Double>(
    W: Initializer.he.weights(8, 2, from: &random), b: Matrix(rows: 8, columns: 1))
  let output = Dense<Double>(8, 1, activation: .sigmoid, from: &random)
  print(LayerCheck().check(swish))

  let model = try Model([swish, output])
  print(try GradientCheck().check(model, X: X, Y: Y))
  let trainer = try Trainer(
    model, on: MatrixExamples(X: X, Y: Y),
    Hyperparameters(alpha: 1, duration: .iterations(1000)), random: random)
  try trainer.train { row in print("iteration \(row.iteration): cost \(row.cost)") }
  try print("accuracy: \(trainer.model.score(on: MatrixExamples(X: X, Y: Y)).accuracy ?? 0)")
}
