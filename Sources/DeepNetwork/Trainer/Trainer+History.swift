/// The rows of the history and what is seen in them.
extension Trainer {
  var isPatienceExhausted: Bool {
    guard let earlyStopping = hyperparameters.earlyStopping else { return false }
    return record.rowsWithoutProgress >= earlyStopping.patience
  }

  func remark(on row: HistoryRow, _ batch: Batch<Scalar>, _ onRemark: (Diagnostic) -> Void) throws {
    pass.inspects = false
    let isAlone = ranks.count == 1
    let look = RowLook(
      row: row, cost: row.cost - lastPenalty, pass: pass, X: isAlone ? batch.parts[0].X : nil,
      m: batch.m, isFullBatch: fullBatch != nil,
      showsAll: fullBatch != nil && isAlone && !doctor.circumstances.hasDropout,
      model: { [pass] in pass.model })
    try doctor.examine(look).forEach(onRemark)
  }

  /// The weights before an update that is measured; nil for any other.
  ///
  /// A step of the warmup is small on purpose.
  func weightsToCompare(isRowDue: Bool) -> [[Matrix<Scalar>]]? {
    guard iteration + 1 >= hyperparameters.warmup else { return nil }
    return isRowDue && doctor.steps.isDue(after: iteration - doctor.start) ? pass.weights : nil
  }

  func remark(onStepFrom before: [[Matrix<Scalar>]]?, _ onRemark: (Diagnostic) -> Void) {
    guard let before else { return }
    doctor.examine(steps: pass.relativeSteps(from: before), iteration: iteration).forEach(onRemark)
  }

  @discardableResult
  func writeRow(
    alpha: Double, from start: RowStart, hasPass: Bool = true,
    _ onHistoryRow: (HistoryRow) throws -> Void
  ) throws -> HistoryRow {
    let watched = try watch.map { watch in
      let model = pass.model
      return (model: model, seen: try watch(model))
    }
    let mean = record.takeMeanCost()
    let answers = loss.answersPerExample(outputs: examples.outputSize)
    var row = HistoryRow(
      iteration: iteration, epoch: batches.epoch, alpha: alpha, cost: mean.value,
      trainAccuracy: mean.accuracy(answersPerExample: answers),
      validationCost: watched?.seen.score?.cost,
      validationAccuracy: watched?.seen.score?.accuracy)
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
    if batches.isFullBatch {
      let batch = try nextBatch()
      pass.draw(m: batch.m, from: &dropoutRandom)
      let (cost, right) = try run(batch, countsRight: true)
      record.add(cost: cost, m: batch.m, right: right, isFullBatch: true)
    } else if record.cost.examples == 0 {
      record.repeatLastUpdate()
    }
    let alpha = alpha(of: iterations - 1, epoch: (iterations - 1) / batches.updatesPerEpoch)
    try writeRow(alpha: alpha, from: start, hasPass: batches.isFullBatch, onHistoryRow)
    return record.best
  }
}

extension Trainer {
  /// What is done already, of which remarks take heed; to be completed before the training.
  package var circumstances: Circumstances {
    get { doctor.circumstances }
    set { doctor.circumstances = newValue }
  }
}
