import DeepNetwork

/// Hyperparameters with a row of the history for each update.
func hyperparameters(
  iterations: Int = 8, alpha: Double = 0.1, _ change: (inout Hyperparameters) -> Void = { _ in }
) -> Hyperparameters {
  var hyperparameters = Hyperparameters(alpha: alpha, duration: .iterations(iterations))
  hyperparameters.logEvery = 1
  change(&hyperparameters)
  return hyperparameters
}

extension Trainer {
  /// Trains and returns the rows of the history.
  @discardableResult
  func rows() throws -> [HistoryRow] {
    var rows: [HistoryRow] = []
    _ = try train(onHistoryRow: { rows.append($0) })
    return rows
  }
}
