import TestSupport
import Testing

@testable import DeepNetwork

/// Hyperparameters with a row of the history for each update.
func hyperparameters(
  iterations: Int = 8, alpha: Double = 0.1, _ change: (inout Hyperparameters) -> Void = { _ in }
) -> Hyperparameters {
  var hyperparameters = Hyperparameters(alpha: alpha, duration: .iterations(iterations))
  hyperparameters.logEvery = 1
  change(&hyperparameters)
  return hyperparameters
}

extension Trainer {
  /// Trains and returns the rows of the history.
  @discardableResult
  func rows() throws -> [HistoryRow] {
    var rows: [HistoryRow] = []
    _ = try train(onHistoryRow: { rows.append($0) })
    return rows
  }
}

private let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)
private let validation = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 6, seed: 8)
  .examples

@Suite struct TrainerHistoryTests {
  @Test func fullBatchRowsHoldTheCostBeforeTheirUpdate() throws {
    let rows = try network.trainer(hyperparameters(iterations: 5)).rows()
    #expect(rows.map(\.iteration) == [0, 1, 2, 3, 4, 5])
    #expect(rows.map(\.epoch) == [0, 1, 2, 3, 4, 5])
    let model = try network.model()
    #expect(rows[0].cost == model.score(on: network.examples, loss: .categoricalCrossEntropy).cost)
    #expect(rows[0].trainAccuracy != nil && rows[0].validationCost == nil)
    let trainer = try network.trainer(hyperparameters(iterations: 5))
    _ = try trainer.train()
    let score = trainer.model.score(on: network.examples, loss: .categoricalCrossEntropy)
    expectClose(rows[5].cost, score.cost, within: 1e-15)
    #expect(rows[5].trainAccuracy == score.accuracy)
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.cost > $1.cost })
  }

  @Test func rowsComeEveryLogEveryAndAfterTheLastUpdate() throws {
    func iterations(_ count: Int, every: Int) throws -> [Int] {
      try network.trainer(hyperparameters(iterations: count) { $0.logEvery = every })
        .rows().map(\.iteration)
    }
    #expect(try iterations(10, every: 4) == [0, 4, 8, 10])
    #expect(try iterations(8, every: 4) == [0, 4, 8])
    #expect(try iterations(1, every: 100) == [0, 1])
  }

  @Test func miniBatchRowsHoldTheMeanSinceTheLastRow() throws {
    let single = try network.trainer(hyperparameters(iterations: 7) { $0.batchSize = 4 }).rows()
    let rows = try network.trainer(
      hyperparameters(iterations: 7) {
        $0.batchSize = 4
        $0.logEvery = 3
      }
    ).rows()
    #expect(rows.map(\.iteration) == [0, 3, 6, 7])
    #expect(rows.map(\.epoch) == [0, 1, 2, 2])
    let costs = single.map(\.cost)
    #expect(rows[0].cost == costs[0])
    expectClose(rows[1].cost, (costs[1] + costs[2] + costs[3]) / 3, within: 1e-15)
    expectClose(rows[2].cost, (costs[4] + costs[5] + costs[6]) / 3, within: 1e-15)
    // No update since the last row: the cost of the last.
    #expect(rows[3].cost == costs[6])
    #expect(rows.allSatisfy { $0.trainAccuracy == nil })
  }

  @Test func l2IsInTheCostOfTrainingAndNotOfValidation() throws {
    let trainer = try network.trainer(hyperparameters { $0.l2 = 3 }, validation: validation)
    let row = try #require(trainer.rows().first)
    let model = try network.model()
    let squares = model.layers.reduce(0) { $0 + $1.W.sumOfSquares() }
    let plain = model.score(on: network.examples, loss: .categoricalCrossEntropy).cost
    expectClose(row.cost, plain + 3 / 18.0 * squares, within: 1e-14)
    let score = model.score(on: validation, loss: .categoricalCrossEntropy)
    #expect(row.validationCost == score.cost && row.validationAccuracy == score.accuracy)
  }

  @Test func alphaIsThatOfTheUpdateToComeAndAtTheEndOfTheLast() throws {
    let rows = try network.trainer(
      hyperparameters(iterations: 3) { $0.alphaDecay = .exponential(rate: 0.5) }
    ).rows()
    #expect(rows.map(\.alpha) == [0.1, 0.05, 0.025, 0.025])
  }

  @Test func epochsAreCountedInUpdates() throws {
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .epochs(2))
    #expect(try network.trainer(hyperparameters).iterations == 2)
    hyperparameters.batchSize = 4
    #expect(try network.trainer(hyperparameters).iterations == 6)
    hyperparameters.batchSize = 100
    #expect(try network.trainer(hyperparameters).iterations == 2)
  }

  @Test func logEveryChangesNoWeight() throws {
    for (batchSize, keep) in [(0, 1.0), (0, 0.5), (4, 1), (4, 0.5)] {
      let weights = try [1, 2, 3, 100].map { every in
        let trainer = try network.trainer(
          hyperparameters {
            $0.logEvery = every
            $0.batchSize = batchSize
          }, keepProbability: keep, validation: validation)
        _ = try trainer.train()
        return trainer.model.parameters
      }
      #expect(Set(weights).count == 1)
    }
  }
}

@Suite struct TrainerEndTests {
  @Test func aRequestToStopIsHeardBeforeEachUpdate() throws {
    let trainer = try network.trainer(hyperparameters())
    #expect(try trainer.train(shouldStop: { $0.iteration == 3 }) == .interrupted)
    #expect(trainer.iteration == 3)
    #expect(try trainer.train() == .finished)
    let straight = try network.trainer(hyperparameters())
    _ = try straight.train()
    #expect(trainer.model.parameters == straight.model.parameters)
  }

  @Test func aCancelledTaskStops() async throws {
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

  @Test func anErrorOfTheCallbackEndsTheTrainingAndItCanGoOn() throws {
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

@Suite struct DivergenceTests {
  @Test func aCostThatIsNotFiniteEndsTheTrainingWithTheLastGoodWeights() throws {
    // The update doubles an error that is never made good: W grows until the cost overflows.
    let examples = MatrixExamples<Double>(X: Matrix([[1e3]]), Y: Matrix([[1]]))
    let layer = Dense<Double>(W: Matrix([[1]]), b: Matrix([[0]]), activation: .linear)
    let trainer = try Trainer(
      try Model([layer]), on: examples, hyperparameters(iterations: 1000, alpha: 1),
      random: RandomState(seed: 1), dropoutSeed: 2)
    let error = #expect(throws: Divergence.self) { try trainer.train() }
    let divergence = try #require(error)
    #expect(divergence.quantity == .cost && divergence.layer == nil && divergence.alpha == 1)
    #expect(divergence.iteration == trainer.iteration && divergence.iteration > 3)
    #expect(trainer.model.parameters.allSatisfy { $0.isFinite })
    #expect(divergence.description.hasPrefix("training diverged: the cost is not finite at"))
  }

  @Test func aGradientThatIsNotFiniteIsNamedWithItsLayer() throws {
    let layers = [
      Dense<Double>(W: Matrix([[1e-200]]), b: Matrix([[0]]), activation: .linear),
      Dense<Double>(W: Matrix([[1e200]]), b: Matrix([[0]]), activation: .linear),
    ]
    let trainer = try Trainer(
      try Model(layers), on: MatrixExamples(X: Matrix([[1e150]]), Y: Matrix([[1]])),
      hyperparameters(), random: RandomState(seed: 1), dropoutSeed: 2)
    let error = #expect(throws: Divergence.self) { try trainer.train() }
    #expect(error?.layer == 1 && error?.quantity == .db && error?.iteration == 0)
    #expect(trainer.model.parameters == [1e-200, 0, 1e200, 0])
  }

  @Test(arguments: [
    Optimizer.gradientDescent, .momentum(), .rmsprop(), .adam(),
  ])
  func anUpdateThatIsNotFiniteIsNotMade(_ optimizer: Optimizer) throws {
    // Cost and gradient are finite, but alpha times the gradient is not.
    let layer = Dense<Float>(W: Matrix([[3]]), b: Matrix([[0]]), activation: .linear)
    let trainer = try Trainer(
      try Model([layer]), on: MatrixExamples<Float>(X: Matrix([[1]]), Y: Matrix([[1e10]])),
      hyperparameters(alpha: 1e39) { $0.optimizer = optimizer }, random: RandomState(seed: 1),
      dropoutSeed: 2)
    let error = #expect(throws: Divergence.self) { try trainer.train() }
    #expect(error?.layer == 1 && error?.quantity == .W && error?.iteration == 0)
    #expect(trainer.model.parameters == [3, 0])
    #expect(trainer.iteration == 0)
  }
}

@Suite struct EarlyStoppingTests {
  /// Trains on noise until the validation cost has risen for some rows.
  private func training(patience: Int, iterations: Int = 400, logEvery: Int = 1) throws
    -> Trainer<Double>
  {
    try network.trainer(
      hyperparameters(iterations: iterations, alpha: 1) {
        $0.earlyStopping = .init(patience: patience)
        $0.logEvery = logEvery
      }, validation: validation)
  }

  @Test func stopsAfterRowsWithoutImprovementAndKeepsTheBestWeights() throws {
    let trainer = try training(patience: 3)
    var rows: [HistoryRow] = []
    let outcome = try trainer.train(onHistoryRow: { rows.append($0) })
    let costs = rows.compactMap(\.validationCost)
    let best = try #require(costs.indices.min { costs[$0] < costs[$1] })
    #expect(outcome == .stoppedEarly(bestIteration: rows[best].iteration))
    #expect(rows.count == best + 4 && rows.count < 400)
    let score = trainer.model.score(on: validation, loss: .categoricalCrossEntropy)
    #expect(score.cost == costs[best])
  }

  @Test func aFallSmallerThanMinDeltaIsNone() throws {
    let trainer = try network.trainer(
      hyperparameters(iterations: 100) {
        $0.earlyStopping = .init(patience: 5, minDelta: 1000)
      }, validation: validation)
    #expect(try trainer.train() == .stoppedEarly(bestIteration: 0))
    #expect(trainer.iteration == 5)
    let initial = try network.model().parameters
    #expect(trainer.model.parameters == initial)
  }

  @Test func theDualFormKeepsTheBestWeightsToo() throws {
    let wide = TestNetwork([40, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)
    let watch = TestNetwork([40, 5, 3], activations: [.tanh, .softmax], m: 6, seed: 8).examples
    let models = try [FirstLayer.direct, .dual].map { form in
      let trainer = try wide.trainer(
        hyperparameters(iterations: 200) {
          $0.earlyStopping = .init(patience: 3)
          $0.firstLayer = form
        }, validation: watch)
      _ = try trainer.train()
      return trainer.model
    }
    for (direct, dual) in zip(models[0].layers, models[1].layers) {
      expectClose(dual.W, direct.W, within: 1e-11)
    }
  }

  @Test func aTrainingThatStoppedStaysStopped() throws {
    let trainer = try training(patience: 3)
    let outcome = try trainer.train()
    let weights = trainer.model.parameters
    var rows = 0
    #expect(try trainer.train(onHistoryRow: { _ in rows += 1 }) == outcome)
    let resumed = try training(patience: 3)
    try resumed.resume(from: trainer.state)
    #expect(try resumed.train(onHistoryRow: { _ in rows += 1 }) == outcome)
    #expect(rows == 0)
    #expect(resumed.model.parameters == weights)
  }

  @Test func aTrainingThatEndedGoesOnAsALongerOneWould() throws {
    for logEvery in [1, 4] {
      let short = try training(patience: 30, iterations: 10, logEvery: logEvery)
      _ = try short.train()
      let resumed = try training(patience: 30, iterations: 60, logEvery: logEvery)
      try resumed.resume(from: short.state)
      let straight = try training(patience: 30, iterations: 60, logEvery: logEvery)
      let outcomes = (try resumed.train(), try straight.train())
      #expect(outcomes.0 == outcomes.1)
      #expect(resumed.model.parameters == straight.model.parameters)
    }
  }
}
