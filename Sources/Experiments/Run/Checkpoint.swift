import ArrayFiles
import DeepNetwork
import Foundation
import Interchange

/// A training that was saved: enough to go on to the same bits.
struct Checkpoint<Scalar: NetworkScalar>: Sendable {
  var state: TrainingState<Scalar>
  /// The configuration of the run, to be compared with the one that goes on.
  var configuration: JSONValue
  /// The digest of the training data.
  var trainingData: String
  /// The wall time of the training so far.
  var seconds: Double
  /// Why the training cannot go on from here, for who looks at the file.
  var divergence: String?
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
    for (index, layer) in state.layers.enumerated() {
      for (name, optimizer) in [("W", layer.optimizer.W), ("b", layer.optimizer.b)] {
        for (part, matrix) in [("first", optimizer.first), ("second", optimizer.second)]
        where !matrix.isEmpty {
          tensors.append(("\(name)\(index + 1).\(part)", matrix.numericArray))
        }
      }
    }
    if let best = state.best {
      for (index, (W, b)) in zip(best.W, best.b).enumerated() {
        tensors.append(("best.W\(index + 1)", W.numericArray))
        tensors.append(("best.b\(index + 1)", b.numericArray))
      }
    }
    var metadata = model.description.metadata
    for (name, random) in [("order", state.randomAtEpoch), ("dropout", state.dropoutRandom)] {
      tensors.append((name, NumericArray(shape: [random.words.count], values: random.words)))
      metadata["\(name).position"] = "\(random.position)"
      metadata["\(name).spare"] = random.spareNormal.map(Self.bits)
    }
    metadata["iteration"] = "\(state.iteration)"
    metadata["costSum"] = Self.bits(state.costSum)
    metadata["costCount"] = "\(state.costCount)"
    metadata["rowsWithoutImprovement"] = "\(state.rowsWithoutImprovement)"
    metadata["best.iteration"] = state.best.map { "\($0.iteration)" }
    metadata["best.validationCost"] = state.best.map { Self.bits($0.validationCost) }
    metadata["configuration"] = configuration.compactText
    metadata["seconds"] = Self.bits(seconds)
    metadata["divergence"] = divergence
    try TensorFile.write(tensors, metadata: metadata, to: url)
  }

  private static func bits(_ value: Double) -> String { "\(value.bitPattern)" }
}

// MARK: - Reading

extension Checkpoint {
  /// Reads what `write` wrote.
  ///
  /// - Throws: `CheckpointError` if it is none of a network with `L` layers in this precision,
  ///   `ArrayFileError` if it is damaged.
  init(contentsOf url: URL, L: Int) throws {
    let file = try ArrayFile(contentsOf: url)
    let reader = CheckpointReader<Scalar>(file: file, path: url.path)
    let isDual = reader.names.contains("S")
    let layers = try (1...L).map { l in
      var optimizer = LayerOptimizerState<Scalar>()
      optimizer.W = try reader.optimizer("W\(l)")
      optimizer.b = try reader.optimizer("b\(l)")
      return TrainingState<Scalar>.LayerState(
        W: try reader.matrix(l == 1 && isDual ? "S" : "W\(l)"), b: try reader.matrix("b\(l)"),
        state: [:], optimizer: optimizer)
    }
    var best: BestWeights<Scalar>?
    if reader.names.contains("best.W1") {
      best = BestWeights(
        iteration: try reader.count("best.iteration"),
        validationCost: try reader.double("best.validationCost"),
        W: try (1...L).map { try reader.matrix("best.W\($0)") },
        b: try (1...L).map { try reader.matrix("best.b\($0)") }, states: [])
    }
    state = TrainingState(
      iteration: try reader.count("iteration"), layers: layers,
      initialW: isDual ? try reader.matrix("W0") : nil,
      randomAtEpoch: try reader.random("order"), dropoutRandom: try reader.random("dropout"),
      costSum: try reader.double("costSum"), costCount: try reader.count("costCount"), best: best,
      rowsWithoutImprovement: try reader.count("rowsWithoutImprovement"))
    configuration = try reader.json("configuration")
    trainingData = try reader.text("trainingData")
    seconds = try reader.double("seconds")
    divergence = file.metadata["divergence"]
  }
}

/// Why a run cannot be resumed.
package enum CheckpointError: Error, Equatable, CustomStringConvertible {
  case damaged(path: String, part: String)
  case otherConfiguration(path: String, differences: [String])
  case otherData(path: String)

  package var description: String {
    switch self {
    case .damaged(let path, let part):
      "\(path) cannot be resumed from: \"\(part)\" is missing or makes no sense; "
        + "start over with --overwrite"
    case .otherConfiguration(let path, let differences):
      "\(path) was trained with another configuration: \(differences.joined(separator: "; ")); "
        + "only iterations or epochs may change; use the old values or --overwrite"
    case .otherData(let path):
      "\(path) was trained on other data than there are now; bring the old data back or start "
        + "over with --overwrite"
    }
  }
}

/// Takes the parts of a checkpoint out of its file.
private struct CheckpointReader<Scalar: NetworkScalar> {
  let file: ArrayFile
  let path: String
  let names: Set<String>

  init(file: ArrayFile, path: String) {
    self.file = file
    self.path = path
    names = Set(file.names)
  }

  private func damaged(_ part: String) -> CheckpointError { .damaged(path: path, part: part) }

  func matrix(_ name: String) throws -> Matrix<Scalar> {
    guard names.contains(name), let matrix = try Matrix<Scalar>(file.array(named: name)) else {
      throw damaged(name)
    }
    return matrix
  }

  func optimizer(_ name: String) throws -> OptimizerState<Scalar> {
    var state = OptimizerState<Scalar>()
    if names.contains("\(name).first") { state.first = try matrix("\(name).first") }
    if names.contains("\(name).second") { state.second = try matrix("\(name).second") }
    return state
  }

  func text(_ key: String) throws -> String {
    guard let text = file.metadata[key] else { throw damaged(key) }
    return text
  }

  func count(_ key: String) throws -> Int {
    guard let count = Int(try text(key)), count >= 0 else { throw damaged(key) }
    return count
  }

  func double(_ key: String) throws -> Double {
    guard let bits = UInt64(try text(key)) else { throw damaged(key) }
    return Double(bitPattern: bits)
  }

  func json(_ key: String) throws -> JSONValue {
    guard let value = JSONValue(text: try text(key)) else { throw damaged(key) }
    return value
  }

  func random(_ name: String) throws -> RandomState {
    guard names.contains(name) else { throw damaged(name) }
    let words = try file.array(named: name).doubles().map { UInt32(exactly: $0) ?? 0 }
    let spare = file.metadata["\(name).spare"].flatMap { UInt64($0) }
    guard
      let random = RandomState(
        words: words, position: try count("\(name).position"),
        spareNormal: spare.map(Double.init(bitPattern:)))
    else { throw damaged(name) }
    return random
  }
}
