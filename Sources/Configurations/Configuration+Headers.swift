import Datasets
import DeepNetwork
import Foundation

extension Configuration {
  /// What the headers of the training data say.
  package func trainingHeader(from folder: URL) throws(DataError) -> SourceHeader {
    try SourceHeader(data.train, labels: loss.labelKind, relativeTo: folder)
  }

  /// The examples that are left for training, of `count` in the source.
  package func trainingCount(of count: Int) -> Int {
    switch data.validation {
    case .fraction(let fraction, _)?:
      return max(1, count - Int((fraction * Double(count) + 0.5).rounded(.down)))
    case .fold(let fold, let folds, _)?:
      return max(1, count - count / folds - (fold <= count % folds ? 1 : 0))
    case .source?, nil: return count
    }
  }

  /// The examples of an update, of `count` in the source.
  package func batchCount(of count: Int) -> Int {
    let size = hyperparameters.batchSize
    return size == 0 ? trainingCount(of: count) : min(size, trainingCount(of: count))
  }
}
