import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Foundation
import Interchange

/// A network with its weights in the precision that it was trained in, and its description.
package struct TrainedModel: Sendable {
  package enum Network: Sendable {
    case float32(Model<Float>)
    case float64(Model<Double>)
  }

  package let description: ModelDescription
  package let network: Network

  init<Scalar>(_ model: Model<Scalar>, _ description: ModelDescription) {
    self.description = description
    if let model = model as? Model<Float> {
      network = .float32(model)
    } else if let model = model as? Model<Double> {
      network = .float64(model)
    } else {
      fatalError("a model is Float or Double, not \(Scalar.self)")
    }
  }

  /// Reads the model of a run's folder or a file.
  ///
  /// - Throws: `ModelFileError` if it is none, `DimensionError` if its weights do not have the
  ///   shapes that it says, `ArrayFileError` if it is damaged.
  package init(contentsOf url: URL) throws { try self.init(Self.open(url)) }

  /// Reads the model of a file of arrays.
  ///
  /// - Throws: as ``init(contentsOf:)``.
  package init(_ file: ArrayFile) throws { try self.init(Self.open(file)) }

  private init(_ model: (file: ArrayFile, description: ModelDescription)) throws {
    let (file, description) = model
    let plan = try description.plan
    let reader = WeightReader(file, layout: .torch, plan: plan)
    switch description.precision {
    case .float32:
      self.init(try Model<Float>(plan, weightsFrom: reader, inFile: true), description)
    case .float64:
      self.init(try Model<Double>(plan, weightsFrom: reader, inFile: true), description)
    }
  }

  /// The file of a model, and what it says of it.
  static func open(_ url: URL) throws -> (file: ArrayFile, description: ModelDescription) {
    try open(ArrayFile(contentsOf: file(at: url)))
  }

  private static func open(
    _ file: ArrayFile
  ) throws -> (file: ArrayFile, description: ModelDescription) {
    guard let description = try ModelDescription(metadata: file.metadata, file: file.path) else {
      throw ModelFileError.noModel(path: file.path, format: file.format.rawValue)
    }
    return (file, description)
  }

  private static func file(at url: URL) throws -> URL {
    guard isFolder(at: url.path) == true else { return url }
    let folder = RunFolder(url)
    guard isFolder(at: folder.model.path) == false else {
      throw folder.holdsACheckpoint
        ? ModelFileError.onlyACheckpoint(path: url.path)
        : ModelFileError.noModelInFolder(path: url.path)
    }
    return folder.model
  }

  /// The tensors W1, b1, …, WL, bL, and what layers keep beside them.
  package var tensors: [Safetensors.NamedArray] {
    switch network {
    case .float32(let model): model.namedArrays
    case .float64(let model): model.namedArrays
    }
  }

  /// Writes the model file, whole or not at all.
  package func write(to url: URL) throws {
    guard description.layers.leakyReluSlopes.count <= 1 else {
      throw ModelFileError.differentSlopes
    }
    try TensorFile.write(tensors, metadata: description.metadata, to: url)
  }
}

/// Why a file cannot be used as a model.
public enum ModelFileError: Error, Equatable, CustomStringConvertible {
  /// The file holds arrays, but not what a network is.
  case noModel(path: String, format: String)
  /// The folder is none of a run, or of one that has saved nothing yet.
  case noModelInFolder(path: String)
  /// The training in the folder goes on, or was killed.
  case onlyACheckpoint(path: String)
  /// The leakyRelu layers have different slopes, of which a file holds one.
  case differentSlopes

  public var description: String {
    switch self {
    case .noModel(let path, let format):
      "\(path) is a \(format) file, but no model that dnn wrote: its metadata do not say what the "
        + "network is; give the folder of a run or its model.safetensors"
    case .noModelInFolder(let path):
      "\(path) holds no model.safetensors: no training has ended there or saved anything yet; give "
        + "the folder of a run or a file with a model"
    case .onlyACheckpoint(let path):
      "\(path) holds no model.safetensors: its training has not ended, or was killed; go on with it by "
        + "dnn train --resume, or take what it has saved: \(path)/checkpoint.safetensors"
    case .differentSlopes:
      "the leakyRelu layers have different slopes, but a model file holds one for all"
    }
  }
}

enum TensorFile {
  /// Writes a safetensors file, whole or not at all.
  static func write(
    _ tensors: [Safetensors.NamedArray], metadata: [String: String], to url: URL
  ) throws {
    try AtomicFile.write(to: url) { writer in
      try Safetensors.write(tensors, metadata: metadata) { try writer.write($0) }
    }
  }
}

extension Model {
  /// A network with the weights of a file and, unless the file has none, the states of its layers.
  ///
  /// The states of a model file have to be there.
  init(
    _ plan: NetworkPlan, weightsFrom reader: WeightReader, inFile: Bool = false,
    isModelFile: Bool = true
  ) throws {
    let (W, b) = try reader.weights(Scalar.self, inFile: inFile)
    let states: [[String: Matrix<Scalar>]] = try reader.states()
    let hasStates = states.contains { !$0.isEmpty }
    try self.init(plan, W: W, b: b, states: isModelFile || hasStates ? states : nil)
  }
}
