/// The help texts, in the form of Swift's own argument parser.
struct Help {
  private static let helpColumn = 26

  let program: Program
  /// Columns to fill at most.
  var width = 80

  /// The help of a command, or of the program.
  func text(of command: (any Subcommand)?) -> String {
    let descriptions = command?.descriptions ?? Program.descriptions
    let positionals = descriptions.filter { $0.kind == .positional }
    let options = descriptions.filter { $0.kind != .positional }
    var sections = [
      wrapped("OVERVIEW: \(command?.summary ?? program.summary)", indent: 0),
      command.map { wrapped($0.discussion, indent: 0) } ?? "",
      usage(of: command, title: "USAGE: "),
      list("ARGUMENTS", positionals.map { (label(of: $0), help(of: $0)) }),
      list("OPTIONS", options.map { (label(of: $0), help(of: $0)) }),
    ]
    if command == nil {
      sections.append(list("COMMANDS", program.commands.map { ($0.name, $0.summary) }))
      sections.append("  See '\(program.name) help <command>' for more information.")
    }
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// The usage line, wrapped between arguments.
  func usage(of command: (any Subcommand)?, title: String) -> String {
    guard let command else { return "\(title)\(program.name) <command>" }
    let parts = command.arguments.map { part(for: $0.description) }
    let head = "\(title)\(program.name) \(command.name)"
    return wrapped([head] + parts, indent: title.count + program.name.count + 1)
  }

  private func part(for argument: ArgumentDescription) -> String {
    let text = argument.isRepeated ? "\(argument.shown) ..." : argument.shown
    return argument.isRequired ? text : "[\(text)]"
  }

  private func label(of argument: ArgumentDescription) -> String {
    argument.kind == .flag ? argument.names.joined(separator: ", ") : argument.shown
  }

  private func help(of argument: ArgumentDescription) -> String {
    var facts: [String] = []
    if !argument.choices.isEmpty {
      facts.append("values: \(argument.choices.joined(separator: ", "))")
    }
    if let standard = argument.standard { facts.append("default: \(standard)") }
    return facts.isEmpty ? argument.help : "\(argument.help) (\(facts.joined(separator: "; ")))"
  }

  private func list(_ title: String, _ entries: [(label: String, help: String)]) -> String {
    guard !entries.isEmpty else { return "" }
    let indent = String(repeating: " ", count: Self.helpColumn)
    let lines = entries.map { entry in
      let label = "  \(entry.label)"
      let help = indent + wrapped(entry.help, indent: Self.helpColumn)
      guard label.count + 2 <= Self.helpColumn else { return "\(label)\n\(help)" }
      return label + help.dropFirst(label.count)
    }
    return "\(title):\n" + lines.joined(separator: "\n")
  }

  private func wrapped(_ text: String, indent: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { wrapped($0.split(separator: " ").map(String.init), indent: indent) }
      .joined(separator: "\n" + String(repeating: " ", count: indent))
  }

  /// Parts with blanks between them; a line after the first begins at `indent`, where the first is taken to begin too.
  private func wrapped(_ parts: [String], indent: Int) -> String {
    let room = max(width - indent, 24)
    var lines: [String] = []
    for part in parts {
      if let line = lines.last, line.count + 1 + part.count <= room {
        lines[lines.count - 1] = "\(line) \(part)"
      } else {
        lines.append(part)
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}
