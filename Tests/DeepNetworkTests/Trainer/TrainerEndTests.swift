import TestSupport
import Testing

@testable import DeepNetwork

private let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)

@Suite struct TrainerEndTests {
  @Test func `a request to stop is heard before each update`() throws {
    let trainer = try network.trainer(hyperparameters())
    #expect(try trainer.train(shouldStop: { $0.iteration == 3 }) == .interrupted)
    #expect(trainer.iteration == 3)
    #expect(try trainer.train() == .finished)
    let straight = try network.trainer(hyperparameters())
    _ = try straight.train()
    #expect(trainer.model.parameters == straight.model.parameters)
  }

  @Test func `a cancelled task stops`() async throws {
    let task = Task {
      let trainer = try network.trainer(hyperparameters(iterations: 1_000_000_000))
      let outcome = try trainer.train(onHistoryRow: { _ in
        withUnsafeCurrentTask { $0?.cancel() }
      })
      return (outcome, trainer.iteration)
    }
    let (outcome, iteration) = try await task.value
    #expect(outcome == .interrupted && iteration == 1)
  }

  @Test func `an error of the callback ends the training, which can go on`() throws {
    struct DiskFull: Error {}
    for (batchSize, keep) in [(0, 1.0), (4, 1), (4, 0.5)] {
      let changed = hyperparameters { $0.batchSize = batchSize }
      let trainer = try network.trainer(changed, keepProbability: keep)
      #expect(throws: DiskFull.self) {
        try trainer.train(onHistoryRow: { if $0.iteration == 3 { throw DiskFull() } })
      }
      #expect(trainer.iteration == 3)
      _ = try trainer.train()
      let straight = try network.trainer(changed, keepProbability: keep)
      _ = try straight.train()
      #expect(trainer.model.parameters == straight.model.parameters, "\(batchSize), \(keep)")
    }
  }
}
