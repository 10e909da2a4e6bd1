/// Stopping a training and going on with it.
extension Trainer {
  /// All that is needed to go on from here; to be taken between two updates, as `shouldStop` is.
  public var state: TrainingState<Scalar> {
    var state = TrainingState(
      iteration: iteration, layers: pass.states,
      initialW: pass.initialW, randomAtEpoch: batches.randomAtEpoch, dropoutRandom: dropoutRandom,
      cost: record.cost, best: record.best,
      rowsWithoutProgress: record.rowsWithoutProgress, plateaus: record.plateaus,
      lastRow: record.lastRow, watchedFrom: record.watchedFrom, optimizerStart: optimizerStart)
    state.lastUpdate = record.lastUpdate
    return state
  }

  /// Whether the training of this state has nothing left to do.
  public var isComplete: Bool { iteration >= iterations || isPatienceExhausted }

  /// The number of updates of a pass over the examples.
  package var updatesPerEpoch: Int { batches.updatesPerEpoch }

  /// The learning rate of the update to come.
  package var nextAlpha: Double { alpha(of: iteration, epoch: epoch) }

  /// Whether the optimizer has forgotten what came before this state.
  package var beginsOptimizerAnew: Bool { optimizerStart > 0 && optimizerStart == iteration }

  /// Whether training has ended for want of progress, with a row before an update that was not made.
  package var hasEndedEarly: Bool { iteration < iterations && isPatienceExhausted }

  /// The best row, if training has ended for want of progress after it.
  package var bestOfEarlyEnd: Int? { hasEndedEarly ? record.best?.iteration : nil }

  /// Goes on from the state of a training with the same model, examples and hyperparameters.
  ///
  /// Of the hyperparameters alpha, its decay and warmup, the duration, early stopping and `logEvery` may
  /// differ; they count from here on.
  ///
  /// - Throws: `DimensionError` if the state is not one of such a training; what the source of the
  ///   validation set throws, where another figure of it is watched from here on.
  public func resume(from state: TrainingState<Scalar>) throws {
    try pass.restore(state)
    iteration = state.iteration
    batches = MiniBatches(
      m: examples.count, batchSize: hyperparameters.batchSize, iteration: state.iteration,
      randomAtEpoch: state.randomAtEpoch, isStream: examples is StreamedExamples<Scalar>)
    ahead = nil
    dropoutRandom = state.dropoutRandom
    record = TrainingRecord(
      state, batchSize: batches.batchSize,
      countsPlateaus: hyperparameters.alphaDecay.kind.plateauAfter != nil)
    optimizerStart = state.optimizerStart
    doctor.start = iteration
    // An earlier version kept the best row for early stopping alone.
    if watch != nil, state.lastRow == nil, state.best == nil { record.watch(from: iteration) }
    try judgeBestAnew()
  }
}
