import Synchronization
import TestSupport
import Testing

@testable import DeepNetwork

private let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)

/// A source with nothing but what it must have.
private struct Parity: ExampleSource {
  let count = 4
  let inputSize = 2
  let outputSize = 1

  func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Float>, Y: Matrix<Float>) {
    let bits = indices.map { [Float($0 / 2), Float($0 % 2)] }
    return (Matrix(bits).transposed, Matrix([bits.map { $0[0] == $0[1] ? 0 : 1 }]))
  }
}

/// The same of the network's examples.
private struct Columns: ExampleSource {
  let count = 9
  let inputSize = 4
  let outputSize = 3

  func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Double>, Y: Matrix<Double>) {
    network.examples.batch(indices)
  }
}

/// A source that fails once it has been asked for an example so many times.
private final class Failing: ExampleSource {
  struct Failure: Error, Equatable { let example: Int }

  let count = 9
  let inputSize = 4
  let outputSize = 3
  let example: Int
  private let times: Mutex<Int>

  init(at example: Int, after times: Int) {
    self.example = example
    self.times = Mutex(times)
  }

  func batch(_ indices: ArraySlice<Int>) throws -> (X: Matrix<Double>, Y: Matrix<Double>) {
    let isOver = times.withLock { times in
      if indices.contains(example) { times -= 1 }
      return times < 0
    }
    if isOver { throw Failure(example: example) }
    return network.examples.batch(indices)
  }
}

@Suite struct ExampleSourceTests {
  private func trainer(_ source: some ExampleSource<Double>, batchSize: Int) throws -> Trainer<
    Double
  > {
    try Trainer(
      try network.model(), on: source,
      hyperparameters(iterations: 12) {
        $0.batchSize = batchSize
        $0.optimizer = .adam()
      },
      random: network.random)
  }

  @Test func `all examples and labels follow from a batch`() throws {
    let (X, Y) = try Parity().all()
    #expect(X == Matrix([[0, 0, 1, 1], [0, 1, 0, 1]]) && Y == Matrix([[0, 1, 1, 0]]))
    #expect(try Parity().labels([3, 1]) == Matrix([[0, 1]]))
  }

  @Test(arguments: [0, 4]) func `a source needs sizes and batches`(_ batchSize: Int) throws {
    let (own, known) = (
      try trainer(Columns(), batchSize: batchSize),
      try trainer(network.examples, batchSize: batchSize)
    )
    #expect(try own.rows() == known.rows())
    #expect(own.model.parameters == known.model.parameters)
    #expect(try Columns().labels([2, 5]) == network.examples.labels([2, 5]))
  }

  @Test(arguments: [4, 5])
  func `a training ends with what its source throws, before the update that needed it`(
    _ times: Int
  ) throws {
    let failing = try trainer(Failing(at: 3, after: times), batchSize: 4)
    #expect(throws: Failing.Failure(example: 3)) { try failing.train() }
    #expect((1..<12).contains(failing.iteration))

    let resumed = try trainer(network.examples, batchSize: 4)
    try resumed.resume(from: failing.state)
    let straight = try trainer(network.examples, batchSize: 4)
    let rows = try straight.rows().filter { $0.iteration >= failing.iteration }
    #expect(try resumed.rows() == rows)
    #expect(resumed.model.parameters == straight.model.parameters)
  }

  @Test func `what a source throws at once is thrown before the training`() {
    let failing = Failing(at: 0, after: 0)
    #expect(throws: Failing.Failure(example: 0)) { try trainer(failing, batchSize: 0) }
    #expect(throws: Failing.Failure(example: 0)) {
      try network.model().score(on: failing, loss: .categoricalCrossEntropy)
    }
  }

  @Test func `a validation set that fails stops the training before the row's update`() throws {
    let trainer = try Trainer(
      try network.model(), on: network.examples, validation: Failing(at: 8, after: 3),
      hyperparameters())
    #expect(throws: Failing.Failure(example: 8)) { try trainer.train() }
    #expect(trainer.iteration == 3)
  }
}

// MARK: - What a source hands out

@Suite struct CheckedExamplesTests {
  /// Examples in which one number is another.
  struct Wrong: ExampleSource {
    let count = 9
    let inputSize = 4
    let outputSize = 3
    let example: Int
    var label: Double?
    var feature: Double?
    var lacksAColumn = false

    func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Double>, Y: Matrix<Double>) {
      var (X, Y) = network.examples.batch(indices)
      for (column, index) in indices.enumerated() where index == example {
        if let label { Y[1, column] = label }
        if let feature { X[2, column] = feature }
      }
      return (lacksAColumn ? X[columns: 1..<indices.count] : X, Y)
    }
  }

  private static let wrong: [(Wrong, String)] = [
    (
      Wrong(example: 7, label: 2),
      "is 2, but the labels of categoricalCrossEntropy are from 0 to 1"
    ),
    (Wrong(example: 7, label: 0.5), "but the labels of categoricalCrossEntropy are a 1 for one"),
    (Wrong(example: 7, feature: .infinity), "is inf: every number must be finite"),
  ]

  @Test(arguments: wrong, [0, 4])
  func `a number that cannot be is told with its example`(
    _ wrong: (source: Wrong, says: String), batchSize: Int
  ) throws {
    func expect(_ body: () throws -> Void) throws {
      let error = try #require(throws: DimensionError.self) { try body() }
      #expect("\(error)".hasPrefix("example 7 of the source: "), "\(error)")
      #expect("\(error)".contains(wrong.says), "\(error)")
    }
    try expect {
      let trainer = try Trainer(
        try network.model(), on: wrong.source,
        hyperparameters(iterations: 12) { $0.batchSize = batchSize })
      try trainer.train()
    }
    try expect {
      let trainer = try Trainer(
        try network.model(), on: network.examples, validation: wrong.source, hyperparameters())
      try trainer.train()
    }
    try expect { _ = try network.model().score(on: wrong.source) }
  }

  @Test func `a batch of another shape is refused`() throws {
    let source = Wrong(example: 0, lacksAColumn: true)
    let error = try #require(throws: DimensionError.self) {
      try network.model().score(on: source)
    }
    #expect("\(error)" == "X of a source must be (n[0], examples) = (4, 9), but is (4, 8)")
  }

  @Test func `labels in a matrix that cannot be are refused by a score too`() throws {
    let (X, _) = network.examples.all()
    let examples = try MatrixExamples(X: X, Y: Matrix(rows: 3, columns: 9, repeating: 2))
    let error = try #require(throws: DimensionError.self) {
      try network.model().score(on: examples)
    }
    #expect("\(error)".hasPrefix("Y[0, 0] is 2"))
  }
}

// MARK: - Augmentation

/// Examples with noise, which notes what it was asked for.
final class NoisyExamples<Scalar: NetworkScalar>: AugmentingSource {
  struct Asked: Equatable {
    let epoch: Int
    let indices: [Int]
    /// The first number of each example's generator.
    let first: [Double]
  }

  let examples: MatrixExamples<Scalar>
  let asked = Mutex<[Asked]>([])

  init(_ examples: MatrixExamples<Scalar>) { self.examples = examples }

  var count: Int { examples.count }
  var inputSize: Int { examples.inputSize }
  var outputSize: Int { examples.outputSize }

  func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    examples.batch(indices)
  }

  func batch(_ indices: ArraySlice<Int>, _ draws: Draws) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    var (X, Y) = examples.batch(indices)
    precondition(draws.count == indices.count)
    let first = (0..<draws.count).map { example in
      var random = draws[example]
      return random.rand()
    }
    asked.withLock {
      $0.append(Asked(epoch: draws.epoch, indices: Array(indices), first: first))
    }
    for example in 0..<X.columns {
      var random = draws[example]
      for row in 0..<X.rows { X[row, example] += Scalar(0.1 * random.randn()) }
    }
    return (X, Y)
  }
}

@Suite struct AugmentingSourceTests {
  private func trainer(
    _ source: some ExampleSource<Double> = NoisyExamples(network.examples), batchSize: Int = 4,
    iterations: Int = 7, validation: MatrixExamples<Double>? = nil,
    _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> Trainer<Double> {
    try Trainer(
      try network.model(keepProbability: 0.8), on: source, validation: validation,
      hyperparameters(iterations: iterations) {
        $0.batchSize = batchSize
        change(&$0)
      },
      random: network.random, exampleSeed: 3)
  }

  @Test func `seeds of examples are those of NumPy`() {
    // np.random.RandomState(3).randint(0, 2**32, 5, dtype=np.uint32), the first one's rand(2)
    var seeds = ExampleSeeds(seed: 3)
    let draws = [
      seeds.draws(3, after: 0, epoch: 0), seeds.draws(2, after: 3, epoch: 1),
      seeds.draws(1, after: 1, epoch: 0),
    ]
    let expected: [[UInt32]] = [
      [2_365_658_986, 303_761_048, 3_041_471_737], [3_607_553_667, 1_249_426_360], [303_761_048],
    ]
    for (draws, seeds) in zip(draws, expected) {
      #expect((0..<draws.count).map { draws[$0] } == seeds.map { RandomState(seed: $0) })
    }
    #expect(draws.map(\.epoch) == [0, 1, 0])
    #expect(draws[0][1..<3][0] == RandomState(seed: 303_761_048))
  }

  @Test(arguments: [4, 0]) func `each update draws a generator for each example in its order`(
    _ batchSize: Int
  ) throws {
    let source = NoisyExamples(network.examples)
    let trainer = try trainer(source, batchSize: batchSize)
    try trainer.train()
    var (order, third) = (network.random, RandomState(seed: 3))
    var expected: [NoisyExamples<Double>.Asked] = []
    for epoch in 0..<10 {
      let indices = batchSize == 0 ? Array(0..<9) : order.permutation(9)
      let size = batchSize == 0 ? 9 : batchSize
      for start in stride(from: 0, to: 9, by: size) {
        let part = Array(indices[start..<min(start + size, 9)])
        let first = part.map { _ in
          var random = RandomState(seed: third.nextWord())
          return random.rand()
        }
        expected.append(.init(epoch: epoch, indices: part, first: first))
      }
    }
    // A full batch is passed once more for the last row.
    let updates = batchSize == 0 ? 8 : 7
    #expect(source.asked.withLock { Array($0.prefix(updates)) } == Array(expected[..<updates]))
    let plain = try self.trainer(network.examples, batchSize: batchSize)
    try plain.train()
    #expect(trainer.model.parameters != plain.model.parameters)
  }

  @Test(arguments: [0, 4], [0, 1, 2, 3, 4, 6])
  func `a training goes on to the same bits`(_ batchSize: Int, _ stop: Int) throws {
    let straight = try trainer(batchSize: batchSize)
    let rows = try straight.rows()
    let stopped = try trainer(batchSize: batchSize)
    try stopped.train(shouldStop: { $0.iteration == stop })
    let resumed = try trainer(batchSize: batchSize)
    try resumed.resume(from: stopped.state)
    #expect(try resumed.rows() == rows.filter { $0.iteration >= stop })
    #expect(resumed.model.parameters == straight.model.parameters)
  }

  @Test func `only updates take augmented examples`() throws {
    let source = NoisyExamples(network.examples)
    let trainer = try trainer(source, validation: network.examples)
    let rows = try trainer.rows()
    let score = try trainer.model.score(on: source, loss: .categoricalCrossEntropy)
    #expect(rows.last?.validationCost == score.cost)
    #expect(source.asked.withLock { $0.count } == 7)
  }

  @Test func `a full batch that is drawn anew is not trained in the dual form`() throws {
    let reason = "the examples are drawn anew for each update"
    let wide = TestNetwork([40, 5, 3], activations: [.relu, .softmax], m: 9, seed: 7)
    func decision(_ source: some ExampleSource<Double>, _ form: FirstLayer) throws
      -> FirstLayerDecision
    {
      try Trainer(
        try wide.model(), on: source, hyperparameters(iterations: 9) { $0.firstLayer = form }
      ).firstLayer
    }
    #expect(try decision(wide.examples, .auto).isDual)
    let noisy = try decision(NoisyExamples(wide.examples), .auto)
    #expect(!noisy.isDual && noisy.description == "first layer: direct (\(reason))")
    #expect(try decision(NoisyExamples(wide.examples), .dual).refusal == reason)
  }
}
