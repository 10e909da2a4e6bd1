import Foundation

/// What is wrong with an expression or with the values that it is taken at.
public struct ExpressionError: Error, Hashable, Sendable {
  /// The facts of a problem.
  public enum Problem: Hashable, Sendable {
    /// The expression has more than `limit` characters.
    case tooLong(limit: Int)
    /// Parentheses and functions stand in each other more than `limit` deep.
    case nestedTooDeeply(limit: Int)
    /// Something stands where something else must; nil is the end.
    case unexpected(found: String?, expected: String)
    /// A value follows a value without an operator between them.
    case missingOperator(found: String)
    /// `**`, as some languages write a power.
    case doubleStar
    /// No function has this name.
    case unknownFunction(String)
    /// A function has too few or too many arguments.
    case argumentCount(function: String, expected: Int, found: Int)
    /// A number is beyond those of double precision.
    case numberTooLarge(String)
    /// A name of a function is used as a variable's.
    case functionWithoutArguments(String)
    /// A variable has no value; `factors` are the given variables whose names it is made of.
    case noValue(String, factors: [String])
    /// A value is given for a variable that does not occur.
    case unusedValue(String, variables: [String])
    /// An operation has no finite value there.
    case notFinite(formula: String, value: Double)
  }

  /// What is wrong.
  public let problem: Problem
  /// The expression as it was written.
  public let expression: String
  /// Where, counted in characters from 1; nil where no place is to blame.
  public let column: Int?

  package init(problem: Problem, expression: String, column: Int?) {
    self.problem = problem
    self.expression = expression
    self.column = column
  }
}

extension ExpressionError: CustomStringConvertible {
  /// The sentence, and below it the expression with a caret at the column.
  public var description: String {
    guard let column else { return sentence }
    let (text, caret) = Self.excerpt(of: expression, around: column)
    return
      "column \(column): \(sentence)\n    \(text)\n    \(String(repeating: " ", count: caret))^"
  }

  private var sentence: String {
    switch problem {
    case .tooLong(let limit): "the expression is longer than \(limit) characters"
    case .nestedTooDeeply(let limit): "the expression is nested more than \(limit) levels deep"
    case .unexpected(let found, let expected):
      "\(expected) must be here, but here is \(found.map { "'\($0)'" } ?? "the end")"
    case .missingOperator(let found):
      "an operator is missing before '\(found)'; a product is written with *"
    case .doubleStar: "a power is written with ^, not **"
    case .unknownFunction(let name):
      "there is no function \(name); there are \(Self.functionNames)"
    case .argumentCount(let function, let expected, let found):
      "\(function) takes \(expected == 1 ? "one value" : "\(expected) values"), but is given \(found)"
    case .numberTooLarge(let text): "\(text) is too large a number"
    case .functionWithoutArguments(let name): "\(name) is a function: write \(name)(…)"
    case .noValue(let name, let factors):
      "there is no value for \(name)"
        + (factors.isEmpty ? "" : "; a product is written \(factors.joined(separator: "*"))")
    case .unusedValue(let name, let variables):
      "there is no variable \(name) in the expression; "
        + (variables.isEmpty
          ? "it has none" : "it has \(variables.sorted().joined(separator: ", "))")
    case .notFinite(let formula, let value):
      "\(formula) is \(value.isNaN ? "not a number" : "infinite or too large a number")"
    }
  }

  private static var functionNames: String {
    GraphOperation.functions.keys.sorted().joined(separator: ", ")
  }

  /// At most 72 characters of the expression, and where the column is in them.
  private static func excerpt(of expression: String, around column: Int) -> (String, caret: Int) {
    let room = 72
    let scalars = expression.unicodeScalars.map { scalar -> Unicode.Scalar in
      scalar.properties.generalCategory == .control ? " " : scalar
    }
    let start = max(0, min(column - 1 - room / 2, scalars.count - room))
    let shown = scalars[start..<min(start + room, scalars.count)]
    return (String(String.UnicodeScalarView(shown)), column - 1 - start)
  }
}

extension ExpressionError: LocalizedError {
  public var errorDescription: String? { description }
}
