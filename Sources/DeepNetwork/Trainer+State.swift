/// Stopping a training and going on with it.
extension Trainer {
  /// All that is needed to go on from here; to be taken between two updates, as `shouldStop` is.
  public var state: TrainingState<Scalar> {
    TrainingState(
      iteration: iteration, layers: pass.states,
      initialW: pass.initialW, randomAtEpoch: batches.randomAtEpoch, dropoutRandom: dropoutRandom,
      costSum: record.costSum, costCount: record.costCount, best: record.best,
      rowsWithoutImprovement: record.rowsWithoutImprovement)
  }

  /// Whether the training of this state has nothing left to do.
  public var isComplete: Bool { iteration >= iterations || isPatienceExhausted }

  /// Goes on from the state of a training with the same model, examples and hyperparameters.
  ///
  /// - Throws: `DimensionError` if the state is not one of such a training.
  public func resume(from state: TrainingState<Scalar>) throws(DimensionError) {
    try pass.restore(state)
    iteration = state.iteration
    batches = MiniBatches(
      m: examples.count, batchSize: hyperparameters.batchSize, iteration: state.iteration,
      randomAtEpoch: state.randomAtEpoch)
    dropoutRandom = state.dropoutRandom
    record = TrainingRecord(state)
  }
}
