/// The derivative of a function of one number by central differences, at a point of a network.
///
/// (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h, with an error of the order of h⁴. A smaller h is
/// taken where a kink lies between the four points or the result is not the expected one: a wrong
/// expectation stays wrong for every h, a right one is met as soon as truncation, kinks and rounding
/// let it. Where rounding alone explains a difference, as for values that are large beside the
/// derivative, a larger h has less of it.
struct CentralDifference<Scalar: NetworkScalar> {
  /// What a function has for one value of its number.
  struct Evaluation {
    /// The function's values, one an example.
    let values: [Double]
    /// On which side of the kinks that the layers name the value was taken.
    let sides: [Side]

    var sum: Double { values.reduce(0, +) }
  }

  /// The signs of the distances to the kinks of one layer.
  struct Side: Equatable {
    let name: String
    let isPositive: [Bool]

    init(_ kinks: Kinks<Scalar>) {
      name = kinks.name
      isPositive = kinks.distances.elements.map { $0 > 0 }
    }
  }

  enum Result {
    /// The derivatives of the values, one an example, and what rounding may add to their sum.
    case derivative([Double], noise: Double)
    /// There is none, since a kink is here.
    case kink(name: String?)
  }

  /// The steps that are tried one after the other.
  private static var steps: [Double] { isDouble ? [1e-3, 1e-4, 1e-5] : [1e-2, 1e-3] }
  /// Those that follow where rounding hides the derivative.
  private static var largerSteps: [Double] { isDouble ? [1e-2, 1e-1] : [1e-1] }
  private static var isDouble: Bool { Scalar.significandBitCount > 30 }
  /// Roundings that the difference of two values may hold, in units of the last place.
  private static var roundings: Double { 16 }

  /// The derivative of `f` at 0.
  ///
  /// - Parameters:
  ///   - magnitude: the size of the number that moves.
  ///   - expected: what the sum of the result will be compared with; nil takes the first step.
  ///   - tolerance: the relative difference below which no other step is tried.
  ///   - f: the function of the change of the number.
  /// - Returns: the derivative nearest to the expected one, or that there is a kink.
  static func derivative(
    magnitude: Double, expected: Double?, tolerance: Double, of f: (Scalar) -> Evaluation
  ) -> Result {
    var estimates: [Estimate] = []
    var crossed: String?
    var slopes: [(minus: Double, plus: Double, h: Double)] = []
    for step in steps {
      let points = Points(h: Scalar(step * max(1, magnitude)), of: f)
      slopes.append((points.minus.sum, points.plus.sum, points.h))
      if let name = points.kink {
        crossed = name
        continue
      }
      let estimate = Estimate(points, expected)
      guard expected != nil else { return .derivative(estimate.values, noise: estimate.noise) }
      guard estimate.difference.isFinite else { continue }
      estimates.append(estimate)
      if estimate.difference <= max(estimate.noise, tolerance * estimate.size) { break }
    }
    guard let expected, let nearest = estimates.nearest() else { return .kink(name: crossed) }
    let isHidden =
      nearest.difference > tolerance * nearest.size && nearest.difference <= nearest.noise
    if isHidden {
      for step in largerSteps {
        let points = Points(h: Scalar(step * max(1, magnitude)), of: f)
        // A larger step may lead out of the function's domain.
        let estimate = Estimate(points, expected)
        if points.kink == nil, estimate.difference.isFinite { estimates.append(estimate) }
      }
    }
    let best = (isHidden ? estimates.contradicting() : nil) ?? estimates.nearest() ?? nearest
    let limit = max(best.noise, tolerance * abs(expected))
    if best.difference > limit, crossed == nil {
      let center = f(0).sum
      let jumps = slopes.map { Jump(minus: $0.minus, center: center, plus: $0.plus, h: $0.h) }
      if Jump.isKink(jumps, allowing: expected) { return .kink(name: nil) }
    }
    return .derivative(best.values, noise: best.noise)
  }

  /// The function on both sides of 0, near it and twice as far.
  fileprivate struct Points {
    let h: Double
    let (minus2, minus, plus, plus2): (Evaluation, Evaluation, Evaluation, Evaluation)

    init(h: Scalar, of f: (Scalar) -> Evaluation) {
      self.h = Double(h)
      (plus, minus, plus2, minus2) = (f(h), f(-h), f(2 * h), f(-2 * h))
    }

    var kink: String? { CentralDifference.kink(between: [minus2, minus, plus, plus2]) }
  }

  /// What the points of one step say.
  fileprivate struct Estimate {
    let values: [Double]
    /// What rounding may add to their sum.
    let noise: Double
    /// How far their sum is from the expected one.
    let difference: Double
    /// The larger of both.
    let size: Double

    var sum: Double { values.reduce(0, +) }

    fileprivate init(_ points: Points, _ expected: Double?) {
      values = points.plus.values.indices.map {
        (8 * (points.plus.values[$0] - points.minus.values[$0])
          - (points.plus2.values[$0] - points.minus2.values[$0])) / (12 * points.h)
      }
      let derivative = values.reduce(0, +)
      let magnitude = points.plus.values.reduce(0) { $0 + abs($1) }
      noise = roundings * Double(Scalar.ulpOfOne) * magnitude / points.h
      difference = abs(derivative - (expected ?? derivative))
      size = max(abs(derivative), abs(expected ?? 0))
    }
  }

  private static func kink(between evaluations: [Evaluation]) -> String? {
    guard let first = evaluations.first else { return nil }
    for other in evaluations.dropFirst() {
      for (a, b) in zip(first.sides, other.sides) where a != b { return a.name }
    }
    return nil
  }
}

extension Array {
  /// The estimate nearest to the expected derivative.
  fileprivate func nearest<Scalar>() -> Element?
  where Element == CentralDifference<Scalar>.Estimate {
    self.min { $0.difference < $1.difference }
  }

  /// The sharpest of two estimates that rule the expected derivative out: neither rounding explains them,
  /// nor, as they agree with one another and truncation and kinks change from step to step, anything else.
  fileprivate func contradicting<Scalar>() -> Element?
  where Element == CentralDifference<Scalar>.Estimate {
    let firm = filter { $0.difference > $0.noise }.sorted { $0.noise < $1.noise }
    return firm.first { one in
      firm.contains { other in
        other.noise != one.noise
          && abs(one.sum - other.sum) < 0.1 * Swift.min(one.difference, other.difference)
      }
    }
  }
}

/// The slopes on both sides of a point.
private struct Jump {
  let left: Double
  let right: Double

  init(minus: Double, center: Double, plus: Double, h: Double) {
    left = (center - minus) / h
    right = (plus - center) / h
  }

  private var size: Double { abs(right - left) }

  /// Whether the slopes part however small the step is, with `slope` between them: at a kink any
  /// such slope is right.
  static func isKink(_ jumps: [Jump], allowing slope: Double) -> Bool {
    guard let coarse = jumps.dropLast().last, let fine = jumps.last else { return false }
    let (lower, upper) = (min(fine.left, fine.right), max(fine.left, fine.right))
    let slack = 1e-3 * fine.size
    return fine.size > 0.5 * coarse.size && fine.size > 1e-2 * max(abs(lower), abs(upper))
      && slope >= lower - slack && slope <= upper + slack
  }
}

/// A layer whose forward is not smooth everywhere and that says where.
///
/// Central differences across a kink mean nothing: with this ``GradientCheck`` leaves such elements
/// out by name. A layer that does not conform is checked all the same, with smaller steps.
public protocol KinkedLayer<Scalar>: NetworkLayer {
  /// The kinks near A_prev, (n[l-1], m); nil if there are none.
  func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>?
}

/// Where a function has kinks.
public struct Kinks<Scalar: NetworkScalar>: Sendable {
  /// What has the kinks, as reports call it: "relu".
  public let name: String
  /// Numbers that change their sign exactly where the function has a kink, such as Z for relu.
  public let distances: Matrix<Scalar>

  /// Kinks of a function with this name, at these distances.
  public init(name: String, distances: Matrix<Scalar>) {
    self.name = name
    self.distances = distances
  }

  /// The kinks of several functions, under the name of the first; nil where there are none.
  init?(joining all: [Kinks]) {
    guard let first = all.first else { return nil }
    let numbers = all.flatMap(\.distances.elements)
    self.init(
      name: first.name, distances: Matrix(rows: numbers.count, columns: 1, numbers))
  }
}

extension KinkedLayer where Self: OutputLayer {
  /// The kinks of the activation at Z = 0.
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? {
    guard activation.hasKink else { return nil }
    return Kinks(name: "\(activation)", distances: linear(aPrev).z)
  }
}

extension Dense: KinkedLayer {}

extension DualDense: KinkedLayer {}

extension Dropout: KinkedLayer where Inner: KinkedLayer {
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? { inner.kinks(aPrev) }
}
