import ArrayFiles
import LinearAlgebra
import Ranks

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
    /// Color pictures of 8 bits as torchvision's networks for ImageNet take them: each channel divided by
    /// 255, less its mean over ImageNet, divided by its deviation there.
    case imageNet

    /// Whether only whole numbers from 0 to 255 have a meaning for it.
    var takesBytes: Bool { self == .unit || self == .imageNet }
  }

  /// Features as they come.
  case none
  /// x / 255, for whole numbers from 0 to 255.
  case unit
  /// (x - mean) / deviation, with a mean and a deviation per feature.
  case standardize(Scaling)

  /// Mean and deviation of each feature, measured on the training examples or known beforehand.
  public struct Scaling: Hashable, Sendable {
    /// What a configuration asks for where this is meant.
    public let method: Method
    /// The mean of each feature.
    public let mean: [Double]
    /// The square root of the mean squared distance from the mean; 1 where a feature is constant.
    public let deviation: [Double]
    /// 1 / deviation, by which Float features are multiplied.
    let inverse: [Double]

    /// A scaling by these means and deviations; what it is used on makes sure that they fit.
    public init(mean: [Double], deviation: [Double]) {
      self.init(.standardize, mean: mean, deviation: deviation)
    }

    private init(_ method: Method, mean: [Double], deviation: [Double]) {
      self.method = method
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
    case .standardize(let scaling): scaling.method
    }
  }
}

extension Normalization {
  /// Refuses a scaling that is not of so many features.
  func requireWidth(_ width: Int, file: String) throws(DataError) {
    guard case .standardize(let scaling) = self else { return }
    let counts = [scaling.mean.count, scaling.deviation.count]
    guard counts.allSatisfy({ $0 == width }) else {
      throw DataError(
        .option, file: file, found: "\(counts[0]) means and \(counts[1]) deviations",
        expected: "\(width) of each, one for each feature")
    }
    let isPossible =
      scaling.mean.allSatisfy(\.isFinite)
      && scaling.deviation.allSatisfy { $0 > 0 && $0.isFinite }
    guard isPossible else {
      throw DataError(
        .option, file: file, found: "a mean that is no number or a deviation that is not above 0",
        expected: "finite means and deviations above 0")
    }
  }
}

extension Normalization.Scaling {
  /// The means and deviations of red, green and blue over ImageNet, as torchvision gives them.
  private static let imageNet: [(mean: Double, deviation: Double)] = [
    (0.485, 0.229), (0.456, 0.224), (0.406, 0.225),
  ]

  /// ``Normalization/Method/imageNet`` for pictures of 8 bits; nil where they have other channels than
  /// three.
  init?(imageNet shape: ImageShape, _ order: PixelOrder) {
    guard shape.channels == Self.imageNet.count else { return nil }
    let channels = (0..<shape.count).map { feature in
      Self.imageNet[
        order == .interleaved
          ? feature % shape.channels : feature / (shape.height * shape.width)]
    }
    self.init(
      .imageNet, mean: channels.map { 255 * $0.mean },
      deviation: channels.map { 255 * $0.deviation })
  }
}

extension Normalization {
  /// What is asked for, measured on the examples of a data set; without a wish, what suits them.
  ///
  /// - Throws: where `standardize` cannot represent a feature's deviation, and for `imageNet` where the
  ///   examples are no color pictures of 8 bits.
  init(
    _ method: Method?, measuredOn data: Dataset, among ranks: any Communicator = SingleProcess()
  ) throws(DataError) {
    switch method ?? Self.standard(for: data.elementType) {
    case .none: self = .none
    case .unit: self = .unit
    case .standardize: self = .standardize(try Scaling(of: data, among: ranks))
    case .imageNet:
      let (format, type) = (data.format, data.elementType)
      guard type == .uint8, let shape = format.imageShape,
        let scaling = Scaling(imageNet: shape, format.pixelOrder)
      else {
        let found = format.imageShape.map { "pictures \($0) of \(type)" } ?? "no pictures"
        throw DataError(
          .option, file: data.name, found: "\"normalize\": \"imageNet\" for \(found)",
          expected: "pictures of three channels of 8 bits")
      }
      self = .standardize(scaling)
    }
  }

  /// The default: unit for 8-bit data, else none.
  package static func standard(for type: ElementType) -> Method {
    type == .uint8 || type == .int8 ? .unit : .none
  }
}

extension Normalization.Scaling {
  /// Mean and deviation of each feature over the examples of a data set.
  init(of data: Dataset, among ranks: any Communicator) throws(DataError) {
    try self.init(
      width: data.featureCount, count: data.count, among: ranks,
      place: { .init(column: data.featureName($0)) }, file: data.name
    ) { range, body in data.forEachExample(in: range) { _, x in body(x) } }
  }

  /// Mean and deviation of each of `width` numbers over `count` examples, summed in their order in
  /// float64.
  ///
  /// The deviation is that of all m, not of m - 1, as in NumPy and scikit-learn. Ranks go on with
  /// each other's sums, each with its share of the examples, which `visit` goes through.
  init(
    width: Int, count: Int, among ranks: any Communicator = SingleProcess(),
    place: (Int) -> DataError.Place, file: String,
    visit: (Range<Int>, (UnsafeBufferPointer<Double>) -> Void) -> Void
  ) throws(DataError) {
    let own = ranks.share(of: count)
    let sums = ranks.relay([Double](repeating: 0, count: width)) { sums in
      visit(own) { x in for i in 0..<width { sums[i] += x[i] } }
    }
    let (lowest, highest) = Self.ranges(width: width, of: own, among: ranks, visit)
    let mean = (0..<width).map {
      lowest[$0] == highest[$0] ? lowest[$0] : sums[$0] / Double(count)
    }
    let squares = ranks.relay([Double](repeating: 0, count: width)) { squares in
      visit(own) { x in
        for i in 0..<width {
          let distance = x[i] - mean[i]
          squares[i] += distance * distance
        }
      }
    }
    let deviation = squares.map { ($0 / Double(count)).squareRoot() }
    if let i = (0..<width).first(where: { !mean[$0].isFinite || !deviation[$0].isFinite }) {
      throw DataError(
        .content, file: file, place: place(i), found: "numbers up to \(highest[i])",
        expected: "numbers whose squares have a sum")
    }
    self.init(
      mean: mean,
      deviation: zip(deviation, zip(lowest, highest)).map { deviation, range in
        range.0 == range.1 || deviation == 0 ? 1 : deviation
      })
  }

  /// The smallest and the largest of each number.
  private static func ranges(
    width: Int, of own: Range<Int>, among ranks: any Communicator,
    _ visit: (Range<Int>, (UnsafeBufferPointer<Double>) -> Void) -> Void
  ) -> (lowest: [Double], highest: [Double]) {
    var lowest = [Double](repeating: .infinity, count: width)
    var highest = [Double](repeating: -.infinity, count: width)
    visit(own) { x in
      for i in 0..<width {
        lowest[i] = min(lowest[i], x[i])
        highest[i] = max(highest[i], x[i])
      }
    }
    for (low, high) in zip(ranks.gather(lowest), ranks.gather(highest)) {
      for i in 0..<width {
        lowest[i] = min(lowest[i], low[i])
        highest[i] = max(highest[i], high[i])
      }
    }
    return (lowest, highest)
  }
}

/// The smallest and the largest value of each feature.
struct FeatureRanges {
  private var lowest: [Double]
  private var highest: [Double]

  init(_ data: Dataset) {
    if data.elementType == .uint8, data.count > 0 {
      self.init(ofBytes: data)
    } else {
      self.init(ofNumbers: data)
    }
  }

  /// The same for bytes, which are compared as such: pictures are many.
  private init(ofBytes data: Dataset) {
    let width = data.featureCount
    var lowest = [UInt8](repeating: .max, count: width)
    var highest = [UInt8](repeating: .min, count: width)
    for example in 0..<data.count {
      data.withBytes(of: example) { x in
        if let x = x.bindMemory(to: UInt8.self).baseAddress {
          widen(&lowest, &highest, by: x, count: width)
        }
      }
      data.array.haveRead(width)
    }
    self.lowest = lowest.map(Double.init)
    self.highest = highest.map(Double.init)
  }

  private init(ofNumbers data: Dataset) {
    let width = data.featureCount
    var lowest = [Double](repeating: .infinity, count: width)
    var highest = [Double](repeating: -.infinity, count: width)
    lowest.withUnsafeMutableBufferPointer { lowest in
      highest.withUnsafeMutableBufferPointer { highest in
        data.forEachExample { _, x in
          for i in 0..<width {
            lowest[i] = x[i] < lowest[i] ? x[i] : lowest[i]
            highest[i] = x[i] > highest[i] ? x[i] : highest[i]
          }
        }
      }
    }
    self.lowest = lowest
    self.highest = highest
  }

  /// The smallest and the largest of all.
  var all: ClosedRange<Double> {
    let low = lowest.min() ?? 0
    return low...max(highest.max() ?? 0, low)
  }

  /// The smallest and the largest of a feature.
  func range(of feature: Int) -> ClosedRange<Double> {
    lowest[feature]...max(highest[feature], lowest[feature])
  }

  /// The features that have one value only.
  var constant: [Int] { lowest.indices.filter { lowest[$0] == highest[$0] } }

  func normalized(by normalization: Normalization) -> ClosedRange<Double> {
    switch normalization {
    case .none: return all
    case .unit: return all.lowerBound / 255...all.upperBound / 255
    case .standardize(let scaling):
      var scaled = self
      for i in lowest.indices {
        scaled.lowest[i] = (lowest[i] - scaling.mean[i]) / scaling.deviation[i]
        scaled.highest[i] = (highest[i] - scaling.mean[i]) / scaling.deviation[i]
      }
      return scaled.all
    }
  }
}

/// Brings ranges of bytes to hold those of an example: plain pointers, so that sixteen are compared at once.
private func widen(
  _ lowest: UnsafeMutablePointer<UInt8>, _ highest: UnsafeMutablePointer<UInt8>,
  by x: UnsafePointer<UInt8>, count: Int
) {
  for i in 0..<count {
    lowest[i] = min(lowest[i], x[i])
    highest[i] = max(highest[i], x[i])
  }
}
