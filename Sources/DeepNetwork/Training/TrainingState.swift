/// All that a training needs to go on as if it had never stopped.
public struct TrainingState<Scalar: NetworkScalar>: Sendable {
  /// What a layer trains, as it stores it, and what the optimizer remembers of it.
  package struct LayerState: Sendable {
    /// The parameters by name.
    package var values: [String: Matrix<Scalar>]
    /// What the layer keeps beside them.
    package var state: [String: Matrix<Scalar>]
    /// What the optimizer remembers of each.
    package var optimizer: [String: OptimizerState<Scalar>]

    package init(
      values: [String: Matrix<Scalar>], state: [String: Matrix<Scalar>],
      optimizer: [String: OptimizerState<Scalar>]
    ) {
      self.values = values
      self.state = state
      self.optimizer = optimizer
    }
  }

  /// Updates made so far.
  public internal(set) var iteration: Int
  package var layers: [LayerState]
  /// W₀ if the first layer is trained in the space of the examples.
  package var initialW: Matrix<Scalar>?
  package var randomAtEpoch: RandomState
  package var dropoutRandom: RandomState
  /// The cost since the last row of the history.
  package var cost: MeanCost
  /// The cost before the last update, of mini-batches.
  package var lastUpdate = MeanCost()
  package var best: BestWeights<Scalar>?
  package var rowsWithoutProgress: Int
  package var plateaus: PlateauCount
  /// The last row that was watched; nil where none was, or an earlier version did not say.
  package var lastRow: Int?
  /// The iteration before which no row was watched.
  package var watchedFrom: Int
  /// The update before which the optimizer remembered nothing.
  package var optimizerStart: Int

  package init(
    iteration: Int, layers: [LayerState], initialW: Matrix<Scalar>?, randomAtEpoch: RandomState,
    dropoutRandom: RandomState, cost: MeanCost, best: BestWeights<Scalar>?,
    rowsWithoutProgress: Int, plateaus: PlateauCount, lastRow: Int?, watchedFrom: Int,
    optimizerStart: Int
  ) {
    self.iteration = iteration
    self.layers = layers
    self.initialW = initialW
    self.randomAtEpoch = randomAtEpoch
    self.dropoutRandom = dropoutRandom
    self.cost = cost
    self.best = best
    self.rowsWithoutProgress = rowsWithoutProgress
    self.plateaus = plateaus
    self.lastRow = lastRow
    self.watchedFrom = watchedFrom
    self.optimizerStart = optimizerStart
  }
}
