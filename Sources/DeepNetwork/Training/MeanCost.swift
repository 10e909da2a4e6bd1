/// The mean of the cost over the examples of some updates, each taken before its update.
package struct MeanCost: Sendable, Equatable {
  /// The mean; of no use where there are no examples.
  package private(set) var value: Double
  /// Over how many examples it is taken; a number that no file can make too large to count on.
  package private(set) var examples: Double
  /// Whether an earlier version has counted updates in place of examples.
  private let countsUpdates: Bool

  /// The mean over some examples.
  package init(value: Double = 0, examples: Double = 0) {
    (self.value, self.examples, countsUpdates) = (value, examples, false)
  }

  /// The mean over some updates, as an earlier version took it.
  package init(value: Double, updates: Int) {
    (self.value, examples, countsUpdates) = (value, Double(updates), true)
  }

  /// Adds the cost of an update.
  mutating func add(_ cost: Double, examples count: Int) {
    examples += Double(count)
    value += (cost - value) * (Double(count) / examples)
  }

  /// The mean over examples where updates are of this size.
  func overExamples(batchSize: Int) -> MeanCost {
    countsUpdates ? MeanCost(value: value, examples: examples * Double(batchSize)) : self
  }
}
