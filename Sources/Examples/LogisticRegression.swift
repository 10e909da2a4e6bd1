import DeepNetwork

/// Logistic regression: a network of one sigmoid unit learns on which side of a line points lie.
func logisticRegression() throws {
  var random = RandomState(seed: 1)
  let X = Matrix<Double>(rows: 2, columns: 200, random.randn(400))
  let isAbove = (0..<200).map { X[0, $0] - 2 * X[1, $0] < 0.5 }
  let Y = Matrix<Double>(rows: 1, columns: 200, isAbove.map { $0 ? 1 : 0 })

  let unit = Dense<Double>(2, 1, activation: .sigmoid, initializer: .zeros, from: &random)
  let trainer = try Trainer(
    Model([unit]), on: MatrixExamples(X: X, Y: Y),
    Hyperparameters(alpha: 1, duration: .iterations(1000)))
  try trainer.train { row in print("iteration \(row.iteration): cost \(row.cost)") }

  let answers = try trainer.model.predict(Matrix([[0, 0], [1, -1]]))
  print("probabilities of (0, 1) and (0, -1): \(answers)")
  try print("accuracy: \(trainer.model.score(on: MatrixExamples(X: X, Y: Y)).accuracy ?? 0)")
}
