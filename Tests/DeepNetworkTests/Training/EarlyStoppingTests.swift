import TestSupport
import Testing

@testable import DeepNetwork

private let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)
private let validation = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 6, seed: 8)
  .examples

@Suite struct EarlyStoppingTests {
  /// Trains on noise until the validation cost has risen for some rows.
  private func training(patience: Int, iterations: Int = 400, logEvery: Int = 1) throws
    -> Trainer<Double>
  {
    try network.trainer(
      hyperparameters(iterations: iterations, alpha: 1) {
        $0.earlyStopping = .init(patience: patience)
        $0.logEvery = .updates(logEvery)
      }, validation: validation)
  }

  @Test func `a training stops after rows without improvement, and keeps the best weights`() throws
  {
    let trainer = try training(patience: 3)
    var rows: [HistoryRow] = []
    let outcome = try trainer.train(onHistoryRow: { rows.append($0) })
    let costs = rows.compactMap(\.validationCost)
    let best = try #require(costs.indices.min { costs[$0] < costs[$1] })
    #expect(outcome == .stoppedEarly(bestIteration: rows[best].iteration))
    #expect(rows.count == best + 4 && rows.count < 400)
    let score = try trainer.model.score(on: validation, loss: .categoricalCrossEntropy)
    #expect(score.cost == costs[best])
  }

  @Test func `the dual form keeps the best weights too`() throws {
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

  @Test func `a training that stopped stays stopped`() throws {
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

  @Test func `a training that ended goes on as a longer one would`() throws {
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

  @Test func `a fall below minDelta is no progress, and yet its row is the best`() throws {
    let trainer = try network.trainer(
      hyperparameters(iterations: 100) {
        $0.earlyStopping = .init(patience: 5, minDelta: 1000)
      }, validation: validation)
    let rows = try trainer.rows()
    let costs = rows.compactMap(\.validationCost)
    let best = try #require(costs.indices.min { costs[$0] < costs[$1] })
    #expect(trainer.iteration == 5 && rows.count == 6 && best > 0)
    #expect(
      try trainer.model.score(on: validation, loss: .categoricalCrossEntropy).cost == costs[best])
  }

  @Test func `progress is measured from the best row so far, however little better it was`() {
    var record = TrainingRecord<Double>()
    var counts: [Int] = []
    for (row, cost) in [1, 0.9, 0.85, 0.7, .nan, 0.9].enumerated() {
      record.watch(cost, at: row, .cost, minDelta: 0.1) { Self.weights(row, cost) }
      counts.append(record.rowsWithoutProgress)
    }
    // 0.9 is not below 1 by more than 0.1, nor is 0.85; 0.7 is below the 0.85 of the best.
    #expect(counts == [0, 1, 2, 0, 1, 2])
    #expect(record.best?.iteration == 3)
  }

  @Test func `a row that is written again counts once`() {
    var record = TrainingRecord<Double>()
    for row in [0, 1, 1, 1, 2] {
      record.watch(Double(row), at: row, .cost, minDelta: 0) { Self.weights(row, Double(row)) }
    }
    #expect(record.rowsWithoutProgress == 2 && record.best?.iteration == 0)
  }

  @Test func `a figure that is not finite makes no row the best`() {
    var record = TrainingRecord<Double>()
    let values: [Double] = [.infinity, .nan, 3, -.infinity, 4]
    for (row, value) in values.enumerated() {
      record.watch(value, at: row, .accuracy, minDelta: 0) { Self.weights(row, value) }
    }
    #expect(record.best?.iteration == 4 && record.best?.value == 4)
  }

  private static func weights(_ row: Int, _ value: Double) -> BestWeights<Double> {
    BestWeights(
      iteration: row, monitor: "cost", value: value, values: [], states: [], start: nil)
  }

  @Test func `the accuracy that is watched is the highest`() throws {
    let trainer = try network.trainer(
      hyperparameters(iterations: 60, alpha: 1) {
        $0.earlyStopping = .init(patience: 60, monitor: .accuracy)
      }, validation: validation)
    let rows = try trainer.rows()
    let accuracies = rows.compactMap(\.validationAccuracy)
    let highest = try #require(accuracies.max())
    let best = try #require(accuracies.firstIndex(of: highest))
    #expect(best > 0 && highest > accuracies[0])
    #expect(trainer.kept.iteration == rows[best].iteration)
    #expect(
      "\(trainer.kept.description)" == "the weights after \(best) iterations, "
        + "of the highest validation accuracy")
    #expect(
      try trainer.model.score(on: validation, loss: .categoricalCrossEntropy).accuracy == highest)
  }

  @Test func `without early stopping the best row is kept beside the last weights`() throws {
    let hyper = hyperparameters(iterations: 60, alpha: 1)
    let trainer = try network.trainer(hyper, validation: validation)
    var rows: [HistoryRow] = []
    #expect(try trainer.train(onHistoryRow: { rows.append($0) }) == .finished)
    let plain = try network.trainer(hyper)
    #expect(try plain.train() == .finished)
    #expect(trainer.model.parameters == plain.model.parameters)
    #expect(plain.bestModel == nil && plain.kept.choice == nil)
    let costs = rows.compactMap(\.validationCost)
    let best = try #require(costs.indices.min { costs[$0] < costs[$1] })
    #expect(best < 60 && trainer.kept.iteration == best)
    let score = try trainer.bestModel?.score(on: validation, loss: .categoricalCrossEntropy)
    #expect(score?.cost == costs[best])
  }

  @Test func `epochs between rows are counted in updates`() throws {
    func iterations(batchSize: Int) throws -> [Int] {
      try network.trainer(
        hyperparameters(iterations: 7) {
          $0.batchSize = batchSize
          $0.logEvery = .epoch
        }
      ).rows().map(\.iteration)
    }
    #expect(try iterations(batchSize: 4) == [0, 3, 6, 7])
    #expect(try iterations(batchSize: 0) == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test(arguments: [(0, 1.0, FirstLayer.direct), (4, 0.5, .auto), (0, 0.5, .dual), (0, 1, .dual)])
  func `a training that stopped early goes on with more patience as if it had had it`(
    batchSize: Int, keep: Double, form: FirstLayer
  ) throws {
    func trainer(patience: Int) throws -> Trainer<Double> {
      let wide = TestNetwork([40, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)
      let watch = TestNetwork([40, 5, 3], activations: [.tanh, .softmax], m: 6, seed: 8).examples
      return try wide.trainer(
        hyperparameters(iterations: 200, alpha: 1) {
          $0.earlyStopping = .init(patience: patience)
          $0.logEvery = 2
          $0.batchSize = batchSize
          $0.firstLayer = form
        }, keepProbability: keep, validation: watch)
    }
    let straight = try trainer(patience: 20)
    let rows = try straight.rows()
    let short = try trainer(patience: 2)
    var parts = try short.rows()
    #expect(short.iteration < straight.iteration)
    let resumed = try trainer(patience: 20)
    try resumed.resume(from: short.state)
    #expect(!resumed.isComplete)
    // The row that it stopped at is written again.
    parts.removeLast()
    try resumed.train(onHistoryRow: { parts.append($0) })
    #expect(parts == rows)
    #expect(resumed.model.parameters == straight.model.parameters)
    #expect(resumed.lastModel.parameters == straight.lastModel.parameters)
  }

  @Test func `a best row is judged anew where another figure is watched`() throws {
    let first = try network.trainer(hyperparameters(alpha: 1), validation: validation)
    try first.train()
    let second = try network.trainer(
      hyperparameters(iterations: 20) {
        $0.earlyStopping = .init(patience: 3, monitor: .accuracy)
      }, validation: validation)
    try second.resume(from: first.state)
    let best = try #require(second.record.best)
    let score = try second.bestModel?.score(on: validation, loss: .categoricalCrossEntropy)
    #expect(best.monitor == "accuracy" && best.value == score?.accuracy)
    #expect(second.record.rowsWithoutProgress == 0)
  }
}
