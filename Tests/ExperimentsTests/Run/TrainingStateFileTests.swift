import ArrayFiles
import DeepNetwork
import Experiments
import Foundation
import TestSupport
import Testing

/// A dense layer of one's own that counts what it has seen and scales by it.
private struct Seasoned: Layer {
  struct Cache: Sendable {
    let aPrev: Matrix<Double>
    let scale: Double
  }

  var W: Matrix<Double>
  var b: Matrix<Double>
  private var seen: Matrix<Double>

  init(_ inputs: Int, _ outputs: Int, from random: inout RandomState) {
    W = Initializer.xavier.weights(outputs, inputs, layer: 1, from: &random)
    b = Matrix(rows: outputs, columns: 1)
    seen = Matrix(rows: 1, columns: 1)
  }

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows }
  var state: [String: Matrix<Double>] {
    get { ["seen": seen] }
    set { seen = newValue["seen"] ?? seen }
  }
  private var scale: Double { 1 + 1 / (1 + seen.scalar) }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Cache) {
    ((W * aPrev + b) * scale, Cache(aPrev: aPrev, scale: scale))
  }

  func backward(_ dA: Matrix<Double>, cache: Cache)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  {
    let (dZ, m) = (dA * cache.scale, Double(dA.columns))
    return (W.transposed * dZ, dZ * cache.aPrev.transposed / m, dZ.rowSums() / m)
  }

  mutating func observe(_ cache: Cache) { seen = seen + Double(cache.aPrev.columns) }
}

/// Trainings in code that go on from a file.
@Suite struct TrainingStateFileTests {
  private static func trainer(
    _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> Trainer<Double> {
    var random = RandomState(seed: 4)
    let dense = Dense<Double>(6, 1, activation: .sigmoid, from: &random)
    let layers: [any NetworkLayer<Double>] = [
      Dropout(Dense(3, 5, activation: .tanh, from: &random), keepProbability: 0.8),
      Seasoned(5, 6, from: &random), BatchNormalization(6, activation: .relu),
      try Residual<Double>([BatchNormalization(6), Seasoned(6, 6, from: &random)]), dense,
    ]
    var hyperparameters = Hyperparameters(alpha: 0.05, duration: .iterations(12))
    hyperparameters.optimizer = .adam()
    hyperparameters.batchSize = 4
    hyperparameters.logEvery = 2
    hyperparameters.earlyStopping = .init(patience: 50)
    change(&hyperparameters)
    let X: Matrix<Double> = randomMatrix(3, 10)
    let Y = Matrix<Double>(rows: 1, columns: 10, (0..<10).map { X[0, $0] > 0 ? 1 : 0 })
    return try Trainer(
      try Model(layers), on: MatrixExamples(X: X, Y: Y),
      validation: MatrixExamples(X: X, Y: Y), hyperparameters, random: random, dropoutSeed: 5)
  }

  @Test(arguments: [0, 1, 5, 11])
  func `a training goes on from a file to the same bytes`(_ stop: Int) throws {
    try expectSameBytes(stop)
  }

  @Test(arguments: [0, 1, 5, 6, 11])
  func `plateaus are counted on from a file`(_ stop: Int) throws {
    let names = try expectSameBytes(stop) {
      $0.alphaDecay = .plateau(patience: 1, factor: 0.5)
      $0.earlyStopping = .init(patience: 50, minDelta: 10)
    }
    #expect(names.contains("plateaus") == (stop > 2))
    #expect(try expectSameBytes(stop).allSatisfy { !$0.contains("plateaus") })
  }

  /// Stops a training and goes on with it from a file; returns the names of its metadata.
  @discardableResult
  private func expectSameBytes(
    _ stop: Int, _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> Set<String> {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("training.safetensors")
      let straight = try Self.trainer(change)
      _ = try straight.train()
      let stopped = try Self.trainer(change)
      _ = try stopped.train(shouldStop: { $0.iteration == stop })
      try stopped.state.write(to: file)

      let resumed = try Self.trainer(change)
      try resumed.resume(from: TrainingState(contentsOf: file))
      #expect(resumed.iteration == stop)
      _ = try resumed.train()
      let (ends, end) = (
        folder.appendingPathComponent("resumed"), folder.appendingPathComponent("straight")
      )
      try resumed.state.write(to: ends)
      try straight.state.write(to: end)
      #expect(try Data(contentsOf: ends) == Data(contentsOf: end))
      let X: Matrix<Double> = randomMatrix(3, 4, seed: 9)
      #expect(try resumed.model.predict(X) == straight.model.predict(X))
      return Set(try ArrayFile(contentsOf: file).metadata.keys)
    }
  }

  @Test func `the dual first layer goes on too`() throws {
    func trainer() throws -> Trainer<Float> {
      var random = RandomState(seed: 4)
      let first = Dense<Float>(30, 4, activation: .tanh, from: &random)
      let layers: [any NetworkLayer<Float>] = [
        first, Dense(4, 1, activation: .linear, from: &random),
      ]
      var hyperparameters = Hyperparameters(alpha: 0.05, duration: .iterations(8))
      hyperparameters.firstLayer = .dual
      hyperparameters.optimizer = .momentum()
      return try Trainer(
        try Model(layers), on: MatrixExamples<Float>(X: randomMatrix(30, 5), Y: randomMatrix(1, 5)),
        hyperparameters, random: random, dropoutSeed: 5)
    }
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("training.safetensors")
      let (straight, stopped, resumed) = (try trainer(), try trainer(), try trainer())
      _ = try straight.train()
      _ = try stopped.train(shouldStop: { $0.iteration == 3 })
      try stopped.state.write(to: file)
      try resumed.resume(from: TrainingState(contentsOf: file))
      _ = try resumed.train()
      #expect(resumed.model.layers[0].W == straight.model.layers[0].W)
    }
  }

  @Test func `other files are refused`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("state")
      let trainer = try Self.trainer()
      try trainer.state.write(to: file)
      let other = #expect(throws: TrainingStateError.self) {
        try TrainingState<Float>(contentsOf: file)
      }
      #expect(other?.part == "precision")
      let model = folder.appendingPathComponent("model.safetensors")
      var random = RandomState(seed: 1)
      try Model<Double>([Dense(2, 1, activation: .sigmoid, from: &random)]).write(to: model)
      let error = #expect(throws: TrainingStateError.self) {
        try TrainingState<Double>(contentsOf: model)
      }
      #expect(error?.part == "format")
      #expect(throws: (any Error).self) {
        try TrainingState<Double>(contentsOf: folder.appendingPathComponent("none"))
      }
    }
  }
}
