import Ranks
import TestSupport
import Testing

@testable import DeepNetwork

/// A training that several ranks share ends with the bits of one process.
@Suite struct SharedTrainingTests {
  struct Training: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var m = 1700
    var n = [5, 7, 3]
    var iterations = 5
    var keepProbability = 1.0
    var last = Activation.softmax
    var isNoisy = false
    var change: @Sendable (inout Hyperparameters) -> Void = { _ in }

    func trainer<Scalar: NetworkScalar>(
      _: Scalar.Type, among ranks: any Communicator = SingleProcess()
    )
      throws -> Trainer<Scalar>
    {
      let network = TestNetwork(n, activations: [.tanh, last], m: m, seed: 7)
      let watched = TestNetwork(n, activations: [.tanh, last], m: 1300, seed: 8)
      let layers = network.layers.enumerated().map { l, dense -> any NetworkLayer<Scalar> in
        let layer = Dense<Scalar>(
          W: Matrix(dense.W), b: Matrix(dense.b), activation: dense.activation)
        return l == 0 && keepProbability < 1
          ? Dropout(layer, keepProbability: keepProbability) : layer
      }
      let examples = try MatrixExamples(X: Matrix<Scalar>(network.X), Y: Matrix<Scalar>(network.Y))
      let source: any ExampleSource<Scalar> = isNoisy ? NoisyExamples(examples) : examples
      return try Trainer(
        Model(layers), on: source,
        validation: MatrixExamples(X: Matrix<Scalar>(watched.X), Y: Matrix<Scalar>(watched.Y)),
        hyperparameters(iterations: iterations) {
          $0.logEvery = 2
          $0.firstLayer = .direct
          change(&$0)
        }, random: network.random, dropoutSeed: 8, gram: nil, among: ranks)
    }
  }

  static let trainings = [
    Training(testDescription: "full batch"),
    Training(testDescription: "full batch, sigmoid, L2, momentum", n: [5, 7, 1], last: .sigmoid) {
      $0.l2 = 0.3
      $0.optimizer = .momentum()
    },
    Training(testDescription: "full batch, values, adam", m: 3000, last: .linear) {
      $0.optimizer = .adam()
    },
    Training(testDescription: "full batch, dropout, balanced", keepProbability: 0.6) {
      $0.classWeights = .balanced
    },
    Training(testDescription: "a matrix of many slices", n: [90, 70, 3]),
    Training(testDescription: "mini-batches, a small one at the end", m: 3000) {
      $0.batchSize = 1100
    },
    Training(testDescription: "mini-batches, adam, dropout, clip", m: 3000, keepProbability: 0.5) {
      $0.batchSize = 1600
      $0.optimizer = .adam()
      $0.clipNorm = 0.1
      $0.classWeights = .values([1, 2, 3])
    },
    Training(testDescription: "full batch, augmented", isNoisy: true),
    Training(testDescription: "mini-batches, augmented", m: 3000, isNoisy: true) {
      $0.batchSize = 1100
    },
    Training(testDescription: "early stopping", iterations: 40) {
      $0.alpha = 3
      $0.logEvery = 1
      $0.earlyStopping = .init(patience: 2)
    },
    Training(testDescription: "early stopping by accuracy, a row an epoch", m: 3000, iterations: 40)
    {
      $0.alpha = 3
      $0.batchSize = 1100
      $0.logEvery = .epoch
      $0.earlyStopping = .init(patience: 3, monitor: .accuracy)
    },
  ]

  struct Result<Scalar: NetworkScalar>: Equatable, Sendable {
    var rows: [HistoryRow] = []
    var parameters: [Scalar] = []
    var iteration = 0
  }

  static func result<Scalar: NetworkScalar>(
    _ training: Training, _ type: Scalar.Type,
    among ranks: any Communicator = SingleProcess()
  ) throws -> Result<Scalar> {
    let trainer = try training.trainer(type, among: ranks)
    #expect(trainer.sharingObstacle == nil)
    var result = Result<Scalar>()
    try trainer.train(onHistoryRow: { result.rows.append($0) })
    result.parameters = trainer.model.parameters
    result.iteration = trainer.iteration
    return result
  }

  @Test(arguments: trainings) func `a shared training ends with the bits of one process`(
    _ training: Training
  ) throws {
    func check<Scalar: NetworkScalar>(_ type: Scalar.Type) throws {
      let alone = try Self.result(training, type)
      #expect(!alone.parameters.contains { !$0.isFinite })
      for count in [2, 3, 5] {
        let together = try LocalRanks.run(count) { ranks in
          try Self.result(training, type, among: ranks)
        }
        for (rank, result) in together.enumerated() {
          #expect(result == alone, "rank \(rank) of \(count), \(type)")
        }
      }
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test func `all processes stop at the same update where one is asked to`() throws {
    let training = Training(testDescription: "", iterations: 40)
    let iterations = try LocalRanks.run(3) { ranks in
      let trainer = try training.trainer(Double.self, among: ranks)
      let outcome = try trainer.train(
        shouldStop: { ranks.rank == 1 && $0.iteration == 4 })
      #expect(outcome == .interrupted)
      return trainer.iteration
    }
    #expect(iterations == [5, 5, 5])
  }

  @Test func `a shared training resumes with another number of ranks`() throws {
    let training = Training(testDescription: "", m: 3000, iterations: 9, keepProbability: 0.5) {
      $0.batchSize = 1100
      $0.optimizer = .adam()
    }
    let alone = try Self.result(training, Float.self)
    let states = try LocalRanks.run(3) { ranks in
      let trainer = try training.trainer(Float.self, among: ranks)
      try trainer.train(shouldStop: { $0.iteration >= 3 })
      return trainer.state
    }
    let parameters = try LocalRanks.run(2) { ranks in
      let trainer = try training.trainer(Float.self, among: ranks)
      try trainer.resume(from: states[0])
      try trainer.train()
      return trainer.model.parameters
    }
    #expect(parameters == [alone.parameters, alone.parameters])
  }

  @Test func `what looks at all examples is refused`() throws {
    let obstacles = try LocalRanks.run(2) { ranks in
      let network = TestNetwork([4, 4, 1], activations: [.tanh, .sigmoid], m: 1100, seed: 3)
      let model = try Model<Double>([
        network.layers[0], BatchNormalization(4), network.layers[1],
      ])
      let trainer = try Trainer(
        model, on: network.examples, hyperparameters(iterations: 1), random: network.random,
        dropoutSeed: 1, gram: nil, among: ranks)
      return trainer.sharingObstacle
    }
    #expect(
      obstacles
        == Array(
          repeating: "layer 2 (BatchNormalization 4, linear) needs all examples at once", count: 2))
  }

  @Test func `the space of the examples is refused`() throws {
    let training = Training(testDescription: "", m: 1100, n: [6000, 3, 3]) {
      $0.firstLayer = .dual
    }
    let obstacles = try LocalRanks.run(2) {
      try training.trainer(Float.self, among: $0).sharingObstacle
    }
    #expect(obstacles.allSatisfy { $0?.contains("firstLayer direct") ?? false })
  }
}
