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
}
