import Ranks

/// The best row of a training, and what a training that ends before its time leaves.
extension Trainer {
  /// What is seen of a network at a row of the history: the score on the validation set that the row
  /// tells, where there is one, and the figure by which the best row is chosen.
  package typealias Watch = (Model<Scalar>) throws -> (score: Score?, figure: Double)

  /// A watch over a figure of somebody's own.
  static func watch(
    _ validation: (any ExampleSource<Scalar>)?, _ figure: @escaping (Model<Scalar>) -> Double,
    loss: Loss
  ) -> Watch {
    { model in
      let score = try validation.map {
        try model.score(on: $0, loss: loss, among: SingleProcess())
      }
      return (score, figure(model))
    }
  }

  static func watch(
    _ validation: (any ExampleSource<Scalar>)?, _ monitor: Hyperparameters.Monitor, loss: Loss,
    among ranks: any Communicator
  ) -> Watch? {
    guard let validation else { return nil }
    let isAccuracy = monitor == .accuracy
    return { model in
      let score = try model.score(on: validation, loss: loss, among: ranks)
      return (score, isAccuracy ? score.accuracy ?? .nan : score.cost)
    }
  }

  /// The network with the weights of the best row on the validation set so far; nil before the first
  /// row, and where there is no validation set.
  public var bestModel: Model<Scalar>? { record.best.map { pass.model($0) } }

  /// The weights that a training leaves if it goes no further: those of the best row on the validation
  /// set, else the last ones.
  package var kept: KeptWeights<Scalar> {
    guard let best = record.best else {
      return KeptWeights(model: lastModel, iteration: iteration, choice: nil)
    }
    return KeptWeights(
      model: pass.model(best), iteration: best.iteration,
      choice: .init(monitor: hyperparameters.monitor, watchedFrom: record.watchedFrom))
  }

  /// The state of the best row, the optimizer's memory empty; nil where there is none to go on from.
  package var stateOfBest: TrainingState<Scalar>? {
    guard let best = record.best, let start = best.start else { return nil }
    var state = state
    state.iteration = best.iteration
    state.layers = pass.states(of: best)
    if state.initialW != nil { state.initialW = best.values[0]["W"] }
    (state.randomAtEpoch, state.dropoutRandom) = (start.randomAtEpoch, start.dropoutRandom)
    state.cost = start.cost
    (state.rowsWithoutProgress, state.lastRow) = (0, best.iteration)
    state.plateaus = start.plateaus
    state.plateaus.forgetRows()
    state.optimizerStart = hyperparameters.optimizer.kind.memory.isEmpty ? 0 : best.iteration
    return state
  }

  /// What the next update begins with.
  var rowStart: RowStart {
    RowStart(
      randomAtEpoch: batches.randomAtEpoch, dropoutRandom: dropoutRandom, cost: record.cost,
      plateaus: record.plateaus)
  }

  /// Takes back an update that was begun and not made.
  ///
  /// What was seen of a row stays.
  func goBack(to start: RowStart) {
    record.goBack(to: start)
    dropoutRandom = start.dropoutRandom
  }

  func keepIfBest(_ model: Model<Scalar>, _ figure: Double, from start: RowStart) {
    let monitor = hyperparameters.monitor
    let minDelta = hyperparameters.earlyStopping?.minDelta ?? 0
    let patience = hyperparameters.alphaDecay.kind.plateauAfter
    record.watch(
      figure, at: iteration, monitor, minDelta: minDelta, plateauAfter: patience,
      nextRow: iteration - iteration % logEvery + logEvery
    ) {
      BestWeights(
        iteration: iteration, monitor: monitor.name, value: figure,
        values: model.layers.map { $0.namedValues }, states: model.layers.map { $0.state },
        start: start)
    }
  }

  /// Compares the best row of before by the figure that is watched from now on.
  func judgeBestAnew() throws {
    let monitor = hyperparameters.monitor
    guard let best = record.best, best.monitor != monitor.name, let watch else { return }
    record.judge(best: try watch(pass.model(best)).figure, by: monitor)
  }

  /// An error of the training, a divergence with what is known of the hyperparameters.
  func told(_ error: any Error) -> any Error {
    guard var divergence = error as? Divergence else { return error }
    divergence.isClipped = hyperparameters.clipNorm > 0
    return divergence
  }
}

/// The weights that a training leaves which has not come to its end.
package struct KeptWeights<Scalar: NetworkScalar> {
  /// Why these and not the last.
  package struct Choice: Sendable {
    package let monitor: Hyperparameters.Monitor
    /// The iteration before which no row was watched.
    package let watchedFrom: Int
  }

  package let model: Model<Scalar>
  /// The updates that they have seen.
  package let iteration: Int
  /// nil where they are the last.
  package let choice: Choice?

  /// `the weights after 6 iterations, of the lowest validation cost`.
  package var description: String {
    "the weights after \(iteration) iterations" + (choice.map { ", \($0)" } ?? "")
  }
}

extension KeptWeights.Choice: CustomStringConvertible {
  /// `of the lowest validation cost`.
  package var description: String {
    let since = watchedFrom > 0 ? " since iteration \(watchedFrom)" : ""
    return "of the \(monitor.goal.rawValue) validation \(monitor.name)\(since)"
  }
}
