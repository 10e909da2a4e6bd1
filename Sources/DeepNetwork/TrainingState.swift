/// All that a training needs to go on as if it had never stopped.
public struct TrainingState<Scalar: NetworkScalar>: Sendable {
  /// What a layer trains, as it stores it, and what the optimizer remembers of it.
  struct LayerState: Sendable {
    var W: Matrix<Scalar>
    var b: Matrix<Scalar>
    var optimizer: LayerOptimizerState<Scalar>
  }

  /// Updates made so far.
  public internal(set) var iteration: Int
  var layers: [LayerState]
  /// W₀ if the first layer is trained in the space of the examples.
  var initialW: Matrix<Scalar>?
  var randomAtEpoch: RandomState
  var dropoutRandom: RandomState
  /// The costs since the last row of the history.
  var costSum: Double
  var costCount: Int
  var best: BestWeights<Scalar>?
  var rowsWithoutImprovement: Int
}

/// The weights with the lowest validation cost so far.
struct BestWeights<Scalar: NetworkScalar>: Sendable {
  var iteration: Int
  var validationCost: Double
  var W: [Matrix<Scalar>]
  var b: [Matrix<Scalar>]
}
