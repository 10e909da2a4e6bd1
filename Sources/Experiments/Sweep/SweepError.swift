/// Why a sweep cannot be made.
package enum SweepError: Error, Equatable {
  case nothingVaries
  case repeatedKey(String)
  case repeatedValue(String, key: String)
  case tooManyTrials(most: Int)
  /// The networks have no such figure to sort by.
  case noFigure(Figure, available: [Figure])
  /// The sweep's folder is that of a single run.
  case holdsARun(path: String)
  /// A trial's folder holds a training with another configuration or other data.
  case otherTrial(path: String, reason: String)
  /// What a trial wrote cannot be read back.
  case unreadable(path: String)
  /// There is no folder to collect from.
  case nothingThere(path: String)
  /// A path or setting that the files of an emitted sweep cannot hold.
  case unspeakable(String, reason: String)
}

extension SweepError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nothingVaries:
      "nothing to sweep over: give --vary KEY=V1,V2,… or --folds K"
    case .repeatedKey(let key):
      "--vary \(key) is given twice; put all of its values behind one"
    case .repeatedValue(let value, let key):
      "--vary \(key): the value \(value) is given twice"
    case .tooManyTrials(let most):
      "more than \(most) trials: vary fewer keys or give fewer values"
    case .noFigure(let figure, let available):
      "--sort-by \(figure.rawValue): these networks have no such figure; they have "
        + available.map(\.rawValue).joined(separator: ", ")
    case .holdsARun(let path):
      "\(path) holds a run of its own; choose another folder (--out)"
    case .otherTrial(let path, let reason):
      "\(path) is of another sweep: \(reason); choose another folder (--out) or remove this one"
    case .unreadable(let path):
      "\(path): the trial has ended, but its files cannot be read back; the same command tries again"
    case .nothingThere(let path):
      "\(path) is not there: run the sweep first, or say where it is (--out)"
    case .unspeakable(let word, let reason): "\(word): \(reason); use another"
    }
  }
}
