/// What a training has noted since the last row of its history, and the best of its rows.
struct TrainingRecord<Scalar: NetworkScalar> {
  /// The cost since the last row.
  private(set) var cost = MeanCost()
  /// The weights of the best row on the validation set so far.
  private(set) var best: BestWeights<Scalar>?
  private(set) var rowsWithoutProgress = 0
  /// The last row that was watched, by its iteration: written again, it does not count again.
  private(set) var lastRow: Int?
  /// The iteration before which no row was watched.
  private(set) var watchedFrom = 0

  init() {}

  init(_ state: TrainingState<Scalar>, batchSize: Int) {
    cost = state.cost.overExamples(batchSize: batchSize)
    (best, rowsWithoutProgress) = (state.best, state.rowsWithoutProgress)
    (lastRow, watchedFrom) = (state.lastRow, state.watchedFrom)
  }

  /// Notes the cost before an update of m examples; of full batches only the last counts.
  mutating func add(cost: Double, m: Int, isFullBatch: Bool) {
    if isFullBatch { self.cost = MeanCost() }
    self.cost.add(cost, examples: m)
  }

  /// The mean of the costs since the last row, from which the next begins anew.
  mutating func takeMeanCost() -> Double {
    defer { cost = MeanCost() }
    return cost.value
  }

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
  ///   - weights: the row's weights, asked for if they are to be kept.
  mutating func watch(
    _ value: Double, at iteration: Int, _ monitor: Hyperparameters.Monitor, minDelta: Double,
    weights: () -> BestWeights<Scalar>
  ) {
    if let lastRow, iteration <= lastRow { return }
    lastRow = iteration
    let isProgress =
      best.map { monitor.isBetter(value, than: $0.value, byMoreThan: minDelta) } ?? value.isFinite
    rowsWithoutProgress = isProgress ? 0 : rowsWithoutProgress + 1
    if best.map({ monitor.isBetter(value, than: $0.value) }) ?? value.isFinite { best = weights() }
  }

  /// From here on rows are compared by another figure, of which the best so far has this value.
  mutating func judge(best value: Double, by monitor: Hyperparameters.Monitor) {
    best?.monitor = monitor.name
    best?.value = value
    if !value.isFinite { best = nil }
    rowsWithoutProgress = 0
  }

  /// Notes that rows before this iteration were not watched.
  mutating func watch(from iteration: Int) { watchedFrom = iteration }
}
