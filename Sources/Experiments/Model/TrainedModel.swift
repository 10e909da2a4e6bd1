import ArrayFiles
import Datasets
import DeepNetwork
import Foundation

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
  package init(contentsOf url: URL) throws {
    let file = try ArrayFile(contentsOf: Self.file(at: url))
    let path = file.path
    guard let description = try ModelDescription(metadata: file.metadata, file: path) else {
      throw ModelFileError.noModel(path: url.path, format: file.format.rawValue)
    }
    let plan = try DimensionChecker.check(
      Architecture(n: description.n, activations: description.activations))
    switch description.precision {
    case .float32: self.init(try Model<Float>(plan, weightsOf: file), description)
    case .float64: self.init(try Model<Double>(plan, weightsOf: file), description)
    }
  }

  private static func file(at url: URL) throws -> URL {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
      isFolder.boolValue
    else { return url }
    let file = RunFolder(url).model
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw ModelFileError.noModelInFolder(path: url.path)
    }
    return file
  }

  /// The tensors W1, b1, …, WL, bL.
  package var tensors: [Safetensors.NamedArray] {
    switch network {
    case .float32(let model): model.tensors
    case .float64(let model): model.tensors
    }
  }

  /// Writes the model file, whole or not at all.
  package func write(to url: URL) throws {
    try TensorFile.write(tensors, metadata: description.metadata, to: url)
  }
}

/// Why a file cannot be used as a model.
package enum ModelFileError: Error, Equatable, CustomStringConvertible {
  case noModel(path: String, format: String)
  case noModelInFolder(path: String)

  package var description: String {
    switch self {
    case .noModel(let path, let format):
      "\(path) is a \(format) file, but no model that dnn wrote: its metadata do not say what the "
        + "network is; give the folder of a run or its model.safetensors"
    case .noModelInFolder(let path):
      "\(path) holds no model.safetensors: no training has finished there; "
        + "go on with it by dnn train --resume"
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

extension Matrix {
  /// The matrix as an array of a file.
  var numericArray: NumericArray {
    let matrix = ordered(.rowMajor)
    let type: ElementType = Scalar.self == Float.self ? .float32 : .float64
    return NumericArray(shape: [rows, columns], elementType: type) { target in
      matrix.withElements { elements in
        target.copyMemory(
          from: UnsafeRawBufferPointer(start: elements, count: target.count))
      }
    }
  }

  /// An array of two axes as a matrix, rounded to this precision; nil for other shapes.
  init?(_ array: NumericArray) {
    guard array.shape.count == 2 else { return nil }
    self.init(uninitialized: Shape(array.shape[0], array.shape[1]))
    withMutableElements { array.convert(0..<array.count, into: $0) }
  }
}

extension Model {
  /// The tensors W1, b1, …, WL, bL, those of layers without them left out.
  var tensors: [Safetensors.NamedArray] {
    layers.enumerated().flatMap { index, layer -> [Safetensors.NamedArray] in
      [("W\(index + 1)", layer.W), ("b\(index + 1)", layer.b)]
        .filter { !$0.1.isEmpty }.map { ($0.0, $0.1.numericArray) }
    }
  }

  /// A dense network with the weights W1, b1, … of a file.
  init(_ plan: NetworkPlan, weightsOf file: ArrayFile) throws {
    let names = Set(file.names)
    func matrices(_ quantity: String) throws -> [Matrix<Scalar>] {
      try (1...plan.L).map { l in
        let name = "\(quantity)\(l)"
        guard names.contains(name) else { return .empty }
        return try Matrix(file.array(named: name)) ?? .empty
      }
    }
    try self.init(plan, W: matrices("W"), b: matrices("b"))
  }
}
