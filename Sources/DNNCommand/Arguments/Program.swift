/// A command of the program: what it is called, what it takes, what it does.
///
/// Parsing, help, usage errors and completion scripts follow from ``arguments``.
protocol Subcommand: Sendable {
  var name: String { get }
  /// One sentence for the list of commands and the head of the help.
  var summary: String { get }
  /// What there is to say beyond the summary; may be empty.
  var discussion: String { get }
  /// Every argument, in the order of the help.
  var arguments: [any AnyArgument] { get }

  /// Does it, and says how it ended; throws what went wrong.
  func run(_ values: ArgumentValues) throws -> ExitStatus
}

extension Subcommand {
  var discussion: String { "" }

  /// The arguments with those that every command has.
  var descriptions: [ArgumentDescription] {
    arguments.map(\.description) + [.version, .help]
  }
}

/// The program: its commands, and which of them a command line asks for.
struct Program: Sendable {
  let name: String
  let summary: String
  let commands: [any Subcommand]

  /// What a command line asks for.
  enum Request {
    case run(any Subcommand, ArgumentValues)
    case help((any Subcommand)?)
    case version
    case completionScript(Shell)
  }

  /// What is wrong with a command line, and for which command; nil is the program itself.
  struct UsageError: Error {
    let command: (any Subcommand)?
    let error: ParserError
  }

  static let descriptions: [ArgumentDescription] = [.completionScript, .version, .help]

  /// What the words after the program's name ask for.
  func request(_ words: [String]) throws(UsageError) -> Request {
    guard let first = words.first, !first.hasPrefix("-") else { return try requestOfProgram(words) }
    let rest = Array(words.dropFirst())
    if first == "help" { return try requestOfHelp(rest) }
    guard let command = command(named: first) else {
      throw UsageError(command: nil, error: .unknownCommand(first))
    }
    do throws(ParserError) {
      return try request(of: command, rest)
    } catch {
      if Self.asksForHelp(rest) { return .help(command) }
      throw UsageError(command: command, error: error)
    }
  }

  private func command(named name: String) -> (any Subcommand)? {
    commands.first { $0.name == name }
  }

  private func request(
    of command: any Subcommand, _ words: [String]
  ) throws(ParserError) -> Request {
    let given = try OptionParser.sort(words, by: command.descriptions)
    if given[ArgumentDescription.help.key] != nil { return .help(command) }
    if given[ArgumentDescription.version.key] != nil { return .version }
    var values: [String: any Sendable] = [:]
    for argument in command.arguments {
      let key = argument.description.key
      values[key] = try argument.read(given[key] ?? [])
    }
    return .run(command, ArgumentValues(values))
  }

  private func requestOfProgram(_ words: [String]) throws(UsageError) -> Request {
    do throws(ParserError) {
      let given = try OptionParser.sort(words, by: Self.descriptions)
      if given[ArgumentDescription.help.key] != nil { return .help(nil) }
      if given[ArgumentDescription.version.key] != nil { return .version }
      guard let shell = given[ArgumentDescription.completionScript.key]?.last else {
        return .help(nil)
      }
      return .completionScript(try Shell.read(shell, for: .completionScript))
    } catch {
      if Self.asksForHelp(words) { return .help(nil) }
      throw UsageError(command: nil, error: error)
    }
  }

  private func requestOfHelp(_ words: [String]) throws(UsageError) -> Request {
    guard let name = words.first, !name.hasPrefix("-") else { return .help(nil) }
    guard let command = command(named: name) else {
      throw UsageError(command: nil, error: .unknownCommand(name))
    }
    return .help(command)
  }

  /// Whether words that cannot be parsed ask for help all the same.
  private static func asksForHelp(_ words: [String]) -> Bool {
    words.prefix { $0 != "--" }.contains(where: ArgumentDescription.help.names.contains)
  }
}

/// A shell that a completion script can be printed for.
enum Shell: String, CaseIterable, ArgumentValue {
  case bash, zsh, fish
}

extension Program {
  /// The script that makes a shell complete this program's commands, options and values.
  func completionScript(for shell: Shell) -> String {
    switch shell {
    case .bash: BashCompletion(program: self).script
    case .zsh: ZshCompletion(program: self).script
    case .fish: FishCompletion(program: self).script
    }
  }
}
