/// The mean of the cost over the examples of some updates, each taken before its update, and how many of
/// their answers were right.
package struct MeanCost: Sendable, Equatable {
  /// The mean; of no use where there are no examples.
  package private(set) var value: Double
  /// Over how many examples it is taken; a number that no file can make too large to count on.
  package private(set) var examples: Double
  /// The right answers; nil where those of some update were not counted.
  package private(set) var right: Int?
  /// Whether an earlier version has counted updates in place of examples.
  private let countsUpdates: Bool

  /// The mean over some examples.
  package init(value: Double = 0, examples: Double = 0, right: Int? = 0) {
    (self.value, self.examples, self.right, countsUpdates) = (value, examples, right, false)
  }

  /// The mean over some updates, as an earlier version took it.
  package init(value: Double, updates: Int) {
    (self.value, examples, right, countsUpdates) = (value, Double(updates), nil, true)
  }

  /// Adds the cost of an update, and its right answers where they were counted.
  mutating func add(_ cost: Double, examples count: Int, right: Int?) {
    self.right = self.right.flatMap { sum in right.map { sum &+ $0 } }
    examples += Double(count)
    value += (cost - value) * (Double(count) / examples)
  }

  /// The mean over examples where updates are of this size.
  func overExamples(batchSize: Int) -> MeanCost {
    countsUpdates
      ? MeanCost(value: value, examples: examples * Double(batchSize), right: nil) : self
  }

  /// The share of right answers, so many of which an example asks for; nil where it is not known.
  func accuracy(answersPerExample: Int) -> Double? {
    guard examples > 0, let right else { return nil }
    return Double(right) / (examples * Double(answersPerExample))
  }
}
