extension Hyperparameters {
  /// When to stop because a figure, as a rule of the validation set, no longer gets better.
  ///
  /// The weights that training ends with are those of the best row of the history.
  public struct EarlyStopping: Hashable, Sendable {
    /// Rows of the history without progress after which training ends.
    public var patience: Int
    /// By how much a row must be better than the best before it to be progress.
    ///
    /// It counts for the patience alone: the best row is the best, by however little.
    public var minDelta: Double
    /// The figure that is watched.
    public var monitor: Monitor

    /// Stops after `patience` rows none of which was better than the best by more than `minDelta`.
    public init(patience: Int, minDelta: Double = 0, monitor: Monitor = .cost) {
      self.patience = patience
      self.minDelta = minDelta
      self.monitor = monitor
    }
  }

  /// A figure that tells which row of the history is the best: one of the validation set, or another
  /// that ``Trainer`` is handed a function for.
  public struct Monitor: Hashable, Sendable {
    /// Where a figure is the better the further it lies.
    public enum Goal: String, Sendable {
      /// Less is better, as of a cost.
      case lowest
      /// More is better, as of an accuracy.
      case highest
    }

    /// The name of the figure; those of `metrics.json` mean the same here.
    public let name: String
    /// Whether less or more of it is better.
    public let goal: Goal

    /// A figure of one's own, which whoever trains has to compute.
    ///
    /// - Parameters:
    ///   - name: what it is called; a training that is resumed with another one compares its best row
    ///     anew.
    ///   - goal: whether less or more of it is better.
    public init(name: String, goal: Goal) {
      self.name = name
      self.goal = goal
    }

    /// The mean loss, without dropout and L2.
    public static let cost = Monitor(name: "cost", goal: .lowest)
    /// The share of right answers, where there are classes.
    public static let accuracy = Monitor(name: "accuracy", goal: .highest)

    /// Whether a value is better than another by more than `delta`; one that is not finite never is.
    func isBetter(_ value: Double, than other: Double, byMoreThan delta: Double = 0) -> Bool {
      guard value.isFinite else { return false }
      return goal == .lowest ? value < other - delta : value > other + delta
    }
  }
}

extension Hyperparameters {
  /// What tells the best row: what early stopping watches, else the validation cost.
  package var monitor: Monitor { earlyStopping?.monitor ?? .cost }
}
