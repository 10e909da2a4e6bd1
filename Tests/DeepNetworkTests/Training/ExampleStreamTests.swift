import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DeepNetwork

/// An endless source that notes what it was asked for: the signs of sums of some normal numbers.
private final class Signs: ExampleStream {
  struct Failure: Error {}

  let inputSize = 3
  let outputSize = 1
  let asked = Mutex<[Range<Int>]>([])
  let failsAt: Int

  init(failsAt: Int = .max) { self.failsAt = failsAt }

  func batch(_ examples: Range<Int>, _ draws: Draws) throws -> (
    X: Matrix<Double>, Y: Matrix<Double>
  ) {
    asked.withLock { $0.append(examples) }
    if examples.contains(failsAt) { throw Failure() }
    precondition(draws.count == examples.count && draws.epoch == 0)
    var X = Matrix<Double>(rows: 3, columns: examples.count)
    for column in 0..<examples.count {
      var random = draws[column]
      for row in 0..<3 { X[row, column] = random.randn() }
    }
    return (X, step(X.columnSums()))
  }
}

/// A stream that hands out what it is made of.
private struct Fixed: ExampleStream {
  var inputSize = 3
  var outputSize = 1
  let X: Matrix<Double>
  let Y: Matrix<Double>

  func batch(_ examples: Range<Int>, _ draws: Draws) -> (X: Matrix<Double>, Y: Matrix<Double>) {
    (X, Y)
  }
}

@Suite struct ExampleStreamTests {
  private func trainer(
    _ stream: some ExampleStream<Double> = Signs(), iterations: Int = 12, batchSize: Int = 4,
    _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> Trainer<Double> {
    var random = RandomState(seed: 1)
    let model = try Model([
      Dense<Double>(3, 4, activation: .tanh, from: &random),
      Dense<Double>(4, 1, activation: .sigmoid, from: &random),
    ])
    return try Trainer(
      model, on: stream,
      hyperparameters(iterations: iterations) {
        $0.batchSize = batchSize
        $0.optimizer = .adam()
        change(&$0)
      })
  }

  @Test func `each update takes the examples that are next`() throws {
    let stream = Signs()
    let trainer = try trainer(stream, iterations: 5)
    try trainer.train()
    // The first are looked at before.
    let taken = [0..<4] + (0..<5).map { 4 * $0..<4 * $0 + 4 }
    #expect(stream.asked.withLock { $0 } == taken)
    #expect(trainer.epoch == 0 && trainer.firstLayer.isDual == false)
  }

  @Test func `a stream is learnt from`() throws {
    let trainer = try trainer(iterations: 400, batchSize: 32)
    try trainer.train()
    let (X, Y) = try Signs().batch(0..<500, ExampleStreamTests.draws(500))
    let score = try trainer.model.score(on: MatrixExamples(X: X, Y: Y))
    #expect(try #require(score.accuracy) > 0.95)
  }

  private static func draws(_ count: Int) -> Draws {
    var seeds = ExampleSeeds(seed: 99, isComputed: true)
    return seeds.draws(count, after: 0, epoch: 0)
  }

  /// Computed in Python from SplitMix64's description.
  @Test func `seeds follow from an example's number alone`() {
    var seeds = ExampleSeeds(seed: 3, isComputed: true)
    let far = seeds.draws(2, after: 1_000_000_000_000, epoch: 0)
    let near = seeds.draws(3, after: 0, epoch: 0)
    let expected: [UInt32] = [3_622_842_620, 3_501_950_570, 1_868_694_328]
    #expect((0..<3).map { near[$0] } == expected.map { RandomState(seed: $0) })
    #expect(
      (0..<2).map { far[$0] }
        == [2_997_671_276, 1_546_983_310].map { RandomState(seed: $0) })
  }

  @Test(arguments: [0, 1, 5, 11])
  func `a training goes on to the same bits`(_ stop: Int) throws {
    let straight = try trainer()
    let rows = try straight.rows()
    let stopped = try trainer()
    try stopped.train(shouldStop: { $0.iteration == stop })
    let resumed = try trainer()
    try resumed.resume(from: stopped.state)
    #expect(try resumed.rows() == rows.filter { $0.iteration >= stop })
    #expect(resumed.model.parameters == straight.model.parameters)
  }

  @Test func `a training ends with what its stream throws, before the update that needed it`()
    throws
  {
    let failing = try trainer(Signs(failsAt: 17))
    #expect(throws: Signs.Failure.self) { try failing.train() }
    #expect(failing.iteration == 4)
    let resumed = try trainer()
    try resumed.resume(from: failing.state)
    try resumed.train()
    let straight = try trainer()
    try straight.train()
    #expect(resumed.model.parameters == straight.model.parameters)
  }

  @Test func `a training in the background takes a stream`() async throws {
    let trainer = try trainer()
    var hyperparameters = trainer.hyperparameters
    hyperparameters.batchSize = 4
    let training = try BackgroundTraining(trainer.model, on: Signs(), hyperparameters)
    try await training.train()
    try trainer.train()
    #expect(await training.model.parameters == trainer.model.parameters)
  }

  @Test func `what asks for all examples is refused, all of it at once`() throws {
    let error = try #require(throws: HyperparameterError.self) {
      try trainer(batchSize: 0) {
        $0.duration = .epochs(3)
        $0.alphaDecay = LearningRateSchedule(ExponentialDecay(rate: 0.9))
        $0.classWeights = .balanced
        $0.logEvery = .epoch
      }
    }
    #expect(
      error.description == """
        duration must be a number of iterations where the examples are a stream, but is 3 epochs
        alphaDecay must be one that does not count epochs where the examples are a stream, but is exponential
        batchSize must be 1 or more where the examples are a stream, but is 0
        classWeights must be nil where the examples are a stream, but is balanced
        logEvery must be a number of updates where the examples are a stream, but is epoch
        """)
    for schedule in [LearningRateSchedule.none, LearningRateSchedule(CosineDecay())] {
      #expect(throws: Never.self) { try trainer { $0.alphaDecay = schedule } }
    }
  }

  @Test func `a stream that hands out something else is told so`() throws {
    let (X, Y): (Matrix<Double>, Matrix<Double>) = (randomMatrix(3, 4), Matrix([[0, 1, 0, 1]]))
    let wrong: [(Fixed, String)] = [
      (Fixed(X: randomMatrix(2, 4), Y: Y), "X of a stream must be (n[0], examples) = (3, 4)"),
      (Fixed(X: X, Y: Matrix([[0, 1]])), "Y of a stream must be (n[L], examples) = (1, 4)"),
      (Fixed(X: X, Y: Matrix([[0, 1, 2, 1]])), "Y[0, 2] is 2, but the labels of binaryCross"),
      (Fixed(X: X, Y: Matrix([[0, 1, .nan, 1]])), "Y[0, 2] is nan"),
      (Fixed(inputSize: 5, X: X, Y: Y), "but the data have 5 features per example"),
    ]
    for (stream, says) in wrong {
      let error = try #require(throws: DimensionError.self) { try trainer(stream) }
      #expect("\(error)".contains(says), "\(error)")
    }
  }
}

// MARK: - More examples than there is memory for

/// Examples that are made when they are asked for, each of its number.
private final class Enormous: ExampleSource {
  let count: Int
  let inputSize = 2
  let outputSize = 1
  let asked = Mutex<[Int]>([])

  init(count: Int) { self.count = count }

  func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Double>, Y: Matrix<Double>) {
    if indices.count == 8 { asked.withLock { $0 += indices } }
    let numbers = indices.map { Double(mixed(UInt64($0)) >> 11) * 0x1p-52 - 1 }
    let X = Matrix(rows: 1, columns: numbers.count, numbers)
    return (Matrix([X.elements, X.elements.map { $0 * $0 }]), step(X))
  }
}

@Suite struct ManyExamplesTests {
  private func trainer(_ source: Enormous) throws -> Trainer<Double> {
    var random = RandomState(seed: 1)
    return try Trainer(
      try Model([Dense<Double>(2, 1, activation: .sigmoid, from: &random)]), on: source,
      hyperparameters(iterations: 40) { $0.batchSize = 8 }, random: random)
  }

  @Test func `a training of a thousand million examples takes them in a random order`() throws {
    let source = Enormous(count: 1_000_000_000)
    let straight = try trainer(source)
    try straight.train()
    let taken = source.asked.withLock { $0 }
    #expect(taken.count == 320 && Set(taken).count == 320)
    #expect(taken.allSatisfy { (0..<1_000_000_000).contains($0) })
    #expect(taken.max() ?? 0 > 900_000_000 && taken.min() ?? 0 < 100_000_000)
    for stop in [1, 17] {
      let stopped = try trainer(Enormous(count: 1_000_000_000))
      try stopped.train(shouldStop: { $0.iteration == stop })
      let rest = Enormous(count: 1_000_000_000)
      let resumed = try trainer(rest)
      try resumed.resume(from: stopped.state)
      try resumed.train()
      #expect(rest.asked.withLock { $0 } == Array(taken[(8 * stop)...]))
      #expect(resumed.model.parameters == straight.model.parameters)
    }
  }

  @Test func `the order of a large set is computed, that of a smaller one NumPy's`() {
    let limit = MiniBatches.largestDrawn
    var (random, drawn) = (
      RandomState(seed: 3),
      MiniBatches(
        m: 1000, batchSize: 10, random: RandomState(seed: 3))
    )
    #expect(Array(drawn.next()) == Array(random.permutation(1000).prefix(10)))
    random = RandomState(seed: 3)
    let permutation = IndexPermutation(count: limit + 1, from: &random)
    var batches = MiniBatches(m: limit + 1, batchSize: 10, random: RandomState(seed: 3))
    #expect(Array(batches.next()) == (0..<10).map { permutation[$0] })
    #expect(batches.updatesPerEpoch == limit / 10 + 1)
  }
}
