/// An argument of a command with the type of its value: what it is described by, and how it is read.
///
/// A command keeps its arguments as properties and asks the parsed values for them:
/// `values[threads]` is an `Int?`.
struct Argument<Value: Sendable>: AnyArgument {
  let description: ArgumentDescription
  fileprivate let convert: @Sendable ([String]) throws(ParserError) -> Value

  func read(_ words: [String]) throws(ParserError) -> any Sendable { try convert(words) }
}

/// An argument whose type does not matter: what a command lists for the parser.
protocol AnyArgument: Sendable {
  var description: ArgumentDescription { get }

  /// The value from the words that were given for it, which may be none.
  func read(_ words: [String]) throws(ParserError) -> any Sendable
}

/// The values of a command's arguments.
struct ArgumentValues: Sendable {
  private let values: [String: any Sendable]

  init(_ values: [String: any Sendable]) { self.values = values }

  /// The value of an argument that the command lists.
  subscript<Value>(_ argument: Argument<Value>) -> Value {
    guard let value = values[argument.description.key] as? Value else {
      preconditionFailure("the command does not list its argument \(argument.description.key)")
    }
    return value
  }
}

// MARK: - Options and flags

extension Argument {
  /// A flag: true where it is given.
  static func flag(_ name: String, _ help: String) -> Argument<Bool> where Value == Bool {
    let description = ArgumentDescription(
      kind: .flag, names: ["--\(name)"], value: "", help: help)
    return Argument(description: description) { words throws(ParserError) in !words.isEmpty }
  }

  /// An option that need not be given.
  static func option<Element: ArgumentValue>(
    _ name: String, _ value: String, _ help: String,
    completion: ArgumentDescription.Completion? = nil
  ) -> Argument<Element?> where Value == Element? {
    let description = ArgumentDescription(
      kind: .option, names: ["--\(name)"], value: value, help: help,
      completion: completion ?? Element.completion)
    return Argument(description: description) { words throws(ParserError) in
      guard let word = words.last else { return nil }
      return try Element.read(word, for: description)
    }
  }

  /// An option that must be given.
  static func required(
    _ name: String, _ value: String, _ help: String,
    completion: ArgumentDescription.Completion? = nil
  ) -> Argument<Value> where Value: ArgumentValue {
    let description = ArgumentDescription(
      kind: .option, names: ["--\(name)"], value: value, help: help, isRequired: true,
      completion: completion ?? Value.completion)
    return Argument(description: description) { words throws(ParserError) in
      guard let word = words.last else { throw .missingArgument(description) }
      return try Value.read(word, for: description)
    }
  }

  /// An option whose value is `standard` where it is not given.
  static func option(
    _ name: String, _ value: String, standard: Value, _ help: String
  ) -> Argument<Value> where Value: ArgumentValue & RawRepresentable<String> {
    let description = ArgumentDescription(
      kind: .option, names: ["--\(name)"], value: value, help: help,
      standard: standard.rawValue, completion: Value.completion)
    return Argument(description: description) { words throws(ParserError) in
      guard let word = words.last else { return standard }
      return try Value.read(word, for: description)
    }
  }

  /// An option that may be given again and again.
  static func repeated<Element: ArgumentValue>(
    _ name: String, _ value: String, _ help: String,
    completion: ArgumentDescription.Completion? = nil
  ) -> Argument<[Element]> where Value == [Element] {
    let description = ArgumentDescription(
      kind: .option, names: ["--\(name)"], value: value, help: help, isRepeated: true,
      completion: completion ?? Element.completion)
    return Argument(description: description) { words throws(ParserError) in
      try Element.readAll(words, for: description)
    }
  }
}

// MARK: - Arguments by their place

extension Argument {
  /// One value that must be given.
  static func positional(
    _ value: String, _ help: String, completion: ArgumentDescription.Completion? = nil
  ) -> Argument<Value> where Value: ArgumentValue {
    let description = ArgumentDescription(
      kind: .positional, names: [], value: value, help: help, isRequired: true,
      completion: completion ?? Value.completion)
    return Argument(description: description) { words throws(ParserError) in
      guard let word = words.first else { throw .missingArgument(description) }
      return try Value.read(word, for: description)
    }
  }

  /// One value that need not be given.
  static func positional<Element: ArgumentValue>(
    _ value: String, _ help: String, completion: ArgumentDescription.Completion? = nil
  ) -> Argument<Element?> where Value == Element? {
    let description = ArgumentDescription(
      kind: .positional, names: [], value: value, help: help,
      completion: completion ?? Element.completion)
    return Argument(description: description) { words throws(ParserError) in
      guard let word = words.first else { return nil }
      return try Element.read(word, for: description)
    }
  }

  /// All remaining values, one at least.
  static func positionals<Element: ArgumentValue>(
    _ value: String, _ help: String, completion: ArgumentDescription.Completion? = nil
  ) -> Argument<[Element]> where Value == [Element] {
    let description = ArgumentDescription(
      kind: .positional, names: [], value: value, help: help, isRequired: true,
      isRepeated: true, completion: completion ?? Element.completion)
    return Argument(description: description) { words throws(ParserError) in
      guard !words.isEmpty else { throw .missingArgument(description) }
      return try Element.readAll(words, for: description)
    }
  }
}
