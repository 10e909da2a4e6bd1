import ArrayFiles
import DeepNetwork
import Foundation
import Interchange

extension Configuration {
  /// The network as training begins with it; `random` goes on from there.
  ///
  /// - Throws: `ArrayFileError` or `DimensionError` for weights that are to come from a file.
  func initialModel<Scalar: NetworkScalar>(
    _ plan: NetworkPlan, from random: inout RandomState
  ) throws -> Model<Scalar> {
    switch initialization {
    case .drawn(let initializer):
      return Model(plan, initializer: initializer, from: &random)
    case .file(let file):
      let arrays = try ArrayFile(contentsOf: URL(fileURLWithPath: file.path))
      let reader = WeightReader(arrays, names: file.names, layout: file.layout, plan: plan)
      return try Model(plan, weightsFrom: reader, isModelFile: false)
    }
  }
}
