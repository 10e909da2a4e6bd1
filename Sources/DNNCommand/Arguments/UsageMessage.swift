import Experiments
import Text

/// The sentences of usage errors.
struct UsageMessage {
  let program: Program

  /// The error, the usage, and where to read more.
  func text(for usage: Program.UsageError) -> String {
    let help = Help(program: program)
    let name = usage.command.map { "\(program.name) \($0.name)" } ?? program.name
    return """
      error: \(sentence(for: usage.error, of: usage.command))
      \(help.usage(of: usage.command, title: "Usage: "))
        See '\(name) --help' for more information.

      """
  }

  private func sentence(for error: ParserError, of command: (any Subcommand)?) -> String {
    switch error {
    case .unknownCommand(let name): unknownCommand(name)
    case .unknownOption(let name): unknownOption(name, of: command)
    case .missingValue(let argument): "missing value for '\(argument.shown)'"
    case .unexpectedValue(let value, let argument):
      "the flag '\(argument.key)' takes no value, but was given \(typed(value))"
    case .missingArgument(let argument): "missing argument '\(argument.shown)'"
    case .invalidValue(let value, let argument, let expectation):
      "\(typed(value)) is no value for '\(argument.shown)': it must be \(expectation)"
        + hint(value, among: argument.choices)
    case .unexpectedArguments(let words): unexpected(words)
    case .excluded(let first, let second):
      "'\(first.shown)' and '\(second.shown)' exclude each other"
    case .needs(let option, let other):
      "'\(option.shown)' is for '\(other.shown)' alone, which is not given"
    case .notForTest(let option):
      "'\(option.shown)' is not for the learning-rate test (--vary alpha=range:…), which is one training"
    }
  }

  private func unknownCommand(_ name: String) -> String {
    "unknown command \(typed(name))" + hint(name, among: program.commands.map(\.name) + ["help"])
  }

  private func unknownOption(_ name: String, of command: (any Subcommand)?) -> String {
    let known = command?.descriptions ?? Program.descriptions
    return "unknown option \(typed(name))" + hint(name, among: known.flatMap(\.names))
  }

  private func unexpected(_ words: [String]) -> String {
    let all = words.map { typed($0) }.joined(separator: ", ")
    return words.count == 1 ? "unexpected argument \(all)" : "unexpected arguments \(all)"
  }

  private func typed(_ word: String) -> String { "'\(word.printable)'" }

  private func hint(_ name: String, among known: [String]) -> String {
    NearestName.of(name, among: known).map { "; did you mean '\($0)'?" } ?? ""
  }
}

/// What is wrong with a command line: facts only; the sentences are in `UsageMessage`.
enum ParserError: Error {
  case unknownCommand(String)
  case unknownOption(String)
  case missingValue(ArgumentDescription)
  case unexpectedValue(String, ArgumentDescription)
  case missingArgument(ArgumentDescription)
  case invalidValue(String, ArgumentDescription, expectation: String)
  case unexpectedArguments([String])
  /// Two arguments of which only one can be given.
  case excluded(ArgumentDescription, ArgumentDescription)
  /// An argument that makes sense with another one alone.
  case needs(ArgumentDescription, ArgumentDescription)
  /// An argument that makes no sense for a sweep's learning-rate test.
  case notForTest(ArgumentDescription)
}
