/// What a training has noted since the last row of its history, and the best of its rows.
struct TrainingRecord<Scalar: NetworkScalar> {
  /// The costs since the last row.
  private(set) var costSum = 0.0
  private(set) var costCount = 0
  /// The weights of the lowest validation cost so far.
  private(set) var best: BestWeights<Scalar>?
  private(set) var rowsWithoutImprovement = 0

  init() {}

  init(_ state: TrainingState<Scalar>) {
    (costSum, costCount) = (state.costSum, state.costCount)
    (best, rowsWithoutImprovement) = (state.best, state.rowsWithoutImprovement)
  }

  /// Notes the cost before an update; of full batches only the last counts.
  mutating func add(cost: Double, isFullBatch: Bool) {
    (costSum, costCount) = isFullBatch ? (cost, 1) : (costSum + cost, costCount + 1)
  }

  /// The mean of the costs since the last row, from which the next begins anew.
  mutating func takeMeanCost() -> Double {
    defer { (costSum, costCount) = (0, 0) }
    return costSum / Double(costCount)
  }

  /// Keeps the weights of `model` if its validation cost is the lowest, else counts the row.
  mutating func watch(
    validationCost: Double, of model: Model<Scalar>, iteration: Int,
    _ earlyStopping: Hyperparameters.EarlyStopping
  ) {
    if let best, !(validationCost < best.validationCost - earlyStopping.minDelta) {
      rowsWithoutImprovement += 1
      return
    }
    best = BestWeights(
      iteration: iteration, validationCost: validationCost, W: model.layers.map { $0.W },
      b: model.layers.map { $0.b }, states: model.layers.map { $0.state })
    rowsWithoutImprovement = 0
  }
}
