/// A type that a word of the command line can be read as.
protocol ArgumentValue: Sendable {
  /// The value; nil where the word is none.
  init?(word: String)

  /// What a word has to be, to end the sentence "it must be …"; empty where any word will do.
  static var expectation: String { get }

  /// What a shell offers for it.
  static var completion: ArgumentDescription.Completion { get }
}

extension ArgumentValue {
  static var completion: ArgumentDescription.Completion { .nothing }

  static func read(
    _ word: String, for argument: ArgumentDescription
  ) throws(ParserError) -> Self {
    guard let value = Self(word: word) else {
      throw .invalidValue(word, argument, expectation: expectation)
    }
    return value
  }

  static func readAll(
    _ words: [String], for argument: ArgumentDescription
  ) throws(ParserError) -> [Self] {
    var values: [Self] = []
    for word in words { values.append(try read(word, for: argument)) }
    return values
  }
}

extension String: ArgumentValue {
  /// Any word but none at all: an empty path or name is a script's unset variable.
  init?(word: String) {
    guard !word.isEmpty else { return nil }
    self = word
  }

  static var expectation: String { "a word that is not empty" }
}

/// A number of things of which there is at least one.
struct PositiveCount: ArgumentValue, Equatable {
  let value: Int

  init?(word: String) {
    guard let value = Int(word), value > 0 else { return nil }
    self.value = value
  }

  static var expectation: String { "a whole number, 1 or more" }
}

/// A number above 0.
struct PositiveNumber: ArgumentValue, Equatable {
  let value: Double

  init?(word: String) {
    guard let value = Double(word), value > 0, value.isFinite else { return nil }
    self.value = value
  }

  static var expectation: String { "a number above 0" }
}

/// A probability.
struct Probability: ArgumentValue, Equatable {
  let value: Double

  init?(word: String) {
    guard let value = Double(word), (0...1).contains(value) else { return nil }
    self.value = value
  }

  static var expectation: String { "a number from 0 to 1" }
}

/// An enumeration's cases are the words to choose from.
extension ArgumentValue where Self: RawRepresentable<String> & CaseIterable {
  init?(word: String) { self.init(rawValue: word) }

  static var expectation: String {
    let names = allCases.map { "'\($0.rawValue)'" }
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return "\(names.dropLast().joined(separator: ", ")) or \(last)"
  }

  static var completion: ArgumentDescription.Completion { .values(allCases.map(\.rawValue)) }
}
