/// Completion for bash 3.2 and newer.
struct BashCompletion {
  let program: Program

  var script: String {
    let name = program.name
    return """
      # Completion of \(name) for bash: source this file, or put it where bash-completion looks.

      _\(name)_words() {
        COMPREPLY=($(compgen -W "$1" -- "$word"))
      }

      # Folders, and files that end in one of the arguments; all files without any.
      _\(name)_files() {
        local IFS=$'\\n' ending
        compopt -o filenames 2>/dev/null
        if [ $# -eq 0 ]; then
          COMPREPLY=($(compgen -f -- "$word"))
          return
        fi
        COMPREPLY=($(compgen -d -- "$word"))
        for ending in "$@"; do
          COMPREPLY+=($(compgen -f -X "!*.$ending" -- "$word"))
        done
      }

      _\(name)_folders() {
        local IFS=$'\\n'
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -d -- "$word"))
      }

      _\(name)() {
        local word="${COMP_WORDS[COMP_CWORD]}" option="${COMP_WORDS[COMP_CWORD-1]}"
        if [ "$word" = "=" ]; then
          word=""
        elif [ "$option" = "=" ]; then
          option="${COMP_WORDS[COMP_CWORD-2]}"
        fi
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          _\(name)_words "\(firstWords)"
          return
        fi
        case "${COMP_WORDS[1]}" in
      \(cases)
        esac
      }

      complete -F _\(name) \(name)

      """
  }

  private var commandNames: String { program.commands.map(\.name).joined(separator: " ") }

  private var firstWords: String {
    "\(commandNames) help " + names(of: Program.descriptions)
  }

  private var cases: String {
    let ofCommands = program.commands.map { command in
      entry(command.name, body: body(of: command.descriptions))
    }
    let values = Program.descriptions.filter { $0.kind == .option }
    let ofProgram = values.map { entry($0.key, body: ["      \(call(for: $0))"]) }
    let ofHelp = entry("help", body: ["      _\(program.name)_words \"\(commandNames)\""])
    return (ofCommands + [ofHelp] + ofProgram).joined(separator: "\n")
  }

  private func entry(_ pattern: String, body: [String]) -> String {
    (["    \(pattern))"] + body + ["      ;;"]).joined(separator: "\n")
  }

  private func body(of arguments: [ArgumentDescription]) -> [String] {
    var lines = arguments.filter { $0.kind == .option }.map { option in
      "        \(option.names.joined(separator: "|"))) \(call(for: option)); return ;;"
    }
    if !lines.isEmpty { lines = ["      case \"$option\" in"] + lines + ["      esac"] }
    let words = "_\(program.name)_words \"\(names(of: arguments))\""
    guard let first = arguments.positionals.first else { return lines + ["      \(words)"] }
    return lines + [
      "      case \"$word\" in",
      "        -*) \(words) ;;",
      "        *) \(call(for: first)) ;;",
      "      esac",
    ]
  }

  private func names(of arguments: [ArgumentDescription]) -> String {
    arguments.options.flatMap(\.names).joined(separator: " ")
  }

  private func call(for argument: ArgumentDescription) -> String {
    switch argument.completion {
    case .nothing: ":"
    case .files(let endings):
      (["_\(program.name)_files"] + endings).joined(separator: " ")
    case .folders: "_\(program.name)_folders"
    case .values(let values): "_\(program.name)_words \"\(values.joined(separator: " "))\""
    }
  }
}
