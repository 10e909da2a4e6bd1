import Foundation

extension GraphOperation {
  /// The operations that an expression writes as `name(…)`, by their names.
  public static let functions: [String: GraphOperation] = Dictionary(
    uniqueKeysWithValues: [
      exp, log, sqrt, sin, cos, abs, max, tanh, sigmoid, relu, leakyRelu, elu, gelu, silu, softplus,
    ].map { ($0.name, $0) })

  /// e to the power of x.
  public static let exp = unary(
    "exp", value: { Foundation.exp($0) }, slope: { _, v in v }, slopeFormula: { _, v in v })
  /// The natural logarithm of x.
  public static let log = unary(
    "log", value: { Foundation.log($0) }, slope: { x, _ in 1 / x },
    slopeFormula: { x, _ in "1 / \(x)" })
  /// The square root of x.
  public static let sqrt = unary(
    "sqrt", value: { $0.squareRoot() }, slope: { _, v in 1 / (2 * v) },
    slopeFormula: { _, v in "1 / (2 * \(v))" })
  /// The sine of x.
  public static let sin = unary(
    "sin", value: { Foundation.sin($0) }, slope: { x, _ in Foundation.cos(x) },
    slopeFormula: { x, _ in "cos(\(x))" })
  /// The cosine of x.
  public static let cos = unary(
    "cos", value: { Foundation.cos($0) }, slope: { x, _ in -Foundation.sin(x) },
    slopeFormula: { x, _ in "-sin(\(x))" })
  /// The absolute value of x.
  public static let abs = unary(
    "abs", value: { $0.magnitude }, slope: { x, _ in x == 0 ? 0 : x > 0 ? 1 : -1 },
    hasKink: { $0 == 0 }, slopeFormula: { x, _ in "sign(\(x))" })
  /// The larger of x and y.
  public static let max = binary(
    "max", value: { $0 > $1 || $0.isNaN ? $0 : $1 },
    slopes: { x, y, _ in x == y ? [0.5, 0.5] : x > y ? [1, 0] : [0, 1] }, hasKink: { $0 == $1 },
    ignores: { [$0 < $1, $1 < $0] },
    slopeFormulas: { x, y, _ in ["[\(x) > \(y)]", "[\(y) > \(x)]"] })
}

// MARK: - Activations

extension GraphOperation {
  /// The hyperbolic tangent of x.
  public static let tanh = unary(
    "tanh", value: { Foundation.tanh($0) }, slope: { _, v in 1 - v * v },
    slopeFormula: { _, v in "1 - \(v)^2" })
  /// 1 / (1 + exp(-x)).
  public static let sigmoid = unary(
    "sigmoid", value: logistic, slope: { _, v in v * (1 - v) },
    slopeFormula: { _, v in "\(v) * (1 - \(v))" })
  /// x, or 0 if x is below 0.
  public static let relu = unary(
    "relu", value: { $0 <= 0 ? 0 : $0 }, slope: { x, _ in x > 0 ? 1 : 0 }, hasKink: { $0 == 0 },
    ignores: { $0 <= 0 }, slopeFormula: { x, _ in "[\(x) > 0]" })
  /// x, or 0.01 x if x is below 0.
  public static let leakyRelu = unary(
    "leakyRelu", value: { $0 > 0 ? $0 : 0.01 * $0 }, slope: { x, _ in x > 0 ? 1 : 0.01 },
    hasKink: { $0 == 0 }, slopeFormula: { x, _ in "[\(x) > 0] + 0.01 * [\(x) <= 0]" })
  /// x, or exp(x) - 1 if x is below 0.
  public static let elu = unary(
    "elu", value: { $0 > 0 ? $0 : expm1($0) }, slope: { x, _ in x > 0 ? 1 : Foundation.exp(x) },
    slopeFormula: { x, _ in "exp(min(\(x), 0))" })
  /// x Φ(x), Φ the distribution function of the standard normal and φ its density.
  public static let gelu = unary(
    "gelu", value: { $0 * normal($0) },
    slope: { x, _ in normal(x) + x * Foundation.exp(-x * x / 2) / (2 * Double.pi).squareRoot() },
    slopeFormula: { x, _ in "Φ(\(x)) + \(x) * φ(\(x))" })
  /// x sigmoid(x).
  public static let silu = unary(
    "silu", value: { $0 * logistic($0) },
    slope: { x, _ in logistic(x) * (1 + x * logistic(-x)) },
    slopeFormula: { x, _ in "sigmoid(\(x)) * (1 + \(x) * sigmoid(-\(x)))" })
  /// log(1 + exp(x)).
  public static let softplus = unary(
    "softplus", value: { Swift.max($0, 0) + log1p(Foundation.exp(-$0.magnitude)) },
    slope: { x, _ in logistic(x) }, slopeFormula: { x, _ in "sigmoid(\(x))" })

  /// 1 / (1 + exp(-x)), never the exponential of a large number.
  @Sendable private static func logistic(_ x: Double) -> Double {
    let e = Foundation.exp(-x.magnitude)
    return x >= 0 ? 1 / (1 + e) : e / (1 + e)
  }

  /// Φ(x), from the side where nothing cancels.
  @Sendable private static func normal(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
}
