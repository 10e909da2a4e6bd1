import Foundation

/// What a node of a computation graph does to its operands.
public enum GraphOperation: String, CaseIterable, Sendable {
  /// The operand as it is: the result of an expression without operators.
  case same
  /// -x.
  case negate
  /// x + y.
  case add
  /// x - y.
  case subtract
  /// x * y.
  case multiply
  /// x / y.
  case divide
  /// x ^ y.
  case power
  /// e to the power of x.
  case exp
  /// The natural logarithm of x.
  case log
  /// The square root of x.
  case sqrt
  /// The sine of x.
  case sin
  /// The cosine of x.
  case cos
  /// The hyperbolic tangent of x.
  case tanh
  /// 1 / (1 + exp(-x)).
  case sigmoid
  /// x, or 0 if x is below 0.
  case relu
  /// The absolute value of x.
  case abs
  /// The larger of x and y.
  case max

  /// The operations that an expression writes as `name(…)`, by their names.
  public static let functions: [String: GraphOperation] = Dictionary(
    uniqueKeysWithValues: [exp, log, sqrt, sin, cos, tanh, sigmoid, relu, abs, max]
      .map { ($0.rawValue, $0) })

  /// Whether an expression writes it as `name(…)`.
  public var isFunction: Bool { Self.functions[rawValue] != nil }

  /// How many operands it takes.
  public var operandCount: Int {
    switch self {
    case .add, .subtract, .multiply, .divide, .power, .max: 2
    case .same, .negate, .exp, .log, .sqrt, .sin, .cos, .tanh, .sigmoid, .relu, .abs: 1
    }
  }
}

extension GraphOperation {
  /// The value for the operands `x`.
  func value(_ x: [Double]) -> Double {
    switch self {
    case .same: x[0]
    case .negate: -x[0]
    case .add: x[0] + x[1]
    case .subtract: x[0] - x[1]
    case .multiply: x[0] * x[1]
    case .divide: x[0] / x[1]
    case .power: Foundation.pow(x[0], x[1])
    case .exp: Foundation.exp(x[0])
    case .log: Foundation.log(x[0])
    case .sqrt: x[0].squareRoot()
    case .sin: Foundation.sin(x[0])
    case .cos: Foundation.cos(x[0])
    case .tanh: Foundation.tanh(x[0])
    case .sigmoid: Self.sigmoid(x[0])
    case .relu: x[0] <= 0 ? 0 : x[0]
    case .abs: x[0].magnitude
    case .max: x[0] > x[1] || x[0].isNaN ? x[0] : x[1]
    }
  }

  /// The derivative of the value `v` with respect to each operand.
  ///
  /// At a kink it is what PyTorch takes: 0 for relu and abs, a half for each of two equal operands
  /// of max.
  func slopes(_ x: [Double], value v: Double) -> [Double] {
    switch self {
    case .same: [1]
    case .negate: [-1]
    case .add: [1, 1]
    case .subtract: [1, -1]
    case .multiply: [x[1], x[0]]
    case .divide: [1 / x[1], -x[0] / x[1] / x[1]]
    case .power: [Self.slopeOfBase(x[0], x[1]), Self.slopeOfExponent(x[0], x[1], v)]
    case .exp: [v]
    case .log: [1 / x[0]]
    case .sqrt: [1 / (2 * v)]
    case .sin: [Foundation.cos(x[0])]
    case .cos: [-Foundation.sin(x[0])]
    case .tanh: [1 - v * v]
    case .sigmoid: [v * (1 - v)]
    case .relu: [x[0] > 0 ? 1 : 0]
    case .abs: [x[0] == 0 ? 0 : x[0] > 0 ? 1 : -1]
    case .max: x[0] == x[1] ? [0.5, 0.5] : x[0] > x[1] ? [1, 0] : [0, 1]
    }
  }

  /// For each operand whether nothing comes back to it, not even from a derivative that is not
  /// finite: relu, max and a power of 0 do not look at it, as PyTorch has it.
  func ignores(_ x: [Double]) -> [Bool] {
    switch self {
    case .relu: [x[0] <= 0]
    case .max: [x[0] < x[1], x[1] < x[0]]
    case .power: [x[1] == 0, false]
    default: x.map { _ in false }
    }
  }

  /// Whether the value has a kink or a jump there and so no derivative.
  func hasKink(at x: [Double]) -> Bool {
    switch self {
    case .relu, .abs: x[0] == 0
    case .max: x[0] == x[1]
    case .power: x[0] == 0 && x[1] == 0
    default: false
    }
  }

  /// Never the exponential of a large number.
  private static func sigmoid(_ x: Double) -> Double {
    let e = Foundation.exp(-x.magnitude)
    return x >= 0 ? 1 / (1 + e) : e / (1 + e)
  }

  private static func slopeOfBase(_ base: Double, _ exponent: Double) -> Double {
    exponent == 0 ? 0 : exponent * Foundation.pow(base, exponent - 1)
  }

  private static func slopeOfExponent(_ base: Double, _ exponent: Double, _ v: Double) -> Double {
    base == 0 && exponent >= 0 ? 0 : v * Foundation.log(base)
  }
}

// MARK: - In writing

extension GraphOperation {
  /// The operation as a formula of its operands, `b * c` or `exp(u)`.
  func formula(_ x: [String]) -> String {
    switch self {
    case .same: x[0]
    case .negate: "-\(x[0])"
    case .add: "\(x[0]) + \(x[1])"
    case .subtract: "\(x[0]) - \(x[1])"
    case .multiply: "\(x[0]) * \(x[1])"
    case .divide: "\(x[0]) / \(x[1])"
    case .power: "\(x[0])^\(x[1])"
    case .exp, .log, .sqrt, .sin, .cos, .tanh, .sigmoid, .relu, .abs, .max:
      "\(rawValue)(\(x.joined(separator: ", ")))"
    }
  }

  /// The derivative of the node called `v` with respect to each operand, as formulas.
  func slopeFormulas(_ x: [String], node v: String) -> [String] {
    switch self {
    case .same: ["1"]
    case .negate: ["-1"]
    case .add: ["1", "1"]
    case .subtract: ["1", "-1"]
    case .multiply: [x[1], x[0]]
    case .divide: ["1 / \(x[1])", "-\(x[0]) / \(x[1])^2"]
    case .power: [Self.slopeFormulaOfBase(x[0], x[1]), "\(v) * log(\(x[0]))"]
    case .exp: [v]
    case .log: ["1 / \(x[0])"]
    case .sqrt: ["1 / (2 * \(v))"]
    case .sin: ["cos(\(x[0]))"]
    case .cos: ["-sin(\(x[0]))"]
    case .tanh: ["1 - \(v)^2"]
    case .sigmoid: ["\(v) * (1 - \(v))"]
    case .relu: ["[\(x[0]) > 0]"]
    case .abs: ["sign(\(x[0]))"]
    case .max: ["[\(x[0]) > \(x[1])]", "[\(x[1]) > \(x[0])]"]
    }
  }

  private static func slopeFormulaOfBase(_ base: String, _ exponent: String) -> String {
    guard let number = Double(exponent) else { return "\(exponent) * \(base)^(\(exponent) - 1)" }
    if number == 2 { return "2 * \(base)" }
    return "\(exponent) * \(base)^\((number - 1).graphOperandText)"
  }
}

extension Double {
  /// The number with up to ten digits, for people.
  var graphText: String {
    self == 0 ? "0" : String(format: "%.10g", self)
  }

  /// The number as a part of a formula: a negative one in parentheses.
  var graphOperandText: String { self < 0 ? "(\(graphText))" : graphText }
}
