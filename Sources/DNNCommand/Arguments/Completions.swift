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

extension [ArgumentDescription] {
  var options: [ArgumentDescription] { filter { $0.kind != .positional } }
  var positionals: [ArgumentDescription] { filter { $0.kind == .positional } }
}
