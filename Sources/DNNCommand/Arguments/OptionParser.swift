/// Sorts the words of a command line by the arguments that a command describes.
///
/// As with Swift's own argument parser: `--name value` and `--name=value`, options and positional
/// arguments in any order, everything after `--` positional, and of an option that is given twice
/// the last counts unless it may be repeated. A word that begins with a dash is no value, except
/// for `-` and numbers such as `-0.5`.
struct OptionParser {
  private let arguments: [ArgumentDescription]
  private let positionals: [ArgumentDescription]
  private var words: ArraySlice<String>
  private var given: [String: [String]] = [:]
  private var surplus: [String] = []

  /// The words given for each argument, by its key; a flag's are the flag itself.
  static func sort(
    _ words: [String], by arguments: [ArgumentDescription]
  ) throws(ParserError) -> [String: [String]] {
    var parser = OptionParser(arguments, words)
    try parser.sort()
    return parser.given
  }

  private init(_ arguments: [ArgumentDescription], _ words: [String]) {
    self.arguments = arguments
    self.words = words[...]
    positionals = arguments.filter { $0.kind == .positional }
  }

  private mutating func sort() throws(ParserError) {
    while let word = words.popFirst() {
      if word == "--" {
        for rest in words { place(rest) }
        break
      }
      if Self.isOption(word) {
        try takeOption(word)
      } else {
        place(word)
      }
    }
    guard surplus.isEmpty else { throw .unexpectedArguments(surplus) }
  }

  /// Whether a word is meant as the name of an option.
  private static func isOption(_ word: String) -> Bool {
    word.hasPrefix("-") && word != "-" && Double(word) == nil
  }

  private mutating func takeOption(_ word: String) throws(ParserError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let argument = arguments.first(where: { $0.names.contains(name) }) else {
      throw .unknownOption(name)
    }
    let attached = parts.count > 1 ? String(parts[1]) : nil
    switch argument.kind {
    case .positional: break
    case .flag:
      if let attached { throw .unexpectedValue(attached, argument) }
      given[argument.key, default: []].append(name)
    case .option:
      let value = if let attached { attached } else { try takeValue(of: argument) }
      given[argument.key, default: []].append(value)
    }
  }

  private mutating func takeValue(
    of argument: ArgumentDescription
  ) throws(ParserError) -> String {
    guard let value = words.first, !Self.isOption(value) else { throw .missingValue(argument) }
    words = words.dropFirst()
    return value
  }

  /// Gives a word to the first positional argument that still takes one.
  private mutating func place(_ word: String) {
    guard let argument = positionals.first(where: { $0.isRepeated || given[$0.key] == nil }) else {
      surplus.append(word)
      return
    }
    given[argument.key, default: []].append(word)
  }
}
