import Experiments
import Foundation

/// A program that answers many at once while it trains: predictions in tasks side by side, a training in the
/// background whose rows come as they are made, and that is cancelled and goes on.
func server() throws {
  let isDone = DispatchSemaphore(value: 0)
  Task {
    do { try await serve() } catch { print("error: \(error)") }
    isDone.signal()
  }
  isDone.wait()
}

private func serve() async throws {
  var random = RandomState(seed: 1)
  let X: Matrix<Float> = random.randn(8, 600)
  let Y = step(X.columnSums())
  let model = try Model([
    Dense<Float>(8, 32, activation: .relu, from: &random), BatchNormalization<Float>(32),
    Dense<Float>(32, 1, activation: .sigmoid, from: &random),
  ])
  var hyperparameters = Hyperparameters(alpha: 0.01, duration: .iterations(3000))
  hyperparameters.batchSize = 50
  hyperparameters.optimizer = .adam()
  let training = try BackgroundTraining(
    model, on: MatrixExamples(X: X, Y: Y), hyperparameters)

  // Who waits for rows goes away after some; the update on its way is made.
  let watching = Task {
    for try await row in training.rows() where row.iteration >= 500 { return }
  }
  async let answers = answer(Predictor(model: model), X, times: 200)
  try await watching.value
  let (stopped, state) = (await training.iteration, await training.state)
  print("answers: \(try await answers)")

  // The rest, in another training.
  let rest = try BackgroundTraining(model, on: MatrixExamples(X: X, Y: Y), hyperparameters)
  try await rest.resume(from: state)
  async let others = answer(Predictor(model: await training.model), X, times: 200)
  try await rest.train()
  print("answers: \(try await others)")
  let isWhole = await (rest.iteration == 3000 && stopped < 3000)
  print("stopped and gone on: \(isWhole)")
  let score = try await rest.model.score(on: MatrixExamples(X: X, Y: Y))
  print("accuracy: \(score.accuracy ?? 0)")
}

/// Asks a predictor in many tasks at once, for one example and for all, and counts those that agree.
private func answer(_ predictor: Predictor, _ X: Matrix<Float>, times: Int) async throws -> Int {
  let expected = try predictor.answers(for: X)
  return try await withThrowingTaskGroup(of: Bool.self) { group in
    for i in 0..<times {
      group.addTask {
        let features = (0..<X.rows).map { Double(X[$0, i % X.columns]) }
        let answer = try predictor.answer(for: features)
        return try answer == expected[i % X.columns] && predictor.answers(for: X) == expected
      }
    }
    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
  }
}
