import TestSupport
import Testing

@testable import DeepNetwork

/// A layer of one's own with a state: it subtracts the mean of all outputs that updates saw.
private struct Centering: Layer {
  struct Cache: Sendable { let mean: Matrix<Double> }

  let size: Int
  var mean: Matrix<Double>
  /// Whether the state leaves something out.
  var forgets = false

  init(_ size: Int, forgets: Bool = false) {
    self.size = size
    self.forgets = forgets
    mean = Matrix(rows: size, columns: 1)
  }

  var inputSize: Int { size }
  var outputSize: Int { size }
  var state: [String: Matrix<Double>] {
    get { forgets ? [:] : ["mean": mean] }
    set { mean = newValue["mean"] ?? mean }
  }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Cache) {
    (aPrev - mean, Cache(mean: aPrev.rowSums() / Double(aPrev.columns)))
  }

  func backward(_ dA: Matrix<Double>, cache: Cache)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (dA, .empty, .empty) }

  mutating func observe(_ cache: Cache) { mean = 0.5 * mean + 0.5 * cache.mean }
}

@Suite struct LayerStateTests {
  private static func trainer(
    _ change: (inout Hyperparameters) -> Void = { _ in },
    middle: any NetworkLayer<Double> = Centering(5)
  ) throws -> Trainer<Double> {
    let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)
    let watched = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 5, seed: 8)
    let model = try Model([network.layers[0], middle, network.layers[1]])
    return try Trainer(
      model, on: network.examples, validation: watched.examples, hyperparameters(change: change),
      random: network.random, dropoutSeed: 8)
  }

  private static func hyperparameters(change: (inout Hyperparameters) -> Void)
    -> Hyperparameters
  {
    var hyperparameters = Hyperparameters(alpha: 0.5, duration: .iterations(10))
    hyperparameters.logEvery = 3
    hyperparameters.batchSize = 4
    change(&hyperparameters)
    return hyperparameters
  }

  @Test func `a layer with a state of its own is sound`() {
    expectSound(Centering(3))
    expectSound(Dropout(Centering(3), keepProbability: 0.5))
  }

  @Test func `a state that leaves something out is found`() {
    let report = LayerCheck().check(Centering(3, forgets: true))
    #expect(report.violations == [.strayMatrix("mean"), .stateIsNotAll])
    #expect(
      report.description.hasSuffix(
        "Centering 3 -> 3: state must hold all that observe changes, under names and in shapes "
          + "that stay the same"))
  }

  @Test func `every update is observed, and nothing else`() throws {
    let trainer = try Self.trainer { $0.duration = .iterations(1) }
    var expected = Centering(5)
    let first = trainer.model.layers[0]
    let X = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)
    var random = X.random
    let batch = X.examples.batch(random.permutation(9)[..<4]).X
    expected.observe(expected.forward(first.forward(batch).a).cache)
    _ = try trainer.train()
    #expect(trainer.model.layers[1].state == expected.state)

    // The closing row of a full batch makes a pass, but no update.
    let full = try Self.trainer {
      $0.duration = .iterations(1)
      $0.batchSize = 0
    }
    var once = Centering(5)
    once.observe(once.forward(first.forward(X.X).a).cache)
    _ = try full.train()
    #expect(full.model.layers[1].state == once.state)
  }

  static let resumed: [String: @Sendable () throws -> Trainer<Double>] = [
    "own": { try trainer() },
    "own, early stopping": {
      try trainer {
        $0.alpha = 3
        $0.logEvery = 1
        $0.earlyStopping = .init(patience: 2)
      }
    },
    "batch normalization": { try trainer(middle: BatchNormalization(5, activation: .relu)) },
    "batch normalization, adam": {
      try trainer({ $0.optimizer = .adam() }, middle: BatchNormalization(5))
    },
    "residual": {
      let dense = Dense<Double>(
        W: randomMatrix(5, 5), b: randomMatrix(5, 1), activation: .tanh)
      let block = try Residual(
        [Dropout(dense, keepProbability: 0.7), BatchNormalization(5)], activation: .relu)
      return try trainer({ $0.optimizer = .momentum() }, middle: block)
    },
    "flatten": {
      try trainer(middle: Flatten(ImageShape(height: 5, width: 1, channels: 1)))
    },
  ]

  @Test(arguments: resumed.keys.sorted())
  func `a training resumes at every iteration to the same bits`(_ name: String) throws {
    let make = try #require(Self.resumed[name])
    let straight = try make()
    let rows = try straight.rows()
    for stop in 0..<straight.iteration {
      let stopped = try make()
      var resumedRows: [HistoryRow] = []
      _ = try stopped.train(
        onHistoryRow: { resumedRows.append($0) }, shouldStop: { $0.iteration == stop })
      let resumed = try make()
      try resumed.resume(from: stopped.state)
      _ = try resumed.train(onHistoryRow: { resumedRows.append($0) })
      #expect(resumedRows == rows, "stopped at \(stop)")
      #expect(resumed.model.parameters == straight.model.parameters, "stopped at \(stop)")
      for (layer, other) in zip(resumed.model.layers, straight.model.layers) {
        #expect(layer.state == other.state, "stopped at \(stop)")
      }
    }
  }

  @Test func `the state of the best weights goes with them`() throws {
    let trainer = try Self.trainer {
      $0.alpha = 3
      $0.logEvery = 1
      $0.earlyStopping = .init(patience: 2)
    }
    guard case .stoppedEarly(let best) = try trainer.train() else {
      Issue.record("did not stop early")
      return
    }
    let again = try Self.trainer { $0.alpha = 3 }
    _ = try again.train(shouldStop: { $0.iteration == best })
    #expect(best < trainer.iteration)
    #expect(trainer.model.layers[1].state == again.model.layers[1].state)
    #expect(trainer.model.parameters == again.model.parameters)
  }

  @Test func `a state of other names or shapes is refused`() throws {
    let trainer = try Self.trainer()
    var state = trainer.state
    state.layers[1].state = ["mean": Matrix(rows: 4, columns: 1), "more": .empty]
    let error = #expect(throws: DimensionError.self) { try trainer.resume(from: state) }
    #expect(
      error?.description == """
        layer 2 (Centering 5 -> 5): mean in its state must be (5, 1), but is (4, 1)
        layer 2 (Centering 5 -> 5): has no more in its state
        """)
  }

  @Test func `a divergence leaves the state as it was`() throws {
    let trainer = try Self.trainer({ $0.alpha = 1e200 }, middle: BatchNormalization(5))
    #expect(throws: Divergence.self) { try trainer.train() }
    let again = try Self.trainer({ $0.alpha = 1e200 }, middle: BatchNormalization(5))
    _ = try again.train(shouldStop: { $0.iteration == trainer.iteration })
    #expect(trainer.model.layers[1].state == again.model.layers[1].state)
  }
}
