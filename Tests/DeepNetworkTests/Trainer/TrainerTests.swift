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

@Suite struct DivergenceTests {
  @Test func `a cost that is not finite ends the training with the last good weights`() throws {
    // The update doubles an error that is never made good: W grows until the cost overflows.
    let examples = try MatrixExamples<Double>(X: Matrix([[1e3]]), Y: Matrix([[1]]))
    let layer = Dense<Double>(W: Matrix([[1]]), b: Matrix([[0]]), activation: .linear)
    let trainer = try Trainer(
      try Model([layer]), on: examples, hyperparameters(iterations: 1000, alpha: 1),
      random: RandomState(seed: 1), dropoutSeed: 2)
    let error = #expect(throws: Divergence.self) { try trainer.train() }
    let divergence = try #require(error)
    #expect(divergence.quantity == .cost && divergence.layer == nil && divergence.alpha == 1)
    #expect(divergence.iteration == trainer.iteration && divergence.iteration > 3)
    #expect(trainer.model.parameters.allSatisfy { $0.isFinite })
    #expect(
      divergence.description
        == "training diverged: the cost is not finite at iteration \(divergence.iteration), with "
        + "alpha = 1.0; the update was not made and the last good weights are kept. Try a smaller "
        + "alpha, inputs scaled to a small range (normalize), or clipNorm")
  }

  @Test func `what is on already is not advised`() throws {
    let examples = try MatrixExamples<Double>(X: Matrix([[1e200]]), Y: Matrix([[1]]))
    let layer = Dense<Double>(W: Matrix([[1e200]]), b: Matrix([[0]]), activation: .linear)
    let trainer = try Trainer(
      try Model([layer]), on: examples, hyperparameters { $0.clipNorm = 1 })
    var error = try #require(#expect(throws: Divergence.self) { try trainer.train() })
    error.isNormalized = true
    #expect(error.description.hasSuffix("Try a smaller alpha"))
    error.resumption = .init(from: 7, changeable: ["alpha"])
    #expect(
      error.description.hasSuffix(
        "Try a smaller alpha (the run then goes on from iteration 7)"))
    error.isNormalized = false
    error.resumption = .init(from: 0, changeable: ["alpha"])
    #expect(
      error.description.hasSuffix(
        "Try a smaller alpha (the run then begins again), or inputs scaled to a small range "
          + "(normalize); normalize starts over"))
    error.isClipped = false
    #expect(
      error.description.hasSuffix("or clipNorm; normalize and clipNorm start over"))
    error.resumption = .init(from: 0, changeable: ["alpha", "clipNorm"])
    #expect(error.description.hasSuffix("or clipNorm; normalize starts over"))
  }

  /// A step so large that a network soon leaves the finite numbers, after rows that were better.
  private func diverging(
    alpha: Double = 30, iterations: Int = 400, _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> Trainer<Double> {
    let wide = TestNetwork([40, 5, 3], activations: [.relu, .linear], m: 9, seed: 7)
    let watched = TestNetwork([40, 5, 3], activations: [.relu, .linear], m: 6, seed: 8).examples
    return try wide.trainer(
      hyperparameters(iterations: iterations, alpha: alpha) {
        $0.alphaDecay = .none
        change(&$0)
      }, validation: watched)
  }

  @Test(arguments: [0, 4]) func `the best row is one to go on from, to the same bits`(
    batchSize: Int
  ) throws {
    // alpha is small until the best row and then far too large.
    let change = { (hyper: inout Hyperparameters) in
      hyper.batchSize = batchSize
      hyper.firstLayer = .direct
    }
    let begun = try diverging(alpha: 0.001, iterations: 6, change)
    try begun.train()
    let diverged = try diverging(alpha: 30, change)
    try diverged.resume(from: begun.state)
    let error = #expect(throws: Divergence.self) { try diverged.train() }
    #expect(error?.iteration ?? 0 > 6)
    let state = try #require(diverged.stateOfBest)
    #expect(state.iteration == 6)

    let saved = try diverging(alpha: 0.002, iterations: 30, change)
    try saved.resume(from: state)
    let straight = try diverging(alpha: 0.002, iterations: 30, change)
    try straight.resume(from: begun.state)
    #expect(try saved.rows() == straight.rows())
    #expect(saved.model.parameters == straight.model.parameters)
  }

  @Test func `the best row of the dual form is one to go on from`() throws {
    let models = try [FirstLayer.direct, .dual].map { form -> Model<Double> in
      let diverged = try diverging { $0.firstLayer = form }
      #expect(throws: Divergence.self) { try diverged.train() }
      let state = try #require(diverged.stateOfBest)
      #expect((state.initialW != nil) == (form == .dual))
      // A dual form begins with the weights that it goes on from.
      var model = try TestNetwork([40, 5, 3], activations: [.relu, .linear], m: 9, seed: 7).model()
      if let initialW = state.initialW { model.layers[0].W = initialW }
      let wide = TestNetwork([40, 5, 3], activations: [.relu, .linear], m: 9, seed: 7)
      let resumed = try Trainer(
        model, on: wide.examples,
        hyperparameters(iterations: 20, alpha: 0.001) { $0.firstLayer = form })
      try resumed.resume(from: state)
      try resumed.train()
      return resumed.model
    }
    for (direct, dual) in zip(models[0].layers, models[1].layers) {
      expectClose(dual.W, direct.W, within: 1e-11)
    }
  }

  @Test func `an optimizer that goes on from the best row has forgotten what came before`() throws {
    let trainer = try diverging(alpha: 0.1, iterations: 9) { $0.optimizer = .adam() }
    try trainer.train()
    let state = try #require(trainer.stateOfBest)
    #expect(state.iteration > 0 && state.optimizerStart == state.iteration)
    #expect(state.layers.allSatisfy { $0.optimizer.isEmpty })
    // Its next update is Adam's first: each element moves by alpha, whatever its gradient.
    let next = try diverging(alpha: 0.1, iterations: state.iteration + 1) { $0.optimizer = .adam() }
    try next.resume(from: state)
    try next.train()
    let before = try #require(state.layers[1].values["b"])
    let moves = zip(next.lastModel.layers[1].b.elements, before.elements)
    for (after, before) in moves { expectClose(abs(after - before), 0.1, within: 1e-5) }
  }

  @Test func `a decay that leaves nothing finite is not made, nor what an own optimizer does`()
    throws
  {
    struct Leap: OptimizerKind {
      static let name = "leap"
      static let summary = "W := W / 0."
      func update<Scalar>(
        _ parameter: inout Matrix<Scalar>, by gradient: Matrix<Scalar>,
        memory: inout [Matrix<Scalar>], _ step: UpdateStep
      ) { parameter = parameter / 0 }
    }
    for optimizer in [Optimizer.adamW(weightDecay: 1e300), Optimizer(Leap())] {
      let layer = Dense<Float>(W: Matrix([[3]]), b: Matrix([[1]]), activation: .linear)
      let trainer = try Trainer(
        try Model([layer]), on: MatrixExamples<Float>(X: Matrix([[1]]), Y: Matrix([[1]])),
        hyperparameters(alpha: 0.1) { $0.optimizer = optimizer }, random: RandomState(seed: 1))
      let error = #expect(throws: Divergence.self) { try trainer.train() }
      #expect(error?.layer == 1 && error?.quantity == .parameter("W") && error?.iteration == 0)
      #expect(trainer.model.parameters == [3, 1])
    }
  }

  @Test func `a gradient that is not finite is named with its layer`() throws {
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
  func `an update that is not finite is not made`(_ optimizer: Optimizer) throws {
    // Cost and gradient are finite, but alpha times the gradient is not.
    let layer = Dense<Float>(W: Matrix([[3]]), b: Matrix([[0]]), activation: .linear)
    let trainer = try Trainer(
      try Model([layer]), on: MatrixExamples<Float>(X: Matrix([[1]]), Y: Matrix([[1e10]])),
      hyperparameters(alpha: 1e39) { $0.optimizer = optimizer }, random: RandomState(seed: 1),
      dropoutSeed: 2)
    let error = #expect(throws: Divergence.self) { try trainer.train() }
    #expect(error?.layer == 1 && error?.quantity == .parameter("W") && error?.iteration == 0)
    #expect(trainer.model.parameters == [3, 0])
    #expect(trainer.iteration == 0)
  }
}
