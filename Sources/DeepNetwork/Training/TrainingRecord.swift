/// What a training has noted since the last row of its history, and the best of its rows.
struct TrainingRecord<Scalar: NetworkScalar> {
  /// The cost since the last row.
  private(set) var cost = MeanCost()
  /// The cost before the last update of a mini-batch.
  private(set) var lastUpdate = MeanCost()
  /// The weights of the best row on the validation set so far.
  private(set) var best: BestWeights<Scalar>?
  private(set) var rowsWithoutProgress = 0
  /// What a schedule that depends on progress has to know.
  private(set) var plateaus = PlateauCount()
  /// The last row that was watched, by its iteration: written again, it does not count again.
  private(set) var lastRow: Int?
  /// The iteration before which no row was watched.
  private(set) var watchedFrom = 0

  init() {}

  init(_ state: TrainingState<Scalar>, batchSize: Int, countsPlateaus: Bool) {
    (cost, lastUpdate) = (state.cost.overExamples(batchSize: batchSize), state.lastUpdate)
    (best, rowsWithoutProgress) = (state.best, state.rowsWithoutProgress)
    (lastRow, watchedFrom) = (state.lastRow, state.watchedFrom)
    if countsPlateaus { plateaus = state.plateaus }
  }

  /// Notes the cost before an update of m examples, and their right answers where they were counted; of
  /// full batches only the last counts.
  mutating func add(cost: Double, m: Int, right: Int?, isFullBatch: Bool) {
    if isFullBatch {
      self.cost = MeanCost()
    } else {
      lastUpdate = MeanCost()
      lastUpdate.add(cost, examples: m, right: right)
    }
    self.cost.add(cost, examples: m, right: right)
  }

  /// The mean of the costs since the last row, from which the next begins anew.
  mutating func takeMeanCost() -> MeanCost {
    defer { cost = MeanCost() }
    return cost
  }

  /// Makes a row of the last update alone, where no update came after the row before.
  mutating func repeatLastUpdate() { cost = lastUpdate }

  /// Takes back the costs that came after the start of an update.
  mutating func goBack(to start: RowStart) { cost = start.cost }
}

// MARK: - The best row

extension TrainingRecord {
  /// Keeps the weights of a row if it is the best so far, and counts it if it is no progress.
  ///
  /// A row whose figure is not finite is never the best.
  ///
  /// - Parameters:
  ///   - value: the row's figure on the validation set.
  ///   - iteration: the row.
  ///   - monitor: which figure it is.
  ///   - minDelta: by more than which a row must be better than the best before it to be progress.
  ///   - patience: the rows without progress that are a plateau; nil where they are not counted.
  ///   - nextRow: the update of the next row.
  ///   - weights: the row's weights, asked for if they are to be kept.
  mutating func watch(
    _ value: Double, at iteration: Int, _ monitor: Hyperparameters.Monitor, minDelta: Double,
    plateauAfter patience: Int? = nil, nextRow: Int = 0, weights: () -> BestWeights<Scalar>
  ) {
    if let lastRow, iteration <= lastRow { return }
    lastRow = iteration
    let isProgress =
      best.map { monitor.isBetter(value, than: $0.value, byMoreThan: minDelta) } ?? value.isFinite
    rowsWithoutProgress = isProgress ? 0 : rowsWithoutProgress + 1
    if let patience {
      plateaus.add(isProgress: isProgress, patience: patience, nextRow: nextRow)
    }
    if best.map({ monitor.isBetter(value, than: $0.value) }) ?? value.isFinite { best = weights() }
  }

  /// From here on rows are compared by another figure, of which the best so far has this value.
  mutating func judge(best value: Double, by monitor: Hyperparameters.Monitor) {
    best?.monitor = monitor.name
    best?.value = value
    if !value.isFinite { best = nil }
    rowsWithoutProgress = 0
    plateaus.forgetRows()
  }

  /// Notes that rows before this iteration were not watched.
  mutating func watch(from iteration: Int) { watchedFrom = iteration }
}

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
  /// The share of examples answered rightly, where there are classes: of the examples, and with the
  /// parameters and the dropout, that the cost is of.
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
