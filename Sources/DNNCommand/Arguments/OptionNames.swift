import Text

extension ProgramOption {
  /// What the command calls it, in the errors of the libraries.
  var nameInCommand: String {
    switch self {
    case .resume: "--resume"
    case .overwrite: "--overwrite"
    case .out: "--out"
    case .set: "--set"
    case .unset: "--unset"
    case .vary: "--vary"
    case .folds: "--folds"
    case .random: "--random"
    case .halving: "--halving"
    case .task: "--task"
    case .sortBy: "--sort-by"
    case .threshold: "--threshold"
    case .layout: "--layout"
    case .normalize: "--normalize"
    case .y: "--y"
    case .train: "dnn train"
    case .importModel: "dnn import"
    }
  }
}
