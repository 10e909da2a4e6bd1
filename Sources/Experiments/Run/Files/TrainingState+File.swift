import ArrayFiles
import DeepNetwork
import Foundation
import Interchange

/// Training states in files, so that a training in code can be stopped and gone on with.
///
///     try trainer.state.write(to: url)                              // now and then
///     try trainer.resume(from: TrainingState(contentsOf: url))      // in a new process
///
/// The trainer that goes on is made as the first was: the same layers, examples and hyperparameters. It
/// then ends with the same bytes as one that was never stopped. Layers of one's own take part by
/// ``NetworkLayer/parameters`` and ``NetworkLayer/state``.
extension TrainingState {
  private static var format: String { "dnn training state 1" }
  private static var precision: String { Scalar.self == Float.self ? "float32" : "float64" }

  /// Writes the state as a safetensors file, whole or not at all.
  ///
  /// W1, b1, `state1.` and a name, … are what the layers hold.
  ///
  /// - Throws: `FileFailure` if it cannot be written.
  public func write(to url: URL) throws {
    var tensors: [Safetensors.NamedArray] = []
    for (index, layer) in layers.enumerated() {
      let l = index + 1
      let parameters = layer.values.sorted { $0.key < $1.key }.map { name, value in
        (l == 1 && name == "W" && initialW != nil ? "S" : name.ofLayer(l), value)
      }
      tensors += (parameters + layer.state.namedMatrices(ofLayer: l))
        .map { ($0.0, $0.1.numericArray) }
    }
    if let initialW { tensors.append(("W0", initialW.numericArray)) }
    var metadata = metadata
    metadata["format"] = Self.format
    metadata["precision"] = Self.precision
    metadata["layers"] = "\(layers.count)"
    try TensorFile.write(tensors + ownTensors, metadata: metadata, to: url)
  }

  /// Reads the state that ``write(to:)`` wrote.
  ///
  /// - Throws: `TrainingStateError` if the file is none in this precision, `ArrayFileError` if it is
  ///   damaged.
  public init(contentsOf url: URL) throws {
    let file = try ArrayFile(contentsOf: url)
    let parts = StateParts<Scalar>(file)
    guard file.metadata["format"] == Self.format else {
      throw TrainingStateError(path: file.path, part: "format")
    }
    guard file.metadata["precision"] == Self.precision else {
      throw TrainingStateError(path: file.path, part: "precision")
    }
    do {
      self = try parts.state(layers: try parts.count("layers"))
    } catch let missing as MissingPart {
      throw TrainingStateError(path: file.path, part: missing.name)
    }
  }

  /// What goes into a file beside the layers' own matrices.
  var ownTensors: [Safetensors.NamedArray] {
    var tensors: [Safetensors.NamedArray] = []
    for (index, layer) in layers.enumerated() {
      for (name, optimizer) in layer.optimizer.sorted(by: { $0.key < $1.key }) {
        for (part, matrix) in zip(optimizer.names, optimizer.memory) {
          tensors.append(("\(name.ofLayer(index + 1)).\(part)", matrix.numericArray))
        }
      }
    }
    tensors += best.map { $0.namedMatrices.map { ($0.0, $0.1.numericArray) } } ?? []
    for (name, random) in generators + (best?.start?.generators ?? []) {
      tensors.append((name, NumericArray(shape: [random.words.count], values: random.words)))
    }
    return tensors
  }

  /// The numbers of the state that are no arrays.
  var metadata: [String: String] {
    var metadata: [String: String] = [:]
    for (name, random) in generators + (best?.start?.generators ?? []) {
      metadata["\(name).position"] = "\(random.position)"
      metadata["\(name).spare"] = random.spareNormal.map(\.bits)
    }
    metadata["iteration"] = "\(iteration)"
    metadata.merge(cost.metadata("")) { _, ofCost in ofCost }
    if lastUpdate.examples > 0 {
      metadata.merge(lastUpdate.metadata("last.")) { _, ofLast in ofLast }
    }
    metadata["rowsWithoutImprovement"] = "\(rowsWithoutProgress)"
    metadata["lastRow"] = lastRow.map { "\($0)" }
    metadata["watchedFrom"] = "\(watchedFrom)"
    metadata["optimizerStart"] = "\(optimizerStart)"
    metadata["best.iteration"] = best.map { "\($0.iteration)" }
    metadata["best.monitor"] = best.map { $0.monitor }
    metadata["best.value"] = best.map { $0.value.bits }
    metadata.merge(best?.start?.cost.metadata("best.") ?? [:]) { _, ofBest in ofBest }
    metadata.merge(plateaus.metadata("")) { _, ofPlateaus in ofPlateaus }
    metadata.merge(best?.start?.plateaus.metadata("best.") ?? [:]) { _, ofBest in ofBest }
    return metadata
  }

  private var generators: [(String, RandomState)] {
    [("order", randomAtEpoch), ("dropout", dropoutRandom)]
  }
}

/// A file that is no training state, or one of another precision.
public struct TrainingStateError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is missing, or makes no sense, or differs.
  public let part: String

  public var description: String {
    "\(path) is no state of such a training: its \"\(part)\" is missing, makes no sense or differs"
  }
}

extension Double {
  /// All 64 bits as an integer's text.
  var bits: String { "\(bitPattern)" }
}

extension RowStart {
  fileprivate var generators: [(String, RandomState)] {
    [("best.order", randomAtEpoch), ("best.dropout", dropoutRandom)]
  }
}

extension MeanCost {
  /// Its numbers; of the right answers nothing where they were not counted or there are none.
  fileprivate func metadata(_ prefix: String) -> [String: String] {
    var metadata = ["\(prefix)cost": value.bits, "\(prefix)costExamples": examples.bits]
    if examples > 0 { metadata["\(prefix)rightAnswers"] = right.map { "\($0)" } }
    return metadata
  }
}

extension PlateauCount {
  /// Its numbers; nothing where none was counted, as in all trainings whose schedule does not ask.
  fileprivate func metadata(_ prefix: String) -> [String: String] {
    guard self != PlateauCount() else { return [:] }
    return [
      "\(prefix)plateaus": "\(count)", "\(prefix)plateaus.rows": "\(rows)",
      "\(prefix)plateaus.knownFrom": "\(knownFrom)",
    ]
  }
}

extension BestWeights {
  /// The weights and states by their names in a file.
  fileprivate var namedMatrices: [(String, Matrix<Scalar>)] {
    zip(values, states).enumerated().flatMap { index, entry in
      let (values, state) = entry
      let l = index + 1
      let parameters = values.sorted { $0.key < $1.key }.map { ($0.ofLayer(l), $1) }
      return (parameters + state.namedMatrices(ofLayer: l)).map { ("best.\($0.0)", $0.1) }
    }
  }
}

extension TrainingStateError: LocalizedError {
  public var errorDescription: String? { description }
}
