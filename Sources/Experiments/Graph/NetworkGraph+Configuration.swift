import Datasets
import DeepNetwork
import Foundation
import Reports

extension NetworkGraph {
  /// The graph of a configuration; the data's headers are asked for n[0] and m.
  ///
  /// - Throws: `DimensionError`; `DataError` where n[0] is to come from data that cannot be read.
  package init(_ configuration: Configuration, folder: URL) throws {
    let (architecture, l2) = (configuration.architecture, configuration.hyperparameters.l2)
    var header: SourceHeader?
    do {
      header = try configuration.trainingHeader(from: folder)
    } catch {
      guard architecture.n[0] > 0 else { throw error }
    }
    var inputSize = header?.featureCount
    var count = header?.count
    if architecture.n[0] == 0, inputSize == nil {
      let train = try configuration.loadData(from: folder).train
      (inputSize, count) = (train.featureCount, train.count)
    }
    let shape = inputSize.map { DataShape(inputSize: $0, outputSize: header?.labelWidth) }
    self.init(
      try DimensionChecker.check(architecture, data: shape), loss: configuration.loss, l2: l2,
      m: count.map(configuration.batchCount),
      isWeighted: configuration.hyperparameters.classWeights != nil)
  }
}
