import Datasets
import DeepNetwork
import Foundation

extension Configuration {
  /// What labels mean for the loss.
  var labelKind: LabelKind {
    switch loss {
    case .binaryCrossEntropy: .binary
    case .categoricalCrossEntropy: .oneHot
    case .meanSquaredError: .values
    }
  }

  /// What the headers of the training data say.
  package func trainingHeader(from folder: URL) throws(DataError) -> SourceHeader {
    try SourceHeader(data.train, labels: labelKind, relativeTo: folder)
  }

  /// The examples of an update, of `count` in the training set.
  package func batchCount(of count: Int) -> Int {
    let trained =
      if case .fraction(let fraction)? = data.validation {
        max(1, count - Int((fraction * Double(count) + 0.5).rounded(.down)))
      } else {
        count
      }
    let size = hyperparameters.batchSize
    return size == 0 ? trained : min(size, trained)
  }
}
