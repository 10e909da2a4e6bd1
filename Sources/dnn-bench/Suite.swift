/// Cases that are measured together.
protocol Suite: SendableMetatype {
  static var name: String { get }
  static var summary: String { get }
  static func run(_ options: inout Options) throws(UsageError) -> Results
}

struct UsageError: Error {
  let message: String
}

/// What the command line asked for; a suite takes its own options out by name.
struct Options {
  private var arguments: [String]
  private(set) var json = false

  init(_ arguments: [String]) {
    self.arguments = arguments
    json = flag("--json")
  }

  /// Whether an option without a value was given.
  mutating func flag(_ name: String) -> Bool {
    guard let index = arguments.firstIndex(of: name) else { return false }
    arguments.remove(at: index)
    return true
  }

  /// The value of an option, if it was given.
  mutating func value(_ name: String) throws(UsageError) -> String? {
    guard let index = arguments.firstIndex(of: name) else { return nil }
    guard index + 1 < arguments.count else { throw UsageError(message: "\(name) needs a value") }
    defer { arguments.removeSubrange(index...index + 1) }
    return arguments[index + 1]
  }

  mutating func number<Number: LosslessStringConvertible>(
    _ name: String, default standard: Number
  ) throws(UsageError) -> Number {
    guard let text = try value(name) else { return standard }
    guard let number = Number(text) else {
      throw UsageError(message: "\(name) needs a number, not '\(text)'")
    }
    return number
  }

  func expectEmpty() throws(UsageError) {
    if let first = arguments.first { throw UsageError(message: "'\(first)' is not known here") }
  }
}
