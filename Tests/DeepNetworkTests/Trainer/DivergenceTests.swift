import TestSupport
import Testing

@testable import DeepNetwork

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
