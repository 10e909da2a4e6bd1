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
      tensors.append(("S", state.layers[0].W.numericArray))
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
      let (l, saved) = (index + 1, state.layers[index])
      let isDual = l == 1 && state.initialW != nil
      try require(saved.W, layer.shapeOfW, isDual ? "S" : "W\(l)")
      try require(saved.b, layer.shapeOfB, "b\(l)")
      for (name, shape) in layer.shapesOfState {
        try require(saved.state[name], shape, "state\(l).\(name)")
      }
      guard let best = state.best else { continue }
      try require(best.W[index], layer.shapeOfW, "best.W\(l)")
      try require(best.b[index], layer.shapeOfB, "best.b\(l)")
      for (name, shape) in layer.shapesOfState {
        try require(best.states[index][name], shape, "best.state\(l).\(name)")
      }
    }
    if let W0 = state.initialW { try require(W0, plan.shapeOfW(1), "W0") }
  }
}

/// Why a run cannot be resumed.
package enum CheckpointError: Error, Equatable, CustomStringConvertible {
  case damaged(path: String, part: String)
  case otherConfiguration(path: String, differences: [String])
  case otherData(path: String)
  /// It diverged, and nothing has changed that would make another end of it.
  case diverged(path: String, at: Int, from: Int)
  /// More updates have been made than are asked for.
  case beyond(path: String, made: Int, asked: Int)
  /// An earlier version kept less of early stopping than going on takes.
  case earlierVersion(path: String)

  package var description: String {
    switch self {
    case .damaged(let path, let part):
      "\(path) cannot be resumed from: \"\(part)\" is missing or makes no sense; "
        + "start over with --overwrite"
    case .otherConfiguration(let path, let differences):
      "\(path) was trained with another configuration: \(differences.joined(separator: "; ")); "
        + "only \(ConfigurationChanges.changeableText) may change; "
        + "use the old values or --overwrite"
    case .otherData(let path):
      "\(path) was trained on other data than there are now; bring the old data back or start "
        + "over with --overwrite"
    case .diverged(let path, let end, let start):
      "\(path) diverged at iteration \(end), and nothing has changed that would keep it from doing "
        + "so again; \(start > 0 ? "go on from iteration \(start)" : "begin again") with a smaller "
        + "alpha (--set alpha=…), or start over with other settings (--overwrite)"
    case .beyond(let path, let made, let asked):
      "\(path) has made \(made) updates already, and \(asked) are asked for; ask for more, or start "
        + "over with --overwrite"
    case .earlierVersion(let path):
      "\(path) was begun by an earlier version, which of early stopping did not keep all that going "
        + "on takes; start over with --overwrite"
    }
  }
}

/// A part of a saved training that is missing or makes no sense.
struct MissingPart: Error {
  let name: String
}

/// Takes the parts of a training state out of a file.
struct StateParts<Scalar: NetworkScalar> {
  /// More layers than any network has.
  private static var maximumLayers: Int { 1_000_000 }

  private let file: ArrayFile
  private let names: Set<String>
  /// The names of states and of what optimizers remember by what they begin with: `state3`,
  /// `best.state3`, `W3`.
  private let partNames: [String: [String]]

  init(_ file: ArrayFile) {
    self.file = file
    names = Set(file.names)
    partNames = file.names.reduce(into: [:]) { all, name in
      let parts = name.split(separator: ".", maxSplits: name.hasPrefix("best.") ? 2 : 1)
      all[parts.dropLast().joined(separator: "."), default: []].append(name)
    }
  }

  /// The state of a training of so many layers; what a layer has none of is empty.
  func state(layers L: Int) throws -> TrainingState<Scalar> {
    guard (1...Self.maximumLayers).contains(L) else { throw MissingPart(name: "layers") }
    let isDual = names.contains("S")
    let layers = try (1...L).map { l in
      var optimizer = LayerOptimizerState<Scalar>()
      optimizer.W = OptimizerState(try parts(of: "W\(l)"))
      optimizer.b = OptimizerState(try parts(of: "b\(l)"))
      return TrainingState<Scalar>.LayerState(
        W: try matrix(l == 1 && isDual ? "S" : "W\(l)"), b: try matrix("b\(l)"),
        state: try parts(of: "state\(l)"), optimizer: optimizer)
    }
    return TrainingState(
      iteration: try count("iteration"), layers: layers,
      initialW: isDual ? try matrix("W0") : nil, randomAtEpoch: try random("order"),
      dropoutRandom: try random("dropout"), cost: try cost(""), best: try best(layers: L),
      rowsWithoutProgress: try count("rowsWithoutImprovement"), plateaus: try plateaus(""),
      lastRow: try file.metadata["lastRow"].map { _ in try count("lastRow") },
      watchedFrom: try count("watchedFrom", orElse: 0),
      optimizerStart: try count("optimizerStart", orElse: 0))
  }

  private func best(layers L: Int) throws -> BestWeights<Scalar>? {
    guard file.metadata["best.iteration"] != nil else { return nil }
    let isOfEarlierVersion = file.metadata["best.monitor"] == nil
    return BestWeights(
      iteration: try count("best.iteration"),
      monitor: file.metadata["best.monitor"] ?? Hyperparameters.Monitor.cost.name,
      value: try double(isOfEarlierVersion ? "best.validationCost" : "best.value"),
      W: try (1...L).map { try matrix("best.W\($0)") },
      b: try (1...L).map { try matrix("best.b\($0)") },
      states: try (1...L).map { try parts(of: "best.state\($0)") },
      start: isOfEarlierVersion ? nil : try startOfBest())
  }

  private func startOfBest() throws -> RowStart {
    RowStart(
      randomAtEpoch: try random("best.order"), dropoutRandom: try random("best.dropout"),
      cost: try cost("best."), plateaus: try plateaus("best."))
  }

  private func plateaus(_ prefix: String) throws -> PlateauCount {
    guard file.metadata["\(prefix)plateaus"] != nil else { return PlateauCount() }
    return PlateauCount(
      count: try count("\(prefix)plateaus"), rows: try count("\(prefix)plateaus.rows"),
      knownFrom: try count("\(prefix)plateaus.knownFrom"))
  }

  /// The mean cost since a row; earlier versions wrote a sum over updates.
  private func cost(_ prefix: String) throws -> MeanCost {
    guard file.metadata["\(prefix)costSum"] != nil else {
      return MeanCost(
        value: try double("\(prefix)cost"), examples: try double("\(prefix)costExamples"))
    }
    let updates = try count("\(prefix)costCount")
    return MeanCost(
      value: try double("\(prefix)costSum") / Double(max(1, updates)), updates: updates)
  }

  /// The matrix of a name; empty where the file has none.
  private func matrix(_ name: String) throws -> Matrix<Scalar> {
    guard names.contains(name) else { return .empty }
    guard let matrix = try Matrix<Scalar>(file.array(named: name)) else {
      throw MissingPart(name: name)
    }
    return matrix
  }

  /// What stands behind a name and a full stop, by the rest of its name.
  private func parts(of prefix: String) throws -> [String: Matrix<Scalar>] {
    try (partNames[prefix] ?? []).reduce(into: [:]) { parts, name in
      parts[String(name.dropFirst(prefix.count + 1))] = try matrix(name)
    }
  }

  func text(_ key: String) throws -> String {
    guard let text = file.metadata[key] else { throw MissingPart(name: key) }
    return text
  }

  func count(_ key: String) throws -> Int {
    guard let count = Int(try text(key)), (0...maximumCount).contains(count) else {
      throw MissingPart(name: key)
    }
    return count
  }

  /// A number that earlier versions did not write.
  private func count(_ key: String, orElse value: Int) throws -> Int {
    file.metadata[key] == nil ? value : try count(key)
  }

  func double(_ key: String) throws -> Double {
    guard let bits = UInt64(try text(key)) else { throw MissingPart(name: key) }
    return Double(bitPattern: bits)
  }

  private func random(_ name: String) throws -> RandomState {
    guard names.contains(name) else { throw MissingPart(name: name) }
    let words = try file.array(named: name).doubles().map { UInt32(exactly: $0) ?? 0 }
    let spare = file.metadata["\(name).spare"].flatMap { UInt64($0) }
    guard
      let random = RandomState(
        words: words, position: try count("\(name).position"),
        spareNormal: spare.map(Double.init(bitPattern:)))
    else { throw MissingPart(name: name) }
    return random
  }
}
