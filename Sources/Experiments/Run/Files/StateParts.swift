import ArrayFiles
import DeepNetwork
import Text

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

/// A part of a saved training that is missing or makes no sense.
struct MissingPart: Error {
  let name: String
}
