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

/// Why a run cannot be resumed.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// A part of the checkpoint is missing or makes no sense.
  case damaged(path: String, part: String)
  /// The configuration differs in what must stay as it was.
  case otherConfiguration(path: String, differences: [String])
  /// The training data are others.
  case otherData(path: String)
  /// It diverged, and nothing has changed that would make another end of it.
  case diverged(path: String, at: Int, from: Int)
  /// More updates have been made than are asked for.
  case beyond(path: String, made: Int, asked: Int)
  /// An earlier version kept less of early stopping than going on takes.
  case earlierVersion(path: String)

  public var description: String {
    switch self {
    case .damaged(let path, let part):
      "\(path) cannot be resumed from: \"\(part)\" is missing or makes no sense; "
        + "start over\(ProgramOption.overwrite.after)"
    case .otherConfiguration(let path, let differences):
      "\(path) was trained with another configuration: \(differences.joined(separator: "; ")); "
        + "only \(ConfigurationChanges.changeableText) may change; "
        + "use the old values or \(ProgramOption.overwrite.name ?? "start over")"
    case .otherData(let path):
      "\(path) was trained on other data than there are now; bring the old data back or start "
        + "over\(ProgramOption.overwrite.after)"
    case .diverged(let path, let end, let start):
      "\(path) diverged at iteration \(end), and nothing has changed that would keep it from doing "
        + "so again; \(start > 0 ? "go on from iteration \(start)" : "begin again") with a smaller "
        + "alpha\(ProgramOption.set.bracketed("alpha=…")), or start over with other settings"
        + ProgramOption.overwrite.bracketed()
    case .beyond(let path, let made, let asked):
      "\(path) has made \(made) updates already, and \(asked) are asked for; ask for more, or start "
        + "over\(ProgramOption.overwrite.after)"
    case .earlierVersion(let path):
      "\(path) was begun by an earlier version, which of early stopping did not keep all that going "
        + "on takes; start over\(ProgramOption.overwrite.after)"
    }
  }
}

extension CheckpointError: LocalizedError {
  public var errorDescription: String? { description }
}

/// A part of a saved training that is missing or makes no sense.
struct MissingPart: Error {
  let name: String
}

/// The name in a file of a matrix that belongs to a layer: `W3`, `W3.2`, `W3.2.velocity`, `state3.mean`.
struct LayerTensorName {
  enum Role: Hashable {
    case parameter, state
    /// What an optimizer remembers of the parameter of this name.
    case memory(of: String)
  }

  let inFile: String
  let layer: Int
  let role: Role
  /// The name of the parameter or state in its layer, or what the optimizer calls its memory.
  let name: String

  /// nil where it is none.
  init?(_ inFile: String, prefix: String = "") {
    let own = inFile.dropFirst(prefix.count)
    let base = own.prefix { $0 != "." && !$0.isNumber }
    let digits = own.dropFirst(base.count).prefix { $0.isNumber }
    var path = own.dropFirst(base.count + digits.count).split(separator: ".")
    guard !base.isEmpty, let layer = Int(digits), layer > 0 else { return nil }
    self.inFile = inFile
    self.layer = layer
    guard base != "state" else {
      role = .state
      name = path.joined(separator: ".")
      return
    }
    func parameter() -> String { ([base] + path).joined(separator: ".") }
    // Names of parameters end in the number of a layer inside, if in anything.
    guard let last = path.last, Int(last) == nil else {
      role = .parameter
      name = parameter()
      return
    }
    path.removeLast()
    role = .memory(of: parameter())
    name = String(last)
  }
}

/// Takes the parts of a training state out of a file.
struct StateParts<Scalar: NetworkScalar> {
  /// More layers than any network has.
  private static var maximumLayers: Int { 1_000_000 }

  private let file: ArrayFile
  private let names: Set<String>
  /// The names of what layers hold, by layer.
  private let layerNames: [Int: [LayerTensorName]]
  private let bestNames: [Int: [LayerTensorName]]

  init(_ file: ArrayFile) {
    self.file = file
    names = Set(file.names)
    let best = file.names.filter { $0.hasPrefix("best.") }
    layerNames = Dictionary(grouping: file.names.compactMap { LayerTensorName($0) }, by: \.layer)
    bestNames = Dictionary(
      grouping: best.compactMap { LayerTensorName($0, prefix: "best.") }, by: \.layer)
  }

  /// The state of a training of so many layers; what a layer has none of is empty.
  func state(layers L: Int) throws -> TrainingState<Scalar> {
    guard (1...Self.maximumLayers).contains(L) else { throw MissingPart(name: "layers") }
    let isDual = names.contains("S")
    let layers = try (1...L).map { l in
      var values = try matrices(layerNames[l], .parameter)
      if l == 1 && isDual { values["W"] = try matrix("S") }
      return TrainingState<Scalar>.LayerState(
        values: values, state: try matrices(layerNames[l], .state), optimizer: try optimizer(l))
    }
    var state = TrainingState(
      iteration: try count("iteration"), layers: layers,
      initialW: isDual ? try matrix("W0") : nil, randomAtEpoch: try random("order"),
      dropoutRandom: try random("dropout"), cost: try cost(""), best: try best(layers: L),
      rowsWithoutProgress: try count("rowsWithoutImprovement"), plateaus: try plateaus(""),
      lastRow: try file.metadata["lastRow"].map { _ in try count("lastRow") },
      watchedFrom: try count("watchedFrom", orElse: 0),
      optimizerStart: try count("optimizerStart", orElse: 0))
    if file.metadata["last.cost"] != nil { state.lastUpdate = try cost("last.") }
    return state
  }

  private func best(layers L: Int) throws -> BestWeights<Scalar>? {
    guard file.metadata["best.iteration"] != nil else { return nil }
    let isOfEarlierVersion = file.metadata["best.monitor"] == nil
    return BestWeights(
      iteration: try count("best.iteration"),
      monitor: file.metadata["best.monitor"] ?? Hyperparameters.Monitor.cost.name,
      value: try double(isOfEarlierVersion ? "best.validationCost" : "best.value"),
      values: try (1...L).map { try matrices(bestNames[$0], .parameter) },
      states: try (1...L).map { try matrices(bestNames[$0], .state) },
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
      let examples = try double("\(prefix)costExamples")
      return MeanCost(
        value: try double("\(prefix)cost"), examples: examples,
        right: examples == 0 ? 0 : try rightAnswers("\(prefix)rightAnswers"))
    }
    let updates = try count("\(prefix)costCount")
    return MeanCost(
      value: try double("\(prefix)costSum") / Double(max(1, updates)), updates: updates)
  }

  /// The right answers since a row; nil where earlier versions did not count them.
  private func rightAnswers(_ key: String) throws -> Int? {
    guard let text = file.metadata[key] else { return nil }
    guard let right = Int(text), (0...1 << 53).contains(right) else { throw MissingPart(name: key) }
    return right
  }

  /// The matrix of a name; empty where the file has none.
  private func matrix(_ name: String) throws -> Matrix<Scalar> {
    guard names.contains(name) else { return .empty }
    guard let matrix = try Matrix<Scalar>(twoAxes: file.array(named: name)) else {
      throw MissingPart(name: name)
    }
    return matrix
  }

  /// The parameters or the states among some names, by their names in the layer.
  private func matrices(_ names: [LayerTensorName]?, _ role: LayerTensorName.Role) throws
    -> [String: Matrix<Scalar>]
  {
    try (names ?? []).reduce(into: [:]) { all, name in
      if name.role == role { all[name.name] = try matrix(name.inFile) }
    }
  }

  /// What the optimizer remembers of the parameters of layer l.
  private func optimizer(_ l: Int) throws -> [String: OptimizerState<Scalar>] {
    var memory: [String: [String: Matrix<Scalar>]] = [:]
    for name in layerNames[l] ?? [] {
      guard case .memory(of: let parameter) = name.role else { continue }
      memory[parameter, default: [:]][name.name] = try matrix(name.inFile)
    }
    return memory.mapValues { OptimizerState($0) }
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
