/// How often something happens during a training.
public enum Interval: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// Every so many updates.
  case updates(Int)
  /// Once a pass over the training set, at its beginning.
  case epoch

  public init(integerLiteral value: Int) { self = .updates(value) }

  /// The number of updates from one time to the next.
  package func updates(perEpoch updatesPerEpoch: Int) -> Int {
    switch self {
    case .updates(let count): count
    case .epoch: updatesPerEpoch
    }
  }
}
