import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Foundation
import Interchange
import Ranks
import Text

/// A network with its weights in the precision that it was trained in, and its description.
package struct TrainedModel: Sendable {
  package enum Network: Sendable {
    case float32(Model<Float>)
    case float64(Model<Double>)

    init<Scalar>(_ model: Model<Scalar>) {
      if let model = model as? Model<Float> {
        self = .float32(model)
      } else if let model = model as? Model<Double> {
        self = .float64(model)
      } else {
        fatalError("a model is Float or Double, not \(Scalar.self)")
      }
    }

    var precision: Configuration.Precision {
      switch self {
      case .float32: .float32
      case .float64: .float64
      }
    }

    /// n[L].
    var outputSize: Int {
      switch self {
      case .float32(let model): model.outputSize
      case .float64(let model): model.outputSize
      }
    }

    /// The outputs for all examples, and their cost where they have labels.
    func outputs(
      for data: Dataset, loss: Loss, among ranks: any Communicator = SingleProcess()
    ) -> Outputs {
      switch self {
      case .float32(let model): model.outputs(for: data, loss: loss, among: ranks)
      case .float64(let model): model.outputs(for: data, loss: loss, among: ranks)
      }
    }
  }

  package let description: ModelDescription
  package let network: Network

  init<Scalar>(_ model: Model<Scalar>, _ description: ModelDescription) {
    self.description = description
    network = Network(model)
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
    let reader = WeightReader(modelFile: file, plan: plan)
    switch description.precision {
    case .float32:
      self.init(try Model<Float>(plan, weightsFrom: reader, inFile: true), description)
    case .float64:
      self.init(try Model<Double>(plan, weightsFrom: reader, inFile: true), description)
    }
  }

  /// The file of a model, and what it says of it.
  static func open(_ url: URL) throws -> (file: ArrayFile, description: ModelDescription) {
    let inFolder = RunFolder(url).model
    let isThere = FileManager.default.fileExists(atPath: inFolder.path)
    let file: ArrayFile
    do throws(ArrayFileError) {
      file = try ArrayFile(contentsOf: isThere ? inFolder : url)
    } catch {
      guard !isThere, let wrong = WrongPath.insteadOfModel(url) else { throw error }
      throw ModelFileError.noModel(path: wrong.path, found: wrong.found, advice: wrong.advice)
    }
    return try open(file)
  }

  private static func open(
    _ file: ArrayFile
  ) throws -> (file: ArrayFile, description: ModelDescription) {
    if let description = try ModelDescription(metadata: file.metadata, file: file.path) {
      return (file, description)
    }
    guard let format = ModelDescription.formatNumber(in: file.metadata) else {
      let wrong = WrongPath(insteadOfModel: file)
      throw ModelFileError.noModel(path: wrong.path, found: wrong.found, advice: wrong.advice)
    }
    let lacking = ModelDescription.unknownKinds(in: file.metadata)
    guard lacking.isEmpty else {
      throw ModelFileError.lacksKinds(path: file.path, names: lacking)
    }
    throw ModelFileError.unknown(
      path: file.path, isLater: format != ModelDescription.formatNumber,
      writer: file.metadata["version"])
  }

  /// The tensors W1, b1, …, WL, bL, and what layers keep beside them.
  package var tensors: [Safetensors.NamedArray] {
    switch network {
    case .float32(let model): model.namedArrays
    case .float64(let model): model.namedArrays
    }
  }

  /// The outputs for all examples, and their cost where they have labels.
  package func outputs(
    for data: Dataset, among ranks: any Communicator = SingleProcess()
  ) -> Outputs { network.outputs(for: data, loss: description.loss, among: ranks) }

  /// Writes the model file, whole or not at all.
  package func write(to url: URL) throws {
    try TensorFile.write(tensors, metadata: description.metadata, to: url)
  }
}

/// Why a file cannot be used as a model.
public enum ModelFileError: LocalizedError, Equatable, CustomStringConvertible {
  /// There is something else at the path, or nothing.
  case noModel(path: String, found: String, advice: String)
  /// A model whose format is a later one, or that says of its network what makes no sense here; the
  /// version of dnn that wrote it.
  case unknown(path: String, isLater: Bool, writer: String?)
  /// A model of layers or activations that this program does not have.
  case lacksKinds(path: String, names: [String])

  public var description: String {
    switch self {
    case .noModel(let path, let found, let advice): "\(path) \(found); \(advice)"
    case .unknown(let path, let isLater, let writer):
      "\(path) is a model that \(writer.map { "dnn \($0)" } ?? "dnn") wrote"
        + (isLater
          ? " in a format of a later version than this one, \(productVersion); "
            + "use it with the version that wrote it, or a later one"
          : ", but what it says of the network makes no sense to this version, \(productVersion): "
            + "it is damaged, or a later version has written it")
    case .lacksKinds(let path, let names):
      "\(path) is a model with \(listText(names.map(\.quoted))), which this program does not know; use it "
        + "with the program that trained it"
    }
  }

  public var errorDescription: String? { description }
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
    let parameters = try reader.weights(Scalar.self, inFile: inFile)
    let states: [[String: Matrix<Scalar>]] = try reader.states()
    let hasStates = states.contains { !$0.isEmpty }
    try self.init(
      plan, parameters: parameters, states: isModelFile || hasStates ? states : nil)
  }
}
