import Foundation
import Text

/// Why a run cannot be resumed.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// A part of the checkpoint is missing or makes no sense.
  case damaged(path: String, part: String)
  /// The configuration differs in what must stay as it was.
  case otherConfiguration(path: String, differences: [String])
  /// The training data are others.
  case otherData(path: String)
  /// It diverged, and nothing has changed that would make another end of it.
  case diverged(path: String, at: Int, from: Int)
  /// More updates have been made than are asked for.
  case beyond(path: String, made: Int, asked: Int)
  /// An earlier version kept less of early stopping than going on takes.
  case earlierVersion(path: String)

  public var description: String {
    switch self {
    case .damaged(let path, let part):
      "\(path) cannot be resumed from: \"\(part)\" is missing or makes no sense; "
        + "start over\(ProgramOption.overwrite.after)"
    case .otherConfiguration(let path, let differences):
      "\(path) was trained with another configuration: \(differences.joined(separator: "; ")); "
        + "only \(ConfigurationChanges.changeableText) may change; "
        + "use the old values or \(ProgramOption.overwrite.name ?? "start over")"
    case .otherData(let path):
      "\(path) was trained on other data than there are now; bring the old data back or start "
        + "over\(ProgramOption.overwrite.after)"
    case .diverged(let path, let end, let start):
      "\(path) diverged at iteration \(end), and nothing has changed that would keep it from doing "
        + "so again; \(start > 0 ? "go on from iteration \(start)" : "begin again") with a smaller "
        + "alpha\(ProgramOption.set.bracketed("alpha=…")), or start over with other settings"
        + ProgramOption.overwrite.bracketed()
    case .beyond(let path, let made, let asked):
      "\(path) has made \(made) updates already, and \(asked) are asked for; ask for more, or start "
        + "over\(ProgramOption.overwrite.after)"
    case .earlierVersion(let path):
      "\(path) was begun by an earlier version, which of early stopping did not keep all that going "
        + "on takes; start over\(ProgramOption.overwrite.after)"
    }
  }
}

extension CheckpointError: LocalizedError {
  public var errorDescription: String? { description }
}
