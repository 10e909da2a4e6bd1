/// What is recorded of a training at one iteration.
public struct HistoryRow: Hashable, Sendable {
  /// The number of updates before this row.
  public var iteration: Int
  /// The number of whole passes over the training set before this row.
  public var epoch: Int
  /// The learning rate of the update to come; in the last row that of the last update.
  public var alpha: Double
  /// The cost with L2 and dropout.
  ///
  /// Full batch: with the parameters before the update. Mini-batches: the mean over the examples of
  /// the updates since the last row, each taken before its update.
  public var cost: Double
  /// The share of examples answered rightly, where there are classes and the batch is full.
  public var trainAccuracy: Double?
  /// The cost on the validation set, without dropout and L2.
  public var validationCost: Double?
  /// The share of the validation set answered rightly, where there are classes.
  public var validationAccuracy: Double?
  /// Of layers 1 … L with the parameters before the update; empty in the last row of mini-batches,
  /// which no pass belongs to.
  public var layers: [LayerNorms] = []

  package init(
    iteration: Int, epoch: Int, alpha: Double, cost: Double, trainAccuracy: Double? = nil,
    validationCost: Double? = nil, validationAccuracy: Double? = nil
  ) {
    self.iteration = iteration
    self.epoch = epoch
    self.alpha = alpha
    self.cost = cost
    self.trainAccuracy = trainAccuracy
    self.validationCost = validationCost
    self.validationAccuracy = validationAccuracy
  }
}

/// How large the parameters of a layer are, and how large the gradient that moves them.
public struct LayerNorms: Hashable, Sendable {
  /// ‖W‖, the root of the sum of squares.
  public var weights: Double
  /// ‖(dW, db)‖ of the batch, without L2 and before it is clipped.
  public var gradient: Double

  package init(weights: Double, gradient: Double) {
    self.weights = weights
    self.gradient = gradient
  }
}
