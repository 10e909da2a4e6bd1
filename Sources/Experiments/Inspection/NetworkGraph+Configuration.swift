import Datasets
import DeepNetwork
import Foundation
import Reports

extension NetworkGraph {
  /// The graph of a configuration; the data's headers are asked for n[0] and m.
  ///
  /// - Throws: `NotDenseError`; `DimensionError`; `DataError` for data that cannot be
  ///   read, or are not there where n[0] is to come from them.
  package init(_ configuration: Configuration, folder: URL) throws {
    let (architecture, l2) = (configuration.architecture, configuration.hyperparameters.l2)
    guard let n = architecture.n else {
      throw NotDenseError(architecture, task: "drawn by dnn graph")
    }
    var header: SourceHeader?
    do {
      header = try configuration.trainingHeader(from: folder)
    } catch {
      guard n[0] > 0, error.kind == .missingFile else { throw error }
    }
    var inputSize = header?.featureCount
    var count = header?.count
    if n[0] == 0, inputSize == nil {
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

/// A network of other layers where only dense ones will do.
package struct NotDenseError: Error, Equatable, CustomStringConvertible {
  /// The number and type of the first layer that is not dense.
  let layer: Int
  let type: String
  let task: String

  init(_ architecture: Architecture, task: String) {
    let index = architecture.layers.firstIndex { $0.units == nil } ?? 0
    layer = index + 1
    type = architecture.layers[index].type
    self.task = task
  }

  package var description: String {
    "layer \(layer) is \(type), but only networks of dense layers are \(task); "
      + "dnn check shows the shapes of any network"
  }
}
