/// Reads an expression by recursive descent.
///
///     sum     = product (("+" | "-") product)*
///     product = signed (("*" | "/") signed)*
///     signed  = ("-" | "+") signed | power
///     power   = primary ("^" signed)?
///     primary = number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
///
/// So `-a^2` is -(a²), `a^b^c` is a^(b^c), and operations come out after their operands.
struct ExpressionParser {
  /// Longer expressions make no graph that anyone could look at.
  private static let longest = 1000
  private static let deepest = 100

  /// Where an operand comes from, before variables and operations are put into one order.
  enum Operand {
    case variable(Int)
    case operation(Int)
    case constant(Double)
  }

  struct Variable {
    let name: String
    let column: Int
  }

  struct Step {
    let operation: GraphOperation
    let operands: [Operand]
    let column: Int
  }

  /// The variables in the order in which they first occur.
  private(set) var variables: [Variable] = []
  /// The operations in the order in which they are carried out.
  private(set) var steps: [Step] = []

  private let expression: String
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0

  /// Parses the whole expression; the last step is its result.
  init(_ expression: String) throws(ExpressionError) {
    self.expression = expression
    scalars = Array(expression.unicodeScalars.prefix(Self.longest + 1))
    guard scalars.count <= Self.longest else {
      throw ExpressionError(
        problem: .tooLong(limit: Self.longest), expression: expression, column: nil)
    }
    let result = try sum()
    guard position == scalars.count else { throw unexpected("an operator or the end") }
    if case .operation = result { return }
    _ = step(.same, [result], column: 1)
  }

  // MARK: The grammar

  private mutating func sum() throws(ExpressionError) -> Operand {
    var left = try product()
    while let (sign, column) = take(oneOf: ["+": .add, "-": .subtract]) {
      left = step(sign, [left, try product()], column: column)
    }
    return left
  }

  private mutating func product() throws(ExpressionError) -> Operand {
    var left = try signed()
    while let (sign, column) = take(oneOf: ["*": .multiply, "/": .divide]) {
      left = step(sign, [left, try signed()], column: column)
    }
    return left
  }

  private mutating func signed() throws(ExpressionError) -> Operand {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw error(.nestedTooDeeply(limit: Self.deepest)) }
    guard let (sign, column) = take(oneOf: ["-": .negate, "+": .same]) else { return try power() }
    let operand = try signed()
    if sign == .same { return operand }
    if case .constant(let number) = operand { return .constant(-number) }
    return step(.negate, [operand], column: column)
  }

  private mutating func power() throws(ExpressionError) -> Operand {
    let base = try primary()
    guard let (_, column) = take(oneOf: ["^": .power]) else { return base }
    return step(.power, [base, try signed()], column: column)
  }

  private mutating func primary() throws(ExpressionError) -> Operand {
    skipBlanks()
    guard let next else { throw unexpected("a value") }
    if next.isDigit || next == "." { return try number() }
    if next.isLetter { return try nameOrCall() }
    guard take("(") else { throw unexpected("a value") }
    let inner = try sum()
    guard take(")") else { throw unexpected("an operator or )") }
    return inner
  }

  private mutating func nameOrCall() throws(ExpressionError) -> Operand {
    let start = position
    let name = text { $0.isLetter || $0.isDigit }
    skipBlanks()
    let function = GraphOperation.functions[name]
    if next == "(" {
      guard let function else { throw error(.unknownFunction(name), at: start) }
      return try call(function, at: start)
    }
    guard function == nil else { throw error(.functionWithoutArguments(name), at: start) }
    if let index = variables.firstIndex(where: { $0.name == name }) { return .variable(index) }
    variables.append(Variable(name: name, column: start + 1))
    return .variable(variables.count - 1)
  }

  private mutating func call(_ function: GraphOperation, at start: Int) throws(ExpressionError)
    -> Operand
  {
    position += 1
    var arguments = [try sum()]
    while take(",") { arguments.append(try sum()) }
    guard take(")") else { throw unexpected("an operator, a comma or )") }
    guard arguments.count == function.operandCount else {
      throw error(
        .argumentCount(
          function: function.name, expected: function.operandCount, found: arguments.count),
        at: start)
    }
    return step(function, arguments, column: start + 1)
  }

  private mutating func number() throws(ExpressionError) -> Operand {
    let start = position
    var literal = text { $0.isDigit || $0 == "." }
    let end = position
    if next == "e" || next == "E" {
      position += 1
      let sign = next == "-" || next == "+" ? String(scalars[position]) : ""
      position += sign.count
      let digits = text { $0.isDigit }
      // Without digits the e belongs to a name, and an operator before it is missing.
      if digits.isEmpty { position = end } else { literal += "e\(sign)\(digits)" }
    }
    guard literal != ".", let value = Double(literal.hasPrefix(".") ? "0\(literal)" : literal)
    else {
      throw error(.unexpected(found: literal, expected: "a number"), at: start)
    }
    guard value.isFinite else { throw error(.numberTooLarge(literal), at: start) }
    return .constant(value)
  }

  // MARK: Steps and characters

  private mutating func step(_ operation: GraphOperation, _ operands: [Operand], column: Int)
    -> Operand
  {
    steps.append(Step(operation: operation, operands: operands, column: column))
    return .operation(steps.count - 1)
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func skipBlanks() {
    while let next, next.properties.isWhitespace { position += 1 }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private mutating func take(oneOf signs: KeyValuePairs<Unicode.Scalar, GraphOperation>)
    -> (GraphOperation, column: Int)?
  {
    skipBlanks()
    guard let (_, operation) = signs.first(where: { $0.key == next }) else { return nil }
    position += 1
    return (operation, position)
  }

  private mutating func text(while isPart: (Unicode.Scalar) -> Bool) -> String {
    let start = position
    while let next, isPart(next) { position += 1 }
    return String(String.UnicodeScalarView(scalars[start..<position]))
  }

  // MARK: Errors

  private func error(_ problem: ExpressionError.Problem, at start: Int? = nil) -> ExpressionError {
    ExpressionError(problem: problem, expression: expression, column: (start ?? position) + 1)
  }

  private func unexpected(_ expected: String) -> ExpressionError {
    guard let next else { return error(.unexpected(found: nil, expected: expected)) }
    if next == "*", position > 0, scalars[position - 1] == "*" { return error(.doubleStar) }
    let isValue = next.isDigit || next.isLetter || next == "(" || next == "."
    if isValue { return error(.missingOperator(found: String(next))) }
    return error(.unexpected(found: next.shown, expected: expected))
  }
}

extension Unicode.Scalar {
  /// The character itself, its number if it is none that is seen.
  fileprivate var shown: String {
    let isSeen = properties.generalCategory != .control && !properties.isBidiControl
    return isSeen ? String(self) : "U+" + String(value, radix: 16, uppercase: true)
  }

  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
  fileprivate var isLetter: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
  }
}
