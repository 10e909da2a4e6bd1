/// The weights of the row of the history that was the best on the validation set so far.
package struct BestWeights<Scalar: NetworkScalar>: Sendable {
  package var iteration: Int
  /// The name of the figure that it was the best by.
  package var monitor: String
  /// That figure.
  package var value: Double
  /// The parameters of each layer by name.
  package var values: [[String: Matrix<Scalar>]]
  /// What each layer keeps beside them.
  package var states: [[String: Matrix<Scalar>]]
  /// What goes with them for a training to go on from that row; nil where it was not kept.
  package var start: RowStart?

  package init(
    iteration: Int, monitor: String, value: Double, values: [[String: Matrix<Scalar>]],
    states: [[String: Matrix<Scalar>]], start: RowStart?
  ) {
    self.iteration = iteration
    self.monitor = monitor
    self.value = value
    self.values = values
    self.states = states
    self.start = start
  }
}

/// What a training begins an update with, beside the weights and what the optimizer remembers.
package struct RowStart: Sendable {
  package var randomAtEpoch: RandomState
  package var dropoutRandom: RandomState
  /// The cost since the last row of the history.
  package var cost: MeanCost
  package var plateaus: PlateauCount

  package init(
    randomAtEpoch: RandomState, dropoutRandom: RandomState, cost: MeanCost, plateaus: PlateauCount
  ) {
    self.randomAtEpoch = randomAtEpoch
    self.dropoutRandom = dropoutRandom
    self.cost = cost
    self.plateaus = plateaus
  }
}
