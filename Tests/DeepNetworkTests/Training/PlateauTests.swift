import TestSupport
import Testing

@testable import DeepNetwork

private let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 9, seed: 7)
private let validation = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 6, seed: 8)
  .examples

@Suite struct PlateauTests {
  /// A training whose first row alone is progress, since no other is better by so much.
  private func trainer(
    _ schedule: LearningRateSchedule, iterations: Int = 8, logEvery: Int = 1,
    validation: MatrixExamples<Double>? = validation
  ) throws -> Trainer<Double> {
    try network.trainer(
      hyperparameters(iterations: iterations, alpha: 8) {
        $0.alphaDecay = schedule
        $0.logEvery = .updates(logEvery)
        $0.earlyStopping = .init(patience: 1000, minDelta: 1000)
      }, validation: validation)
  }

  @Test func `alpha falls from the row behind a plateau on, and not below the minimum`() throws {
    let rows = try trainer(.plateau(patience: 2, factor: 0.5, minimum: 1.5)).rows()
    #expect(rows.map(\.alpha) == [8, 8, 8, 4, 4, 2, 2, 1.5, 1.5])
  }

  @Test func `updates between rows take the alpha of their row`() throws {
    let trainer = try trainer(.plateau(patience: 1, factor: 0.5), iterations: 9, logEvery: 3)
    var alphas: [Double] = []
    _ = try trainer.train(shouldStop: {
      alphas.append($0.nextAlpha)
      return false
    })
    #expect(alphas == [8, 8, 8, 8, 8, 8, 4, 4, 4])
  }

  @Test func `progress puts a plateau off`() {
    var plateaus = PlateauCount()
    for (row, isProgress) in [true, false, true, false, false, false, false].enumerated() {
      plateaus.add(isProgress: isProgress, patience: 2, nextRow: 10 * row + 10)
    }
    #expect(plateaus == PlateauCount(count: 2, rows: 0, knownFrom: 70))
    #expect([60, 69, 70].map { plateaus.known(at: $0) } == [1, 1, 2])
  }

  @Test func `without a validation set alpha stays`() throws {
    let rows = try trainer(.plateau(patience: 1), validation: nil).rows()
    #expect(Set(rows.map(\.alpha)) == [8])
  }

  @Test func `a schedule that does not ask has no plateaus`() throws {
    let trainer = try trainer(.none)
    _ = try trainer.rows()
    #expect(trainer.state.plateaus == PlateauCount())
    let waiting = try self.trainer(.plateau(patience: 1), iterations: 9)
    _ = try waiting.rows()
    #expect(waiting.state.plateaus.count == 8)
    let other = try self.trainer(.none, iterations: 20)
    try other.resume(from: waiting.state)
    #expect(other.state.plateaus == PlateauCount())
  }

  @Test func `who goes on from the best row has the plateaus of before it`() throws {
    let trainer = try network.trainer(
      hyperparameters(iterations: 60, alpha: 1) { $0.alphaDecay = .plateau(patience: 2) },
      validation: validation)
    var counts: [Int: Int] = [:]
    _ = try trainer.train(shouldStop: {
      counts[$0.iteration] = $0.state.plateaus.count
      return false
    })
    let state = try #require(trainer.stateOfBest)
    #expect(state.plateaus.count == counts[state.iteration])
    #expect(trainer.state.plateaus.count > state.plateaus.count)
  }
}
