import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct BackgroundTrainingTests {
  private let network = TestNetwork([3, 4, 2], activations: [.tanh, .softmax], m: 7, seed: 1)

  private func hyperparameters(_ iterations: Int) -> Hyperparameters {
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(iterations))
    hyperparameters.batchSize = 3
    hyperparameters.logEvery = 10
    return hyperparameters
  }

  private func training(_ iterations: Int) throws -> BackgroundTraining<Double> {
    try BackgroundTraining(
      network.model(), on: network.examples, hyperparameters(iterations), random: network.random,
      dropoutSeed: 8)
  }

  @Test func `a training in the background ends as any other`() async throws {
    let training = try training(50)
    var rows: [HistoryRow] = []
    for try await row in training.rows() { rows.append(row) }
    let trainer = try network.trainer(hyperparameters(50))
    var expected: [HistoryRow] = []
    try trainer.train { expected.append($0) }
    #expect(rows == expected)
    #expect(await training.model.parameters == trainer.model.parameters)
    #expect(await training.outcome == .finished)
  }

  @Test func `a cancelled one stops after an update and goes on to the same weights`() async throws
  {
    let training = try training(1_000_000)
    let task = Task { try await training.train() }
    try await Task.sleep(for: .milliseconds(20))
    task.cancel()
    #expect(try await task.value == .interrupted)
    let state = await training.state
    let stopped = await training.iteration
    let end = stopped + 40
    let rest = try self.training(end)
    try await rest.resume(from: state)
    try await rest.train()
    let straight = try network.trainer(hyperparameters(end))
    try straight.train()
    #expect(await rest.model.parameters == straight.model.parameters)
  }

  @Test func `a task that no longer waits for rows stops the training`() async throws {
    let training = try training(100_000_000)
    for try await row in training.rows() where row.iteration >= 30 { break }
    // It is answered when the training has stopped.
    #expect(await training.iteration < 100_000_000)
    #expect(await training.outcome == .interrupted)
  }

  @Test func `trainings and predictions side by side are those of one alone`() async throws {
    let model = try network.model()
    let X = network.X
    let expected = try model.predict(X)
    let trainer = try network.trainer(hyperparameters(200))
    try trainer.train()
    let trained = trainer.model.parameters
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        let training = try training(200)
        group.addTask {
          try await training.train()
          return await training.model.parameters == trained
        }
        for _ in 0..<25 { group.addTask { try model.predict(X) == expected } }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }

  @Test func `what a training throws comes out of its rows`() async throws {
    let model = try Model([
      Dense<Double>(W: Matrix([[1]]), b: Matrix([[0]]), activation: .linear)
    ])
    let training = try BackgroundTraining(
      model, on: MatrixExamples(X: Matrix([[1e200]]), Y: Matrix([[1]])),
      Hyperparameters(alpha: 1, duration: .iterations(5)))
    await #expect(throws: Divergence.self) {
      for try await _ in training.rows() {}
    }
  }

  @Test func `mistakes are refused at once`() {
    #expect(throws: HyperparameterError.self) {
      try BackgroundTraining(
        network.model(), on: network.examples,
        Hyperparameters(alpha: 0, duration: .iterations(1)))
    }
  }
}
