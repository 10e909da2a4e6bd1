import ArrayFiles
import DeepNetwork
import Foundation
import Interchange

/// A part of a saved training that is missing or makes no sense.
struct MissingPart: Error {
  let name: String
}

/// Takes the parts of a training state out of a file.
struct StateParts<Scalar: NetworkScalar> {
  /// More layers than any network has.
  private static var mostLayers: Int { 1_000_000 }

  private let file: ArrayFile
  private let names: Set<String>
  /// The names of states by what they begin with, `state3` or `best.state3`.
  private let stateNames: [String: [String]]

  init(_ file: ArrayFile) {
    self.file = file
    names = Set(file.names)
    stateNames = file.names.reduce(into: [:]) { all, name in
      let isBest = name.hasPrefix("best.state")
      guard isBest || name.hasPrefix("state") else { return }
      let parts = name.split(separator: ".", maxSplits: isBest ? 2 : 1)
      all[parts.dropLast().joined(separator: "."), default: []].append(name)
    }
  }

  /// The state of a training of so many layers; what a layer has none of is empty.
  func state(layers L: Int) throws -> TrainingState<Scalar> {
    guard (1...Self.mostLayers).contains(L) else { throw MissingPart(name: "layers") }
    let isDual = names.contains("S")
    let layers = try (1...L).map { l in
      var optimizer = LayerOptimizerState<Scalar>()
      optimizer.W = try self.optimizer("W\(l)")
      optimizer.b = try self.optimizer("b\(l)")
      return TrainingState<Scalar>.LayerState(
        W: try matrix(l == 1 && isDual ? "S" : "W\(l)"), b: try matrix("b\(l)"),
        state: try state("state\(l)"), optimizer: optimizer)
    }
    return TrainingState(
      iteration: try count("iteration"), layers: layers,
      initialW: isDual ? try matrix("W0") : nil, randomAtEpoch: try random("order"),
      dropoutRandom: try random("dropout"), cost: try cost(""), best: try best(layers: L),
      rowsWithoutProgress: try count("rowsWithoutImprovement"),
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
      states: try (1...L).map { try state("best.state\($0)") },
      start: isOfEarlierVersion ? nil : try startOfBest())
  }

  private func startOfBest() throws -> RowStart {
    RowStart(
      randomAtEpoch: try random("best.order"), dropoutRandom: try random("best.dropout"),
      cost: try cost("best."))
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

  private func state(_ prefix: String) throws -> [String: Matrix<Scalar>] {
    try (stateNames[prefix] ?? []).reduce(into: [:]) { state, name in
      state[String(name.dropFirst(prefix.count + 1))] = try matrix(name)
    }
  }

  private func optimizer(_ name: String) throws -> OptimizerState<Scalar> {
    var state = OptimizerState<Scalar>()
    state.first = try matrix("\(name).first")
    state.second = try matrix("\(name).second")
    return state
  }

  func text(_ key: String) throws -> String {
    guard let text = file.metadata[key] else { throw MissingPart(name: key) }
    return text
  }

  func count(_ key: String) throws -> Int {
    guard let count = Int(try text(key)), count >= 0 else { throw MissingPart(name: key) }
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
