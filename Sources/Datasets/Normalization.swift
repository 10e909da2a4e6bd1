/// What is done to features on their way to the network: the same in training and ever after.
public enum Normalization: Hashable, Sendable {
  /// What a configuration asks for.
  public enum Method: String, CaseIterable, Hashable, Sendable {
    case none, unit, standardize
  }

  /// Features as they come.
  case none
  /// x / 255, for whole numbers from 0 to 255.
  case unit
  /// (x - mean) / deviation, with a mean and a deviation per feature.
  case standardize(Scaling)

  /// Mean and deviation of each feature, as measured on the training examples.
  public struct Scaling: Hashable, Sendable {
    public let mean: [Double]
    /// The square root of the mean squared distance from the mean; 1 where a feature is constant.
    public let deviation: [Double]

    /// - Precondition: as many means as deviations, no deviation 0.
    public init(mean: [Double], deviation: [Double]) {
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// What the configuration would have asked for.
  public var method: Method {
    switch self {
    case .none: .none
    case .unit: .unit
    case .standardize: .standardize
    }
  }
}
