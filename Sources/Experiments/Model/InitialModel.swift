import ArrayFiles
import DeepNetwork
import Foundation
import Interchange

extension Configuration {
  /// The network as training begins with it; `random` goes on from there.
  ///
  /// With `partial` the network is drawn as the default initializer has it, and what the file has is laid
  /// over that.
  ///
  /// - Throws: `ArrayFileError`, `WeightError` or `DimensionError` for weights that are to come from a file.
  func initialModel<Scalar: NetworkScalar>(
    _ plan: NetworkPlan, from random: inout RandomState
  ) throws -> Model<Scalar> {
    switch initialization {
    case .drawn(let initializer):
      return Model(plan, initializer: initializer, from: &random)
    case .file(let file):
      let reader = try file.reader(for: plan)
      guard file.isPartial else { return try Model(plan, weightsFrom: reader, isModelFile: false) }
      let drawn = Model<Scalar>(plan, initializer: .normal(), from: &random)
      return try Model(
        plan,
        parameters: zip(drawn.layers, reader.weights(Scalar.self)).map {
          $0.namedValues.merging($1) { _, inFile in inFile }
        },
        states: zip(drawn.layers, reader.states(Scalar.self)).map {
          $0.state.merging($1) { _, inFile in inFile }
        })
    }
  }

  /// What is to be known of weights that come from a file, a line each; with each of many layers where that
  /// is asked for.
  ///
  /// - Throws: as ``initialModel(_:from:)`` does.
  func remarksOnWeights(_ plan: NetworkPlan, inFull isInFull: Bool) throws -> [String] {
    guard case .file(let file) = initialization else { return [] }
    return try file.reader(for: plan).remarks(inFull: isInFull)
  }
}

extension Configuration.WeightFile {
  fileprivate func reader(for plan: NetworkPlan) throws -> WeightReader {
    WeightReader(
      try ArrayFile(contentsOf: URL(fileURLWithPath: path)), names: names, layout: layout,
      isPartial: isPartial, plan: plan)
  }
}
