import ArrayFiles
import DeepNetwork
import Foundation
import Interchange
import Text

/// A training that was saved: enough to go on to the same bits.
struct Checkpoint<Scalar: NetworkScalar>: Sendable {
  var state: TrainingState<Scalar>
  /// The configuration of the run, to be compared with the one that goes on.
  var configuration: JSONValue
  /// The digest of the training data.
  var trainingData: String
  /// The wall time of the training so far.
  var seconds: Double
  /// How the training diverged, if it did.
  var divergence: DivergenceNote?
}

/// What a checkpoint says of a training that diverged.
struct DivergenceNote: Sendable, Equatable {
  /// What was told, for who looks at the file.
  let text: String
  /// The update that was not made; nil where an earlier version did not say.
  let iteration: Int?
  /// Whether the state of the checkpoint is one to go on from; else the training begins anew.
  let isStateGood: Bool

  init(text: String, iteration: Int?, isStateGood: Bool) {
    self.text = text
    self.iteration = iteration
    self.isStateGood = isStateGood
  }

  /// nil where the metadata of a checkpoint tell of none.
  init?(_ metadata: [String: String]) {
    guard let text = metadata["divergence"] else { return nil }
    self.text = text
    iteration = metadata["divergence.iteration"].flatMap { Int($0) }
    isStateGood = metadata["divergence.state"] == "good"
  }

  var metadata: [String: String] {
    var metadata = ["divergence": text, "divergence.state": isStateGood ? "good" : "last"]
    metadata["divergence.iteration"] = iteration.map { "\($0)" }
    return metadata
  }
}

// MARK: - Writing

extension Checkpoint {
  /// Writes the model's own tensors and metadata with all that resuming needs beside them.
  func write(_ model: TrainedModel, to url: URL) throws {
    var tensors = model.tensors
    if let initialW = state.initialW {
      tensors.append(("W0", initialW.numericArray))
      tensors.append(("S", (state.layers[0].values["W"] ?? .empty).numericArray))
    }
    tensors += state.ownTensors
    var metadata = model.description.metadata.merging(state.metadata) { _, ofState in ofState }
    metadata["configuration"] = configuration.compactText
    metadata["seconds"] = seconds.bits
    metadata.merge(divergence?.metadata ?? [:]) { _, ofDivergence in ofDivergence }
    try TensorFile.write(tensors, metadata: metadata, to: url)
  }
}

// MARK: - Reading

extension Checkpoint {
  /// Reads what `write` wrote.
  ///
  /// - Throws: `CheckpointError` if it is none of such a network in this precision,
  ///   `ArrayFileError` if it is damaged.
  init(contentsOf url: URL, plan: NetworkPlan) throws {
    let file = try ArrayFile(contentsOf: url)
    let parts = StateParts<Scalar>(file)
    do {
      state = try parts.state(layers: plan.L)
      try Self.requireAll(state, of: plan)
      let configuration = JSONValue(text: try parts.text("configuration"))
      guard let configuration else { throw MissingPart(name: "configuration") }
      self.configuration = configuration.withSplitSeeds
      trainingData = try parts.text("trainingData")
      seconds = try parts.double("seconds")
    } catch let missing as MissingPart {
      throw CheckpointError.damaged(path: url.path, part: missing.name)
    }
    divergence = DivergenceNote(file.metadata)
  }

  /// Makes sure that each layer has all that it was planned with; shapes are looked at later.
  private static func requireAll(_ state: TrainingState<Scalar>, of plan: NetworkPlan) throws {
    func require(
      _ matrix: Matrix<Scalar>?, _ shape: Shape, _ name: @autoclosure () -> String
    ) throws {
      guard shape.count > 0, matrix?.isEmpty ?? true else { return }
      throw MissingPart(name: name())
    }
    for (index, layer) in plan.layers.enumerated() {
      let l = index + 1
      let saved = state.layers[index].values.unpacked(as: layer)
      let isDual = l == 1 && state.initialW != nil
      for parameter in layer.parameters {
        let name = parameter.name
        try require(
          saved[name], parameter.shape, isDual && name == "W" ? "S" : name.ofLayer(l))
      }
      for (name, shape) in layer.shapesOfState {
        try require(state.layers[index].state[name], shape, "state\(l).\(name)")
      }
      guard let best = state.best else { continue }
      let values = best.values[index].unpacked(as: layer)
      for parameter in layer.parameters {
        try require(
          values[parameter.name], parameter.shape, "best.\(parameter.name.ofLayer(l))")
      }
      for (name, shape) in layer.shapesOfState {
        try require(best.states[index][name], shape, "best.state\(l).\(name)")
      }
    }
    if let W0 = state.initialW { try require(W0, plan.shapeOfW(1), "W0") }
  }
}
