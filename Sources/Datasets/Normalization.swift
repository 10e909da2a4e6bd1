import ArrayFiles

/// What is done to features on their way to the network: the same in training and ever after.
public enum Normalization: Hashable, Sendable {
  /// What a configuration asks for.
  public enum Method: String, CaseIterable, Hashable, Sendable {
    /// Features as they come.
    case none
    /// Whole numbers from 0 to 255, divided by 255.
    case unit
    /// Mean 0 and variance 1 for each feature of the training examples.
    case standardize
  }

  /// Features as they come.
  case none
  /// x / 255, for whole numbers from 0 to 255.
  case unit
  /// (x - mean) / deviation, with a mean and a deviation per feature.
  case standardize(Scaling)

  /// Mean and deviation of each feature, as measured on the training examples.
  public struct Scaling: Hashable, Sendable {
    /// The mean of each feature.
    public let mean: [Double]
    /// The square root of the mean squared distance from the mean; 1 where a feature is constant.
    public let deviation: [Double]
    /// 1 / deviation, by which Float features are multiplied.
    let inverse: [Double]

    /// A scaling by these means and deviations.
    ///
    /// - Precondition: as many means as deviations, no deviation 0.
    public init(mean: [Double], deviation: [Double]) {
      self.mean = mean
      self.deviation = deviation
      inverse = deviation.map { 1 / $0 }
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

extension Normalization {
  /// What is asked for, measured on the examples of a data set; without a wish, what suits them.
  ///
  /// - Throws: where `standardize` cannot represent a feature's deviation.
  init(_ method: Method?, measuredOn data: Dataset) throws(DataError) {
    switch method ?? Self.standard(for: data.elementType) {
    case .none: self = .none
    case .unit: self = .unit
    case .standardize: self = .standardize(try Scaling(of: data))
    }
  }

  /// The default: unit for 8-bit data, else none.
  package static func standard(for type: ElementType) -> Method {
    type == .uint8 || type == .int8 ? .unit : .none
  }
}

extension Normalization.Scaling {
  /// Mean and deviation of each feature over the examples, summed in their order in float64.
  ///
  /// The deviation is that of all m, not of m - 1, as in NumPy and scikit-learn.
  init(of data: Dataset) throws(DataError) {
    let (count, width) = (data.count, data.featureCount)
    var sums = [Double](repeating: 0, count: width)
    var lowest = [Double](repeating: .infinity, count: width)
    var highest = [Double](repeating: -.infinity, count: width)
    data.forEachExample { _, x in
      for i in 0..<width {
        sums[i] += x[i]
        lowest[i] = min(lowest[i], x[i])
        highest[i] = max(highest[i], x[i])
      }
    }
    let mean = (0..<width).map {
      lowest[$0] == highest[$0] ? lowest[$0] : sums[$0] / Double(count)
    }
    var squares = [Double](repeating: 0, count: width)
    data.forEachExample { _, x in
      for i in 0..<width {
        let distance = x[i] - mean[i]
        squares[i] += distance * distance
      }
    }
    let deviation = squares.map { ($0 / Double(count)).squareRoot() }
    if let i = (0..<width).first(where: { !mean[$0].isFinite || !deviation[$0].isFinite }) {
      throw DataError(
        .content, file: data.name, place: .init(column: data.featureName(i)),
        found: "numbers up to \(highest[i])", expected: "numbers whose squares have a sum")
    }
    self.init(
      mean: mean,
      deviation: zip(deviation, zip(lowest, highest)).map { deviation, range in
        range.0 == range.1 || deviation == 0 ? 1 : deviation
      })
  }
}
