/// The rows of the history and what is seen in them.
extension Trainer {
  var isPatienceExhausted: Bool {
    guard let earlyStopping = hyperparameters.earlyStopping else { return false }
    return record.rowsWithoutProgress >= earlyStopping.patience
  }

  func remark(on row: HistoryRow, _ batch: Batch<Scalar>, _ onRemark: (Remark) -> Void) {
    pass.inspects = false
    let ofLayers = doctor.examine(
      pass.layers, row.layers, X: batch.parts.first?.X ?? .empty, alpha: row.alpha,
      iteration: iteration)
    for remark in ofLayers + doctor.examine(row) { onRemark(remark) }
  }

  @discardableResult
  func writeRow(
    alpha: Double, trainAccuracy: Double?, from start: RowStart, hasPass: Bool = true,
    _ onHistoryRow: (HistoryRow) throws -> Void
  ) throws -> HistoryRow {
    let watched = watch.map { watch in
      let model = pass.model
      return (model: model, seen: watch(model))
    }
    var row = HistoryRow(
      iteration: iteration, epoch: batches.epoch, alpha: alpha, cost: record.takeMeanCost(),
      trainAccuracy: trainAccuracy, validationCost: watched?.seen.score.cost,
      validationAccuracy: watched?.seen.score.accuracy)
    if hasPass { row.layers = pass.norms }
    if let watched { keepIfBest(watched.model, watched.seen.figure, from: start) }
    try onHistoryRow(row)
    return row
  }

  /// The row after the last update, and the best weights of all rows.
  ///
  /// What a training of more iterations would go on from stays as it is.
  func writeLastRow(_ onHistoryRow: (HistoryRow) throws -> Void) throws -> BestWeights<Scalar>? {
    let saved = (record, dropoutRandom)
    let start = rowStart
    defer { (record, dropoutRandom) = saved }
    var trainAccuracy: Double?
    if let fullBatch {
      pass.draw(m: fullBatch.m, from: &dropoutRandom)
      let (cost, accuracy) = try run(fullBatch, wantsAccuracy: true)
      record.add(cost: cost, isFullBatch: true)
      trainAccuracy = accuracy
    } else if record.costCount == 0 {
      record.add(cost: lastCost, isFullBatch: false)
    }
    let alpha = alpha(of: iterations - 1, epoch: (iterations - 1) / batches.updatesPerEpoch)
    try writeRow(
      alpha: alpha, trainAccuracy: trainAccuracy, from: start, hasPass: fullBatch != nil,
      onHistoryRow)
    return record.best
  }
}
