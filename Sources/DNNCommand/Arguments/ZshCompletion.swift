/// Completion for zsh.
struct ZshCompletion {
  let program: Program

  var script: String {
    let name = program.name
    return """
      #compdef \(name)
      # Completion of \(name) for zsh: put this file as _\(name) into a folder of $fpath, or source it
      # after compinit.

      _\(name)_commands() {
        local -a commands
        commands=(
      \(commands)
        )
        _describe command commands
      }

      _\(name)() {
        local context state state_descr line
        typeset -A opt_args
        _arguments -C \\
      \(specifications(of: Program.descriptions, indent: "    "))
          '1:command:_\(name)_commands' \\
          '*::argument:->arguments' && return
        case $words[1] in
      \(cases)
        esac
      }

      if [ "$funcstack[1]" = "_\(name)" ]; then
        _\(name) "$@"
      else
        compdef _\(name) \(name)
      fi

      """
  }

  private var commands: String {
    (program.commands.map { "    \(quoted($0.name + ":" + $0.summary))" }
      + ["    'help:Show help information.'"]).joined(separator: "\n")
  }

  private var cases: String {
    let ofCommands = program.commands.map { command in
      """
          \(command.name))
            _arguments -S \\
      \(specifications(of: command.descriptions, indent: "        "))
              && return
            ;;
      """
    }
    let ofHelp = """
          help)
            _\(program.name)_commands
            ;;
      """
    return (ofCommands + [ofHelp]).joined(separator: "\n")
  }

  private func specifications(of arguments: [ArgumentDescription], indent: String) -> String {
    arguments.map { "\(indent)\(specification(of: $0)) \\" }.joined(separator: "\n")
  }

  private func specification(of argument: ArgumentDescription) -> String {
    let help = escaped(argument.help, "[]:")
    let value = ":\(escaped(argument.value, ":")):\(action(for: argument))"
    switch argument.kind {
    case .positional:
      return quoted((argument.isRepeated ? "*" : "") + value)
    case .flag:
      guard argument.names.count > 1 else { return quoted("\(argument.key)[\(help)]") }
      let names = argument.names
      return "'(\(names.joined(separator: " ")))'{\(names.joined(separator: ","))}"
        + quoted("[\(help)]")
    case .option:
      return quoted((argument.isRepeated ? "*" : "") + "\(argument.key)=[\(help)]\(value)")
    }
  }

  private func action(for argument: ArgumentDescription) -> String {
    switch argument.completion {
    case .nothing: " "
    case .files(let endings):
      // One ending in brackets would be read as a qualifier of the pattern.
      switch endings.count {
      case 0: "_files"
      case 1: "_files -g \"*.\(endings[0])\""
      default: "_files -g \"*.(\(endings.joined(separator: "|")))\""
      }
    case .folders: "_files -/"
    case .values(let values): "(\(values.joined(separator: " ")))"
    }
  }

  private func escaped(_ text: String, _ special: String) -> String {
    text.reduce(into: "") { $0 += special.contains($1) ? "\\\($1)" : String($1) }
  }

  private func quoted(_ text: String) -> String {
    "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }
}
