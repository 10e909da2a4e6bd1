import TestSupport
import Testing

@testable import DeepNetwork

/// A training that is stopped and resumed ends with the bits of one that never was.
@Suite struct TrainingStateTests {
  struct Training: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var m = 9
    var n = [4, 5, 3]
    var keepProbability = 1.0
    var change: @Sendable (inout Hyperparameters) -> Void = { _ in }

    func trainer() throws -> Trainer<Double> {
      let activations: [Activation] = [.tanh, .softmax]
      let watched = TestNetwork(n, activations: activations, m: 5, seed: 8).examples
      return try TestNetwork(n, activations: activations, m: m, seed: 7).trainer(
        hyperparameters(iterations: 10) {
          $0.logEvery = 3
          change(&$0)
        }, keepProbability: keepProbability, validation: watched)
    }
  }

  static let trainings = [
    Training(testDescription: "full batch"),
    Training(testDescription: "full batch, momentum, L2, cosine") {
      $0.optimizer = .momentum()
      $0.l2 = 0.3
      $0.alphaDecay = .cosine(minimum: 0.01)
    },
    Training(testDescription: "warmup, exponential, mini-batches") {
      $0.warmup = 7
      $0.alphaDecay = .exponential(rate: 0.5)
      $0.batchSize = 4
    },
    Training(testDescription: "full batch, adam") { $0.optimizer = .adam() },
    Training(testDescription: "plateaus, mini-batches") {
      $0.batchSize = 4
      $0.alphaDecay = .plateau(patience: 1, factor: 0.5)
      $0.earlyStopping = .init(patience: 100, minDelta: 1000)
    },
    Training(testDescription: "mini-batches, nesterov") {
      $0.batchSize = 4
      $0.optimizer = .momentum(nesterov: true)
    },
    Training(testDescription: "mini-batches, adamW, L2") {
      $0.batchSize = 4
      $0.optimizer = .adamW(weightDecay: 0.3)
      $0.l2 = 0.3
    },
    Training(testDescription: "full batch, dropout", keepProbability: 0.5),
    Training(testDescription: "mini-batches") { $0.batchSize = 4 },
    Training(testDescription: "mini-batches, adam, dropout", keepProbability: 0.5) {
      $0.batchSize = 4
      $0.optimizer = .adam()
    },
    Training(testDescription: "mini-batches, rmsprop, balanced, clip") {
      $0.batchSize = 2
      $0.optimizer = .rmsprop()
      $0.classWeights = .balanced
      $0.clipNorm = 0.1
    },
    Training(testDescription: "early stopping") {
      $0.alpha = 2
      $0.logEvery = 1
      $0.earlyStopping = .init(patience: 2)
    },
    Training(testDescription: "early stopping by accuracy, mini-batches", n: [4, 4, 3]) {
      $0.alpha = 1
      $0.batchSize = 4
      $0.logEvery = 1
      $0.earlyStopping = .init(patience: 4, minDelta: 0.1, monitor: .accuracy)
    },
    Training(testDescription: "a row an epoch, mini-batches") {
      $0.alpha = 0.2
      $0.batchSize = 4
      $0.logEvery = .epoch
    },
    Training(testDescription: "dual", n: [40, 5, 3]) { $0.firstLayer = .dual },
    Training(testDescription: "dual, momentum, L2", n: [40, 5, 3]) {
      $0.firstLayer = .dual
      $0.optimizer = .momentum()
      $0.l2 = 0.3
    },
    Training(testDescription: "dual, dropout", n: [40, 5, 3], keepProbability: 0.5) {
      $0.firstLayer = .dual
    },
  ]

  @Test(arguments: trainings)
  func `a training resumes at every iteration to the same bits`(_ training: Training) throws {
    let straight = try training.trainer()
    let rows = try straight.rows()
    for stop in 0...straight.iteration {
      let stopped = try training.trainer()
      var resumedRows: [HistoryRow] = []
      _ = try stopped.train(
        onHistoryRow: { resumedRows.append($0) }, shouldStop: { $0.iteration == stop })
      let resumed = try training.trainer()
      try resumed.resume(from: stopped.state)
      if stop < straight.iterations {
        _ = try resumed.train(onHistoryRow: { resumedRows.append($0) })
      }
      #expect(resumedRows == rows, "stopped at \(stop)")
      let best = stop < straight.iterations ? resumed.bestModel : stopped.bestModel
      #expect(best?.parameters == straight.bestModel?.parameters, "stopped at \(stop)")
      let model = stop < straight.iterations ? resumed.model : stopped.model
      #expect(model.parameters == straight.model.parameters, "stopped at \(stop)")
    }
  }

  @Test func `dropout and order are really at stake`() throws {
    // Without them the test above would prove nothing of the generators.
    let weights = try Self.trainings.filter { $0.n == [4, 5, 3] }.map {
      let trainer = try $0.trainer()
      _ = try trainer.train()
      return trainer.model.parameters
    }
    #expect(Set(weights).count == weights.count)
  }

  @Test func `a state of another network is refused`() throws {
    let state = try Training(testDescription: "", n: [4, 6, 3]).trainer().state
    let trainer = try Training(testDescription: "").trainer()
    let error = #expect(throws: DimensionError.self) { try trainer.resume(from: state) }
    #expect(
      error?.violations == [
        .weights(layer: 1, quantity: "W", expected: Shape(5, 4), actual: Shape(6, 4))
      ])
  }

  @Test func `a memory of the optimizer that does not fit is refused`() throws {
    let trainer = try Training(testDescription: "").trainer()
    var state = trainer.state
    state.layers[1].optimizer["b"] = OptimizerState(["second": Matrix(rows: 2, columns: 1)])
    let error = #expect(throws: DimensionError.self) { try trainer.resume(from: state) }
    #expect(
      error?.violations == [
        .weights(
          layer: 2, quantity: "optimizer's second of b", expected: Shape(3, 1),
          actual: Shape(2, 1))
      ])
  }

  @Test func `a state of more or fewer layers is refused`() throws {
    let trainer = try Training(testDescription: "").trainer()
    let deep = TestNetwork([4, 5, 3, 3], activations: [.tanh, .softmax, .softmax], m: 9, seed: 7)
    let shallow = TestNetwork([4, 5], activations: [.softmax], m: 9, seed: 7)
    for (network, count) in [(deep, 3), (shallow, 1)] {
      let state = try network.trainer(hyperparameters()).state
      let error = #expect(throws: DimensionError.self) { try trainer.resume(from: state) }
      #expect(error?.violations == [.layerCount(stated: count, sizes: 3)])
    }
  }
}
