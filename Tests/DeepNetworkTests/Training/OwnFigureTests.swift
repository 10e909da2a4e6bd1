import TestSupport
import Testing

@testable import DeepNetwork

private let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)

/// Early stopping on a figure that the program computes.
@Suite struct OwnFigureTests {
  /// Watches ‖W[1]‖², which grows in this training.
  private func trainer(
    _ goal: Hyperparameters.Monitor.Goal, iterations: Int = 12,
    validation: MatrixExamples<Double>? = nil
  ) throws -> Trainer<Double> {
    let hyperparameters = hyperparameters(iterations: iterations, alpha: 1) {
      $0.earlyStopping = .init(patience: 3, monitor: .init(name: "norm", goal: goal))
    }
    return try Trainer(
      try network.model(), on: network.examples, validation: validation, hyperparameters
    ) { model in square(model.layers[0].W).elements.reduce(0, +) }
  }

  @Test func `training stops where the figure no longer gets better`() throws {
    let trainer = try trainer(.lowest)
    let rows = try trainer.rows()
    #expect(rows.map(\.iteration) == [0, 1, 2, 3])
    #expect(try trainer.train() == .stoppedEarly(bestIteration: 0))
    #expect(try trainer.model.parameters == network.model().parameters)
    #expect(rows.allSatisfy { $0.validationCost == nil })
  }

  @Test func `the goal says which way it gets better`() throws {
    let trainer = try trainer(.highest)
    #expect(try trainer.train() == .stoppedEarly(bestIteration: 12))
  }

  @Test func `a validation set is told of in the rows and has no say`() throws {
    let trainer = try trainer(.lowest, validation: network.examples)
    let rows = try trainer.rows()
    #expect(rows.count == 4 && rows.allSatisfy { $0.validationCost != nil })
    #expect(rows[0].validationCost != rows[3].validationCost)
  }

  @Test(arguments: [0, 1, 2, 3]) func `a training goes on to the same bits`(_ stop: Int) throws {
    let straight = try trainer(.lowest)
    let outcome = try straight.train()
    let stopped = try trainer(.lowest)
    _ = try stopped.train(shouldStop: { $0.iteration == stop })
    let resumed = try trainer(.lowest)
    try resumed.resume(from: stopped.state)
    #expect(try resumed.train() == outcome)
    #expect(resumed.model.parameters == straight.model.parameters)
    #expect(resumed.lastModel.parameters == straight.lastModel.parameters)
  }

  @Test func `a figure that nothing watches is a mistake`() {
    #expect(throws: HyperparameterError.self) {
      try Trainer(
        network.model(), on: network.examples, hyperparameters(), figure: { _ in 0 })
    }
  }
}
