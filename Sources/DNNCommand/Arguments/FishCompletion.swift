/// Completion for fish.
struct FishCompletion {
  let program: Program

  var script: String {
    let head = [
      "# Completion of \(program.name) for fish: put this file as \(program.name).fish into",
      "# ~/.config/fish/completions.",
      """
      function __\(program.name)_command
        set -l words (commandline -opc)
        if test (count $argv) -eq 0
          not string match -q -r '^[^-]' -- "$words[2]"
        else
          test "$words[2]" = $argv[1]
        end
      end
      """,
      "complete -c \(program.name) -f",
    ]
    let first = condition(nil)
    let ofProgram =
      Program.descriptions.map { line(first, for: $0) }
      + program.commands.map { line(first, "-a \($0.name) -d \(quoted($0.summary))") }
      + [line(first, "-a help -d 'Show help information.'")]
    let ofCommands = program.commands.flatMap { command in
      command.descriptions.map { line(condition(command.name), for: $0) }
    }
    let names = program.commands.map(\.name).joined(separator: " ")
    let ofHelp = line(condition("help"), "-a \(quoted(names))")
    return (head + ofProgram + ofCommands + [ofHelp, ""]).joined(separator: "\n")
  }

  /// True among the arguments of a command; of none: among the program's own.
  private func condition(_ command: String?) -> String {
    "-n '\(["__\(program.name)_command", command].compactMap(\.self).joined(separator: " "))'"
  }

  private func line(_ condition: String, _ rest: String) -> String {
    "complete -c \(program.name) \(condition) \(rest)"
  }

  private func line(_ condition: String, for argument: ArgumentDescription) -> String {
    var parts = argument.names.map { name in
      name.hasPrefix("--") ? "-l \(name.dropFirst(2))" : "-s \(name.dropFirst())"
    }
    if argument.kind == .option { parts.append("-x") }
    if let values = values(for: argument) { parts.append("-a \(quoted(values))") }
    parts.append("-d \(quoted(argument.help))")
    return line(condition, parts.joined(separator: " "))
  }

  private func values(for argument: ArgumentDescription) -> String? {
    switch argument.completion {
    case .nothing: nil
    case .files(let endings):
      endings.isEmpty
        ? "(__fish_complete_path)"
        : endings.map { "(__fish_complete_suffix .\($0))" }.joined(separator: " ")
    case .folders: "(__fish_complete_directories)"
    case .values(let values): values.joined(separator: " ")
    }
  }

  private func quoted(_ text: String) -> String {
    let escaped = text.reduce(into: "") { $0 += "'\\".contains($1) ? "\\\($1)" : String($1) }
    return "'\(escaped)'"
  }
}
