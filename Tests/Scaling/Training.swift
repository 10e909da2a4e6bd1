import DeepNetwork
import Foundation
import Ranks
import TestSupport

/// The same training again and again, by one rank or by several that are threads of this process.
struct Training: Sendable {
  let network: Network
  let m: Int
  private let examples: MatrixExamples<Float>
  private let model: Model<Float>

  /// A training with random examples, two batches of m, and random initial weights.
  init(_ n: [Int], m: Int) throws {
    network = Network(n: n)
    self.m = m
    let count = 2 * m
    let outputs = n[n.count - 1]
    let Y = Matrix<Float>(
      rows: outputs, columns: count,
      (0..<outputs * count).map { $0 / count == ($0 % count) * 7 % outputs ? 1 : 0 })
    examples = try MatrixExamples(X: randomMatrix(n[0], count), Y: Y)
    model = try Model(
      (1..<n.count).map { l -> any NetworkLayer<Float> in
        let W = randomMatrix(n[l], n[l - 1], seed: UInt32(l), of: Float.self)
        return Dense(
          W: Float(1 / Double(n[l - 1]).squareRoot()) * W, b: Matrix(rows: n[l], columns: 1),
          activation: l == n.count - 1 ? .softmax : .relu)
      })
  }

  /// The seconds of an update, and the parameters that the training ends with.
  struct Result: Sendable {
    let seconds: Double
    let parameters: [Float]
  }

  /// Trains by oneself, with batches of m or of another size.
  func alone(m: Int? = nil, updates: Int) throws -> Result {
    let results = try LocalRanks.run(1) { try train($0, m: m ?? self.m, updates: updates) }
    return results[0]
  }

  /// Trains with several ranks; nil if one of them ends with other parameters than the rest.
  func together(_ ranks: Int, latency: Double, bytesPerSecond: Double, updates: Int) throws
    -> Result?
  {
    let results = try LocalRanks.run(ranks, latency: latency, bytesPerSecond: bytesPerSecond) {
      try train($0, m: m, updates: updates)
    }
    return results.allSatisfy { $0.parameters == results[0].parameters } ? results[0] : nil
  }

  /// The first update and the last are not counted: there is more to do in them.
  private func train(_ ranks: any Communicator, m: Int, updates: Int) throws -> Result {
    var hyperparameters = Hyperparameters(alpha: 0.01, duration: .iterations(updates))
    hyperparameters.batchSize = m
    hyperparameters.logEvery = .updates(updates)
    hyperparameters.firstLayer = .direct
    let trainer = try Trainer(
      model, on: examples, hyperparameters, random: RandomState(seed: 1), dropoutSeed: 2,
      gram: nil, among: ranks)
    var starts: [ContinuousClock.Instant] = []
    try trainer.train(shouldStop: { _ in
      starts.append(.now)
      return false
    })
    let time = starts[updates - 1] - starts[1]
    return Result(
      seconds: time / .seconds(1) / Double(updates - 2),
      parameters: trainer.model.layers.flatMap { $0.W.elements + $0.b.elements })
  }
}
