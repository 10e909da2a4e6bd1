/// The rows of the history and what is seen in them.
extension Trainer {
  var isPatienceExhausted: Bool {
    guard let earlyStopping = hyperparameters.earlyStopping else { return false }
    return record.rowsWithoutImprovement >= earlyStopping.patience
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
    alpha: Double, trainAccuracy: Double?, hasPass: Bool = true,
    _ onHistoryRow: (HistoryRow) throws -> Void
  ) throws -> HistoryRow {
    let model = validation == nil ? nil : pass.model
    let score = validation.flatMap { model?.score(on: $0, loss: loss, among: ranks) }
    var row = HistoryRow(
      iteration: iteration, epoch: batches.epoch, alpha: alpha, cost: record.takeMeanCost(),
      trainAccuracy: trainAccuracy, validationCost: score?.cost,
      validationAccuracy: score?.accuracy)
    if hasPass { row.layers = pass.norms }
    if let model, let cost = score?.cost, let earlyStopping = hyperparameters.earlyStopping {
      record.watch(validationCost: cost, of: model, iteration: iteration, earlyStopping)
    }
    try onHistoryRow(row)
    return row
  }

  /// The row after the last update, and the best weights if it counts.
  ///
  /// What a training of more iterations would go on from stays as it is.
  func writeLastRow(_ onHistoryRow: (HistoryRow) throws -> Void) throws -> BestWeights<Scalar>? {
    let saved = (record, dropoutRandom)
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
      alpha: alpha, trainAccuracy: trainAccuracy, hasPass: fullBatch != nil, onHistoryRow)
    return record.best
  }
}
