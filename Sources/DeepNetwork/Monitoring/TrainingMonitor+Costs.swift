/// What inputs and costs show of a training.
extension TrainingMonitor {
  /// So many times the cost of equal answers is far above it.
  private static var farAbove: Double { 5 }
  private static var unscaledInput: Double { 20 }
  /// The largest root mean square that an input scaled to a small range has.
  private static var scaledRMS: Double { 2 }
  /// Probabilities that differ by no more are the same answer.
  private static var sameAnswer: Double { 0.02 }
  /// A batch of so many examples shows whether it is worth looking closer.
  private static var tellingBatch: Int { 64 }

  /// Inputs that were never scaled, and a cost that no network should begin with.
  mutating func startFindings(_ look: RowLook<Scalar>) throws -> [Finding] {
    let X =
      try look.X.flatMap { look.isFullBatch || look.m >= Self.tellingBatch ? $0 : nil }
      ?? sample.probe
    let isSuspicious = Double(X.maximumMagnitude()) > Self.unscaledInput / 4
    var inputs = InputRange<Scalar>()
    if look.showsAll, isSuspicious { inputs.add(X) }
    if !look.showsAll, isSuspicious { inputs = try sample.inputs }
    circumstances.hasSmallInputs = inputs.rms <= Self.scaledRMS
    let isUnscaled = inputs.largest > Self.unscaledInput && !circumstances.hasSmallInputs
    let examples = look.showsAll ? nil : sample.drawn
    let findings = [
      isUnscaled ? .unscaledInputs(largest: inputs.largest) : nil, try initialCost(look),
    ].compactMap(\Diagnostic.Finding?.self)
    return findings.map { ($0, examples) }
  }

  private mutating func initialCost(_ look: RowLook<Scalar>) throws -> Diagnostic.Finding? {
    guard let equal = entropy?.ofEqualShares else { return nil }
    let bound = Self.farAbove * equal
    if look.m >= Self.tellingBatch || look.isFullBatch, look.cost < bound / 2 { return nil }
    let cost = look.showsAll ? look.cost : try sample.cost(of: look.model(), above: bound)
    guard let cost, cost > bound, let entropy = try entropy?.exactly() else { return nil }
    return .initialCostTooLarge(cost: cost, entropy: entropy)
  }

  /// A network that answers the same for everyone.
  mutating func entropyFindings(_ look: RowLook<Scalar>) throws -> [Finding] {
    guard !isCutOff, !said.contains(Diagnostic.Finding.sameAnswerForAll(cost: 0).subject),
      try entropy?.isNear(look.cost) ?? false
    else {
      rowsAtEntropy = 0
      return []
    }
    rowsAtEntropy += 1
    guard rowsAtEntropy >= Self.patience, entropyPause.isOver() else { return [] }
    let explanation = try blocking(from: 0, look)
    let isExplained = explanation.contains {
      if case .deadUnits(_, let dead, let count) = $0.finding { dead == count } else { false }
    }
    guard !isExplained else { return explanation }
    guard try sample.hasSameAnswers(look.model(), within: Self.sameAnswer),
      let entropy = try entropy?.exactly()
    else {
      entropyPause.begin()
      return explanation
    }
    return explanation + [(.sameAnswerForAll(cost: entropy), sample.drawn)]
  }
}

/// The last rows of the history, for what two costs show together.
struct CostCurve {
  private static let patience = 5
  private static let rise = 1.1

  private var rows: [HistoryRow] = []
  /// The row of the lowest validation cost, and the mean training cost of the rows up to it.
  private var lowest: (row: HistoryRow, cost: Double)?
  private var rowsSince = 0

  /// The iteration of the lowest validation cost if the network overfits since.
  ///
  /// The validation cost has then been above its lowest for some rows, on average by more than a tenth,
  /// while the training cost was on average below that of as many rows before.
  mutating func overfitsSince(adding row: HistoryRow) -> Int? {
    guard let cost = row.validationCost, cost.isFinite, row.cost.isFinite else { return nil }
    rows = rows.suffix(Self.patience - 1) + [row]
    guard let lowest, let least = lowest.row.validationCost, cost >= least else {
      lowest = (row, rows.mean(\.cost))
      rowsSince = 0
      return nil
    }
    rowsSince += 1
    let hasRisen = min(cost, rows.mean { $0.validationCost ?? 0 }) > Self.rise * least
    let hasFallen = row.cost < lowest.row.cost && rows.mean(\.cost) < lowest.cost
    return rowsSince >= Self.patience && hasRisen && hasFallen ? lowest.row.iteration : nil
  }
}

extension [HistoryRow] {
  fileprivate func mean(_ value: (HistoryRow) -> Double) -> Double {
    reduce(0) { $0 + value($1) } / Double(count)
  }
}
