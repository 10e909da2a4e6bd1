import Datasets
import DeepNetwork
import Drawing
import Foundation
import Text

/// A network as `dnn graph` shows it.
package protocol NetworkView: Sendable {
  /// Formulas and shapes, line by line.
  var text: String { get }
  var json: JSONValue { get }
  /// The layers in the language of Graphviz.
  var dot: String { get }
  var drawing: SVG { get }
}

extension NetworkView {
  /// The picture as the text of a file.
  package var svg: String { drawing.file(style: GraphCanvas.style).source + "\n" }
}

extension NetworkGraph: NetworkView {
  package var drawing: SVG { NetworkDrawing(self).drawing }
}

extension Configuration {
  /// The network's graph; the data's headers are asked for n[0] and m.
  ///
  /// - Throws: `DimensionError`, `MemoryError`; `DataError` for data that cannot be read, or are not
  ///   there where n[0] is to come from them.
  package func networkView(folder: URL) throws -> any NetworkView {
    let (plan, m) = try plannedNetwork(folder)
    return try networkView(plan, m: m, isWeighted: hyperparameters.classWeights != nil)
  }

  func networkView(_ plan: NetworkPlan, m: Int?, isWeighted: Bool) throws -> any NetworkView {
    let l2 = hyperparameters.l2
    guard architecture.isDense else {
      return try LayerGraph(plan, loss: loss, l2: l2, m: m, isWeighted: isWeighted)
    }
    return NetworkGraph(plan, loss: loss, l2: l2, m: m, isWeighted: isWeighted)
  }

  /// The shapes, and the examples of a batch where they are known.
  private func plannedNetwork(_ folder: URL) throws -> (plan: NetworkPlan, m: Int?) {
    var header: SourceHeader?
    do {
      header = try trainingHeader(from: folder)
    } catch {
      guard architecture.inputSize > 0, error.kind == .missingFile else { throw error }
    }
    var shape = header?.featureCount.map {
      DataShape(inputSize: $0, outputSize: header?.labelWidth, image: header?.image)
    }
    var count = header?.count
    if architecture.inputSize == 0, shape == nil {
      let train = try loadData(from: folder).train
      (shape, count) = (train.dataShape, train.count)
    }
    let plan = try DimensionChecker.check(architecture, data: shape)
    return (plan, count.map(batchCount))
  }
}
