/// What there is to say of one argument; parsing, help, messages and completion follow from it.
struct ArgumentDescription: Sendable {
  enum Kind: Sendable {
    /// Given or not: `--resume`.
    case flag
    /// A name and a value: `--out runs/cat`.
    case option
    /// A value by its place: `photo.jpg`.
    case positional
  }

  /// What a shell offers for a value.
  enum Completion: Sendable, Equatable {
    case nothing
    /// Files whose names end in one of these, and folders on the way to them; any file where empty.
    case files([String] = [])
    case folders
    case values([String])
  }

  let kind: Kind
  /// As typed, dashes included; the last is the one to talk about.
  ///
  /// Empty for a positional argument.
  let names: [String]
  /// What the value is, in a word, such as `file`; empty for a flag.
  let value: String
  let help: String
  var isRequired = false
  var isRepeated = false
  /// The value that holds where none is given, as it would be typed.
  var standard: String?
  var completion = Completion.nothing

  /// What identifies the argument within its command.
  var key: String { names.last ?? value }

  /// The argument as messages and usage lines write it: `--out <folder>`.
  var shown: String {
    switch kind {
    case .flag: key
    case .option: "\(key) <\(value)>"
    case .positional: "<\(value)>"
    }
  }

  /// The values to choose from, if there is such a list.
  var choices: [String] {
    if case .values(let values) = completion { return values }
    return []
  }
}

extension ArgumentDescription {
  static let help = ArgumentDescription(
    kind: .flag, names: ["-h", "--help"], value: "", help: "Show help information.")

  static let version = ArgumentDescription(
    kind: .flag, names: ["--version"], value: "", help: "Show the version.")

  static let completionScript = ArgumentDescription(
    kind: .option, names: ["--generate-completion-script"], value: "shell",
    help: "Print a script that completes commands and options.",
    completion: .values(Shell.allCases.map(\.rawValue)))
}

extension [ArgumentDescription] {
  var options: [ArgumentDescription] { filter { $0.kind != .positional } }
  var positionals: [ArgumentDescription] { filter { $0.kind == .positional } }
}
