import TestSupport
import Testing

struct UsageErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let message: String

    init(_ arguments: String..., says message: String) {
      self.arguments = arguments
      self.message = message
    }

    var testDescription: String { "dnn \(arguments.joined(separator: " "))" }
  }

  private static let cases = [
    Case("shcema", says: "unknown command 'shcema'; did you mean 'schema'?"),
    Case("train", "--confg=a", says: "unknown option '--confg'; did you mean '--config'?"),
    Case("train", says: "missing argument '--config <file>'"),
    Case("train", "--config", says: "missing value for '--config <file>'"),
    Case("train", "--config", "--resume", says: "missing value for '--config <file>'"),
    Case(
      "train", "--config=",
      says: "'' is no value for '--config <file>': it must be a word that is "
        + "not empty"),
    Case(
      "train", "--config", "a", "--threads", "0",
      says: "'0' is no value for '--threads <count>': it must be a whole number, 1 or more"),
    Case(
      "train", "--config", "a", "--set", "alpha",
      says: "'alpha' is no value for '--set <key=value>': it must be a key, an equals sign and a "
        + "value, such as alpha=0.01"),
    Case(
      "train", "--config", "a", "--progress=line",
      says: "'line' is no value for '--progress <kind>': it must be 'auto', 'bar', 'lines' or "
        + "'none'; did you mean 'lines'?"),
    Case("frobnicate", says: "unknown command 'frobnicate'"),
    Case("help", "shema", says: "unknown command 'shema'; did you mean 'schema'?"),
    Case("--verison", says: "unknown option '--verison'; did you mean '--version'?"),
    Case("-x", says: "unknown option '-x'"),
    Case("schema", "--hlep", says: "unknown option '--hlep'; did you mean '--help'?"),
    Case("schema", "a", says: "unexpected argument 'a'"),
    Case("schema", "a", "-1", "--", "--help", says: "unexpected arguments 'a', '-1', '--help'"),
    Case("schema", "--version=2", says: "the flag '--version' takes no value, but was given '2'"),
    Case(
      "--generate-completion-script",
      says: "missing value for '--generate-completion-script <shell>'"),
    Case(
      "--generate-completion-script", "--help=",
      says: "missing value for '--generate-completion-script <shell>'"),
    Case(
      "--generate-completion-script=zhs",
      says: "'zhs' is no value for '--generate-completion-script <shell>': it must be 'bash', "
        + "'zsh' or 'fish'; did you mean 'zsh'?"),
    Case("sch\u{1B}[31mema\n", says: "unknown command 'sch\u{FFFD}[31mema\u{FFFD}'"),
    Case("", says: "unknown command ''"),
  ]

  @Test(arguments: cases) func `a usage error says what is wrong and how the command is used`(
    example: Case
  ) throws {
    let result = try runDNN(example.arguments)
    #expect(result.status == 64)
    #expect(result.stdout == "")
    let lines = result.stderr.split(separator: "\n")
    #expect(lines.first.map(String.init) == "error: \(example.message)")
    #expect(lines.dropFirst().first?.hasPrefix("Usage: dnn ") == true)
    #expect(lines.count >= 3)
    #expect(lines.last?.hasSuffix("--help' for more information.") == true)
  }
}
