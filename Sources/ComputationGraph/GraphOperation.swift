import Foundation

/// What a node of a computation graph does to its operands: an operator, or a function that an
/// expression writes as `name(…)`.
public struct GraphOperation: Sendable {
  /// What it is called: `add`, `exp`.
  public let name: String
  /// Whether an expression writes it as `name(…)`.
  public let isFunction: Bool
  /// How many operands it takes.
  public let operandCount: Int

  /// The value for the operands `x`.
  let value: @Sendable (_ x: [Double]) -> Double
  /// The derivative of the value `v` with respect to each operand.
  ///
  /// At a kink it is what PyTorch takes: 0 for relu and abs, a half for each of two equal operands
  /// of max.
  let slopes: @Sendable (_ x: [Double], _ v: Double) -> [Double]
  /// Whether the value has a kink or a jump there and so no derivative.
  let hasKink: @Sendable (_ x: [Double]) -> Bool
  /// For each operand whether nothing comes back to it, not even from a derivative that is not
  /// finite: relu, max and a power of 0 do not look at it, as PyTorch has it.
  let ignores: @Sendable (_ x: [Double]) -> [Bool]

  /// The operation as a formula of its operands, `b * c` or `exp(u)`.
  let formula: @Sendable (_ x: [String]) -> String
  /// The derivative of the node called `v` with respect to each operand, as formulas.
  let slopeFormulas: @Sendable (_ x: [String], _ v: String) -> [String]
}

extension GraphOperation: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension GraphOperation {
  /// An operation of one operand; a function unless it has a `formula` of its own.
  static func unary(
    _ name: String, value: @escaping @Sendable (_ x: Double) -> Double,
    slope: @escaping @Sendable (_ x: Double, _ v: Double) -> Double,
    hasKink: @escaping @Sendable (_ x: Double) -> Bool = { _ in false },
    ignores: @escaping @Sendable (_ x: Double) -> Bool = { _ in false },
    formula: (@Sendable (_ x: String) -> String)? = nil,
    slopeFormula: @escaping @Sendable (_ x: String, _ v: String) -> String
  ) -> GraphOperation {
    GraphOperation(
      name: name, isFunction: formula == nil, operandCount: 1,
      value: { value($0[0]) }, slopes: { [slope($0[0], $1)] }, hasKink: { hasKink($0[0]) },
      ignores: { [ignores($0[0])] }, formula: { formula?($0[0]) ?? "\(name)(\($0[0]))" },
      slopeFormulas: { [slopeFormula($0[0], $1)] })
  }

  /// An operation of two operands; a function unless it has a `formula` of its own.
  static func binary(
    _ name: String, value: @escaping @Sendable (_ x: Double, _ y: Double) -> Double,
    slopes: @escaping @Sendable (_ x: Double, _ y: Double, _ v: Double) -> [Double],
    hasKink: @escaping @Sendable (_ x: Double, _ y: Double) -> Bool = { _, _ in false },
    ignores: @escaping @Sendable (_ x: Double, _ y: Double) -> [Bool] = { _, _ in [false, false] },
    formula: (@Sendable (_ x: String, _ y: String) -> String)? = nil,
    slopeFormulas: @escaping @Sendable (_ x: String, _ y: String, _ v: String) -> [String]
  ) -> GraphOperation {
    GraphOperation(
      name: name, isFunction: formula == nil, operandCount: 2,
      value: { value($0[0], $0[1]) }, slopes: { slopes($0[0], $0[1], $1) },
      hasKink: { hasKink($0[0], $0[1]) }, ignores: { ignores($0[0], $0[1]) },
      formula: { formula?($0[0], $0[1]) ?? "\(name)(\($0[0]), \($0[1]))" },
      slopeFormulas: { slopeFormulas($0[0], $0[1], $1) })
  }
}

// MARK: - Operators

extension GraphOperation {
  /// The operand as it is: the result of an expression without operators.
  public static let same = unary(
    "same", value: { $0 }, slope: { _, _ in 1 }, formula: { $0 }, slopeFormula: { _, _ in "1" })
  /// -x.
  public static let negate = unary(
    "negate", value: { -$0 }, slope: { _, _ in -1 }, formula: { "-\($0)" },
    slopeFormula: { _, _ in "-1" })
  /// x + y.
  public static let add = binary(
    "add", value: { $0 + $1 }, slopes: { _, _, _ in [1, 1] }, formula: { "\($0) + \($1)" },
    slopeFormulas: { _, _, _ in ["1", "1"] })
  /// x - y.
  public static let subtract = binary(
    "subtract", value: { $0 - $1 }, slopes: { _, _, _ in [1, -1] }, formula: { "\($0) - \($1)" },
    slopeFormulas: { _, _, _ in ["1", "-1"] })
  /// x * y.
  public static let multiply = binary(
    "multiply", value: { $0 * $1 }, slopes: { x, y, _ in [y, x] }, formula: { "\($0) * \($1)" },
    slopeFormulas: { x, y, _ in [y, x] })
  /// x / y.
  public static let divide = binary(
    "divide", value: { $0 / $1 }, slopes: { x, y, _ in [1 / y, -x / y / y] },
    formula: { "\($0) / \($1)" }, slopeFormulas: { x, y, _ in ["1 / \(y)", "-\(x) / \(y)^2"] })
  /// x ^ y.
  public static let power = binary(
    "power", value: { Foundation.pow($0, $1) },
    slopes: { [slopeOfBase($0, $1), slopeOfExponent($0, $1, $2)] },
    hasKink: { $0 == 0 && $1 == 0 }, ignores: { [$1 == 0, false] }, formula: { "\($0)^\($1)" },
    slopeFormulas: { [slopeFormulaOfBase($0, $1), "\($2) * log(\($0))"] })

  private static func slopeOfBase(_ base: Double, _ exponent: Double) -> Double {
    exponent == 0 ? 0 : exponent * Foundation.pow(base, exponent - 1)
  }

  private static func slopeOfExponent(_ base: Double, _ exponent: Double, _ v: Double) -> Double {
    base == 0 && exponent >= 0 ? 0 : v * Foundation.log(base)
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
