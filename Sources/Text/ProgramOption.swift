import Synchronization

/// What an error advises to ask of the program, which each program calls its own way: a command by the options
/// of its command line, others not at all.
package enum ProgramOption: String, CaseIterable, Sendable {
  case resume, overwrite
  case out = "folder"
  case set = "setting"
  case unset = "removal"
  case vary = "variation"
  case folds, random, halving, task
  case sortBy = "sort by"
  case threshold, layout, normalize, y
  case train, importModel = "import"

  private static let names = Mutex<[ProgramOption: String]>([:])

  /// Says what the program calls its options; to be called once, before anything is read.
  package static func call(_ name: (ProgramOption) -> String) {
    names.withLock { names in for option in allCases { names[option] = name(option) } }
  }

  /// What the program calls it; nil where it has no name for it.
  package var name: String? { Self.names.withLock { $0[self] } }

  /// What the program calls it, else what it is.
  package var word: String { name ?? rawValue }

  /// ` (--set alpha=…)`: the name with what follows it, to put behind what it does; empty without a name.
  package func bracketed(_ rest: String = "") -> String {
    name.map { " (\($0)\(rest.isEmpty ? "" : " ")\(rest))" } ?? ""
  }

  /// ` with --overwrite`; empty without a name.
  package var after: String { name.map { " with \($0)" } ?? "" }
}
