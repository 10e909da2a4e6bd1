/// All that a training needs to go on as if it had never stopped.
public struct TrainingState<Scalar: NetworkScalar>: Sendable {
  /// What a layer trains, as it stores it, and what the optimizer remembers of it.
  package struct LayerState: Sendable {
    package var W: Matrix<Scalar>
    package var b: Matrix<Scalar>
    /// What the layer keeps beside them.
    package var state: [String: Matrix<Scalar>]
    package var optimizer: LayerOptimizerState<Scalar>

    package init(
      W: Matrix<Scalar>, b: Matrix<Scalar>, state: [String: Matrix<Scalar>],
      optimizer: LayerOptimizerState<Scalar>
    ) {
      self.W = W
      self.b = b
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
  /// The costs since the last row of the history.
  package var costSum: Double
  package var costCount: Int
  package var best: BestWeights<Scalar>?
  package var rowsWithoutImprovement: Int

  package init(
    iteration: Int, layers: [LayerState], initialW: Matrix<Scalar>?, randomAtEpoch: RandomState,
    dropoutRandom: RandomState, costSum: Double, costCount: Int, best: BestWeights<Scalar>?,
    rowsWithoutImprovement: Int
  ) {
    self.iteration = iteration
    self.layers = layers
    self.initialW = initialW
    self.randomAtEpoch = randomAtEpoch
    self.dropoutRandom = dropoutRandom
    self.costSum = costSum
    self.costCount = costCount
    self.best = best
    self.rowsWithoutImprovement = rowsWithoutImprovement
  }
}

/// The weights with the lowest validation cost so far.
package struct BestWeights<Scalar: NetworkScalar>: Sendable {
  package var iteration: Int
  package var validationCost: Double
  package var W: [Matrix<Scalar>]
  package var b: [Matrix<Scalar>]
  /// What each layer keeps beside them.
  package var states: [[String: Matrix<Scalar>]]

  package init(
    iteration: Int, validationCost: Double, W: [Matrix<Scalar>], b: [Matrix<Scalar>],
    states: [[String: Matrix<Scalar>]]
  ) {
    self.iteration = iteration
    self.validationCost = validationCost
    self.W = W
    self.b = b
    self.states = states
  }
}
