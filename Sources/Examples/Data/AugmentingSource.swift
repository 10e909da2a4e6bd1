import Experiments
import Foundation

/// Points that an update meets a little elsewhere each time.
struct Jittered: AugmentingSource {
  let examples: MatrixExamples<Float>

  var count: Int { examples.count }
  var inputSize: Int { examples.inputSize }
  var outputSize: Int { examples.outputSize }

  func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Float>, Y: Matrix<Float>) {
    examples.batch(indices)
  }

  func batch(_ indices: ArraySlice<Int>, _ draws: Draws) -> (X: Matrix<Float>, Y: Matrix<Float>) {
    var (X, Y) = examples.batch(indices)
    for column in 0..<X.columns {
      var random = draws[column]
      for row in 0..<X.rows { X[row, column] += 0.1 * Float(random.randn()) }
    }
    return (X, Y)
  }
}

/// A training that is killed and goes on from its file to the very weights that it would have had.
func augmentingSource() throws {
  struct Killed: Error {}
  var random = RandomState(seed: 1)
  let X: Matrix<Float> = random.randn(2, 300)
  let examples = try Jittered(
    examples: MatrixExamples(X: X, Y: step(1 - square(X).columnSums())))
  let model = try Model([
    Dense<Float>(2, 16, activation: .tanh, from: &random),
    Dense<Float>(16, 1, activation: .sigmoid, from: &random),
  ])
  var hyperparameters = Hyperparameters(alpha: 0.02, duration: .iterations(600))
  hyperparameters.batchSize = 32
  hyperparameters.logEvery = 50
  hyperparameters.optimizer = .adam()
  let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("augmenting-\(ProcessInfo.processInfo.processIdentifier).safetensors")
  defer { try? FileManager.default.removeItem(at: file) }

  // Written now and then, until something ends the training between two files.
  do {
    let trainer = try Trainer(model, on: examples, hyperparameters, random: random)
    try trainer.train(
      onHistoryRow: { row in if row.iteration == 250 { throw Killed() } },
      shouldStop: { trainer in
        if trainer.iteration % 100 == 0 { try trainer.state.write(to: file) }
        return false
      })
  } catch is Killed {
    print("killed")
  }

  let trainer = try Trainer(model, on: examples, hyperparameters, random: random)
  try trainer.resume(from: TrainingState(contentsOf: file))
  print("goes on from iteration \(trainer.iteration)")
  try trainer.train()

  let straight = try Trainer(model, on: examples, hyperparameters, random: random)
  try straight.train()
  print("the same answers: \(try trainer.model.predict(X) == straight.model.predict(X))")
  print("accuracy \(try trainer.model.score(on: examples).accuracy ?? 0)")
}
