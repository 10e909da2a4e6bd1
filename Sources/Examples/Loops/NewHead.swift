import DeepNetwork

/// A network that was trained on one question answers another: its layers stay as they are, and a new last one
/// is trained on few examples.
func newHead() throws {
  var random = RandomState(seed: 1)
  let X: Matrix<Double> = random.randn(2, 500)
  let radii = sqrt(square(X).columnSums())
  var hyperparameters = Hyperparameters(alpha: 0.02, duration: .iterations(600))
  hyperparameters.optimizer = .adam()

  // Three rings, a class each.
  let rings = Matrix(rowsOf: [
    step(0.8 - radii), step(radii - 0.8) .* step(1.6 - radii), step(radii - 1.6),
  ])
  let base = try Model([
    Dense<Double>(2, 24, activation: .tanh, from: &random),
    Dense<Double>(24, 12, activation: .relu, from: &random),
    Dense<Double>(12, 3, activation: .softmax, from: &random),
  ])
  let first = try Trainer(base, on: MatrixExamples(X: X, Y: rings), hyperparameters)
  try first.train()

  // Is a point of 40 inside the circle of radius 1.2?
  let few = Array(0..<40)
  let isInside = step(1.2 - radii)
  let layers = first.model.layers
  let model = try Model(layers.dropLast().map { $0.frozen() } + layers.suffix(1))
    .replacing(layer: 3, with: Dense<Double>(12, 1, activation: .sigmoid, from: &random))
  print(model)
  let second = try Trainer(
    model,
    on: MatrixExamples(X: X.gatheringColumns(few), Y: isInside.gatheringColumns(few)),
    hyperparameters)
  try second.train()
  let score = try second.model.score(on: MatrixExamples(X: X, Y: isInside))
  print("accuracy: \(score.accuracy ?? 0)")
}
