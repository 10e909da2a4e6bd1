import TestSupport
import Testing

@testable import DeepNetwork

private let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)
private let validation = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 6, seed: 8)
  .examples

@Suite struct TrainerHistoryTests {
  @Test func `rows of full batches hold the cost before their update`() throws {
    let rows = try network.trainer(hyperparameters(iterations: 5)).rows()
    #expect(rows.map(\.iteration) == [0, 1, 2, 3, 4, 5])
    #expect(rows.map(\.epoch) == [0, 1, 2, 3, 4, 5])
    let model = try network.model()
    #expect(
      try rows[0].cost == model.score(on: network.examples, loss: .categoricalCrossEntropy).cost)
    #expect(rows[0].trainAccuracy != nil && rows[0].validationCost == nil)
    let trainer = try network.trainer(hyperparameters(iterations: 5))
    _ = try trainer.train()
    let score = try trainer.model.score(on: network.examples, loss: .categoricalCrossEntropy)
    expectClose(rows[5].cost, score.cost, within: 1e-15)
    #expect(rows[5].trainAccuracy == score.accuracy)
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.cost > $1.cost })
  }

  @Test func `rows come every logEvery updates and after the last one`() throws {
    func iterations(_ count: Int, every: Int) throws -> [Int] {
      try network.trainer(hyperparameters(iterations: count) { $0.logEvery = .updates(every) })
        .rows().map(\.iteration)
    }
    #expect(try iterations(10, every: 4) == [0, 4, 8, 10])
    #expect(try iterations(8, every: 4) == [0, 4, 8])
    #expect(try iterations(1, every: 100) == [0, 1])
  }

  @Test func `rows of mini-batches hold the mean since the last row`() throws {
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
    expectClose(rows[1].cost, (4 * costs[1] + costs[2] + 4 * costs[3]) / 9, within: 1e-14)
    expectClose(rows[2].cost, (4 * costs[4] + costs[5] + 4 * costs[6]) / 9, within: 1e-14)
    // No update since the last row: the cost of the last.
    #expect(rows[3].cost == costs[6])
    // The training accuracy is of the same examples.
    let right = try single.map { try #require($0.trainAccuracy) }
    #expect(rows[0].trainAccuracy == right[0] && rows[3].trainAccuracy == right[6])
    let (first, second) = (4 * right[1] + right[2], 4 * right[4] + right[5])
    expectClose(
      try #require(rows[1].trainAccuracy), (first + 4 * right[3]) / 9, within: 1e-15)
    expectClose(
      try #require(rows[2].trainAccuracy), (second + 4 * right[6]) / 9, within: 1e-15)
  }

  @Test func `the accuracies of an epoch that changes nothing are together that of the set`() throws
  {
    let rows = try network.trainer(
      hyperparameters(iterations: 3, alpha: 1e-300) {
        $0.batchSize = 4
        $0.logEvery = 100
      }
    ).rows()
    let score = try network.model().score(on: network.examples, loss: .categoricalCrossEntropy)
    let (first, rest) = (
      try #require(rows[0].trainAccuracy), try #require(rows[1].trainAccuracy)
    )
    #expect(((4 * first + 5 * rest).rounded()) / 9 == score.accuracy)
    expectClose((4 * first + 5 * rest) / 9, try #require(score.accuracy), within: 1e-15)
  }

  @Test(arguments: [0, 1, 2, 5, 7])
  func `a training that goes on has the rows of one that never stopped`(stop: Int) throws {
    for logEvery in [1, 3, 100] {
      func trainer() throws -> Trainer<Double> {
        try network.trainer(
          hyperparameters(iterations: 7) {
            $0.batchSize = 4
            $0.logEvery = .updates(logEvery)
          })
      }
      let straight = try trainer().rows()
      let stopped = try trainer()
      _ = try stopped.train(shouldStop: { $0.iteration == stop })
      let resumed = try trainer()
      try resumed.resume(from: stopped.state)
      let rows = try resumed.rows()
      #expect(rows == straight.filter { $0.iteration >= stop }, "logEvery \(logEvery)")
    }
  }

  @Test func `accuracy is not told of examples that an earlier version did not count`() throws {
    func trainer() throws -> Trainer<Double> {
      try network.trainer(
        hyperparameters(iterations: 7) {
          $0.batchSize = 4
          $0.logEvery = 3
        })
    }
    let stopped = try trainer()
    _ = try stopped.train(shouldStop: { $0.iteration == 2 })
    var state = stopped.state
    state.cost = MeanCost(value: state.cost.value, examples: state.cost.examples, right: nil)
    let resumed = try trainer()
    try resumed.resume(from: state)
    let rows = try resumed.rows()
    #expect(rows.map(\.iteration) == [3, 6, 7])
    #expect(rows.map { $0.trainAccuracy != nil } == [false, true, true])
  }

  @Test func `values have no training accuracy`() throws {
    let values = TestNetwork([4, 5, 2], activations: [.tanh, .linear], m: 9, seed: 7)
    let rows = try values.trainer(hyperparameters(iterations: 3) { $0.batchSize = 4 }).rows()
    #expect(rows.allSatisfy { $0.trainAccuracy == nil })
  }

  @Test func `L2 is in the cost of training, not of validation`() throws {
    let trainer = try network.trainer(hyperparameters { $0.l2 = 3 }, validation: validation)
    let row = try #require(trainer.rows().first)
    let model = try network.model()
    let squares = model.layers.reduce(0) { $0 + $1.W.sumOfSquares() }
    let plain = try model.score(on: network.examples, loss: .categoricalCrossEntropy).cost
    expectClose(row.cost, plain + 3 / 18.0 * squares, within: 1e-14)
    let score = try model.score(on: validation, loss: .categoricalCrossEntropy)
    #expect(row.validationCost == score.cost && row.validationAccuracy == score.accuracy)
  }

  @Test func `alpha rises over the warmup to what the schedule says`() throws {
    func alphas(_ change: @escaping (inout Hyperparameters) -> Void) throws -> [Double] {
      try network.trainer(hyperparameters(iterations: 5, alpha: 8, change)).rows().map(\.alpha)
    }
    #expect(try alphas { $0.warmup = 4 } == [2, 4, 6, 8, 8, 8])
    #expect(try alphas { $0.warmup = 1 } == [8, 8, 8, 8, 8, 8])
    let halving = LearningRateSchedule.exponential(rate: 0.5)
    let both = try alphas {
      $0.warmup = 4
      $0.alphaDecay = halving
    }
    #expect(both == [2, 2, 1.5, 1, 0.5, 0.5])
  }

  @Test func `a row's alpha is that of the update to come, in the last row that of the last`()
    throws
  {
    let rows = try network.trainer(
      hyperparameters(iterations: 3) { $0.alphaDecay = .exponential(rate: 0.5) }
    ).rows()
    #expect(rows.map(\.alpha) == [0.1, 0.05, 0.025, 0.025])
  }

  @Test func `epochs are counted in updates`() throws {
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .epochs(2))
    #expect(try network.trainer(hyperparameters).iterations == 2)
    hyperparameters.batchSize = 4
    #expect(try network.trainer(hyperparameters).iterations == 6)
    hyperparameters.batchSize = 100
    #expect(try network.trainer(hyperparameters).iterations == 2)
  }

  @Test func `logEvery changes no weight`() throws {
    for (batchSize, keep) in [(0, 1.0), (0, 0.5), (4, 1), (4, 0.5)] {
      let weights = try [1, 2, 3, 100].map { every in
        let trainer = try network.trainer(
          hyperparameters {
            $0.logEvery = .updates(every)
            $0.batchSize = batchSize
          }, keepProbability: keep, validation: validation)
        _ = try trainer.train()
        return trainer.model.parameters
      }
      #expect(Set(weights).count == 1)
    }
  }
}
