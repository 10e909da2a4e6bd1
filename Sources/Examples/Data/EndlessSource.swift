import DeepNetwork

/// Points of the plane without an end, and whether each is inside the circle of radius 1.
struct Circle: ExampleStream {
  let inputSize = 2
  let outputSize = 1

  func batch(_ examples: Range<Int>, _ draws: Draws) -> (X: Matrix<Float>, Y: Matrix<Float>) {
    var X = Matrix<Float>(rows: 2, columns: examples.count)
    for column in 0..<examples.count {
      var random = draws[column]
      for row in 0..<2 { X[row, column] = Float(random.randn()) }
    }
    return (X, step(1 - square(X).columnSums()))
  }
}

/// A training on examples that are made as it goes on, none of them twice.
func endlessSource() throws {
  var random = RandomState(seed: 1)
  let model = try Model([
    Dense<Float>(2, 16, activation: .tanh, from: &random),
    Dense<Float>(16, 1, activation: .sigmoid, from: &random),
  ])
  var hyperparameters = Hyperparameters(alpha: 0.02, duration: .iterations(1000))
  hyperparameters.batchSize = 64
  hyperparameters.optimizer = .adam()
  let trainer = try Trainer(model, on: Circle(), hyperparameters)
  try trainer.train { row in print("iteration \(row.iteration): cost \(row.cost)") }

  let X: Matrix<Float> = random.randn(2, 2000)
  let unseen = try MatrixExamples(X: X, Y: step(1 - square(X).columnSums()))
  print("accuracy \(try trainer.model.score(on: unseen).accuracy ?? 0)")
}
