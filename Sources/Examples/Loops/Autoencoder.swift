import DeepNetwork

/// A network that learns to give back what it takes, through a layer of two units: the code of an example.
func autoencoder() throws {
  var random = RandomState(seed: 1)
  // 300 points in 12 dimensions that lie on a bent surface of two.
  let surface: Matrix<Double> = random.randn(2, 300)
  let X = tanh(random.randn(12, 2) * surface)

  let model = try Model([
    Dense<Double>(12, 16, activation: .tanh, from: &random),
    Dense<Double>(16, 2, activation: .linear, from: &random),
    Dense<Double>(2, 16, activation: .tanh, from: &random),
    Dense<Double>(16, 12, activation: .linear, from: &random),
  ])
  var hyperparameters = Hyperparameters(alpha: 0.01, duration: .iterations(1500))
  hyperparameters.optimizer = .adam()
  hyperparameters.logEvery = 500
  let trainer = try Trainer(model, on: MatrixExamples(X: X, Y: X), hyperparameters)
  try trainer.train { row in print("iteration \(row.iteration): cost \(row.cost)") }

  let encoder = try Model(Array(trainer.model.layers.prefix(2)))
  let decoder = try Model(Array(trainer.model.layers.suffix(2)))
  let codes = try encoder.predict(X)
  let error = try square(decoder.predict(codes) - X).sum() / square(X).sum()
  print("share of the variance that is lost: \(error)")
}
