import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Foundation
import Interchange

/// The files that other tools open.
package enum ExportFormat: String, CaseIterable, Sendable {
  case onnx, safetensors, npz

  /// The format that a file's name asks for.
  ///
  /// - Throws: `ExportFormatError` for any other name.
  package init(of url: URL) throws(ExportFormatError) {
    guard let format = ExportFormat(rawValue: url.pathExtension.lowercased()) else {
      throw .unknown(path: url.relativePath)
    }
    self = format
  }
}

/// Why a model cannot be exported as it was asked for.
package enum ExportFormatError: Error, Equatable, CustomStringConvertible {
  case unknown(path: String)
  case layoutWithoutWeights

  package var description: String {
    switch self {
    case .unknown(let path):
      "\(path) is no file that models are exported to; its name has to end in "
        + ".onnx, .safetensors or .npz"
    case .layoutWithoutWeights:
      "--layout says how weights lie in a .safetensors or .npz file; an .onnx file holds the "
        + "whole network"
    }
  }
}

extension TrainedModel {
  /// Writes the network for other tools, whole or not at all, in the format of the file's name.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - layout: the names and shapes of another tool, for files of weights.
  ///   - note: told what whoever uses the file has to know.
  /// - Throws: `ExportFormatError`, `ExportError`, `FileFailure`.
  package func export(
    to url: URL, layout: WeightLayout? = nil, note: (String) -> Void = { _ in }
  ) throws {
    let format = try ExportFormat(of: url)
    switch (format, layout) {
    case (.onnx, nil): try writeONNX(to: url, note: note)
    case (.onnx, _): throw ExportFormatError.layoutWithoutWeights
    case (.safetensors, nil): try write(to: url)
    case (.safetensors, let layout?):
      try TensorFile.write(namedArrays(layout), metadata: metadata(layout), to: url)
    case (.npz, let layout):
      let arrays = try layout.map { try namedArrays($0) } ?? tensors
      try AtomicFile.write(to: url) { writer in
        try NPZ.write(arrays) { try writer.write($0) }
      }
    }
    if format != .onnx, let noteOnWeights { note(noteOnWeights) }
  }

  private func namedArrays(_ layout: WeightLayout) throws -> [Safetensors.NamedArray] {
    switch network {
    case .float32(let model): try model.namedArrays(layout)
    case .float64(let model): try model.namedArrays(layout)
    }
  }

  /// The metadata for weights of other names: what is said of the network, but not that these are
  /// the names of a model file.
  private func metadata(_ layout: WeightLayout) -> [String: String] {
    var metadata = description.metadata
    metadata["format"] = layout == .torch ? "pt" : nil
    return metadata
  }
}

// MARK: - ONNX

extension TrainedModel {
  /// Writes the network as a model of ONNX, whole or not at all.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - note: told what whoever uses the file has to know.
  /// - Throws: `ExportError`, `FileFailure`.
  func writeONNX(to url: URL, note: (String) -> Void = { _ in }) throws {
    let (file, remark) = try onnxModel()
    if let remark { note(remark) }
    try AtomicFile.write(to: url) { writer in
      try file.withBytes { try writer.write($0) }
    }
  }

  /// The network as a model of ONNX, which was read back and gave what the network gives, and what is
  /// to be said of it.
  func onnxModel() throws -> (file: ONNXModel, remark: String?) {
    switch network {
    case .float32(let model): try onnxModel(model)
    case .float64(let model): try onnxModel(model)
    }
  }

  private func onnxModel<Scalar>(
    _ model: Model<Scalar>
  ) throws -> (file: ONNXModel, remark: String?) {
    let raw = description.input.someExamples
    let rounded = Matrix<Float>(raw)
    let far = Scalar.self == Float.self ? farFeatures(model, raw, rounded) : []
    let onnx = try ONNXModel(
      model, scaling: description.input.normalization.scaling, isWide: !far.isEmpty,
      restoring: description.input.labelScaling.map { ($0.mean, $0.deviation) },
      name: description.name.isEmpty ? "network" : description.name,
      output: description.loss.hasClasses ? "probabilities" : "values", version: productVersion,
      metadata: description.metadata.filter {
        !$0.key.hasPrefix("normalization.") && !Self.ofScaledLabels.contains($0.key)
          && $0.key != "format"
      })
    // Examples in the type that a runtime is given.
    if Scalar.self == Float.self, far.isEmpty {
      try onnx.check(rounded, against: restored(answers(model, rounded)))
    } else {
      try onnx.check(raw, against: restored(answers(model, raw)))
    }
    return (onnx, far.isEmpty ? nil : remark(on: far))
  }

  /// What the network says of raw examples (n[0], m).
  func answers<Scalar, Raw>(
    _ model: Model<Scalar>, _ raw: Matrix<Raw>
  ) -> Matrix<Scalar> {
    var X = Matrix<Scalar>(uninitialized: raw.shape, order: .columnMajor)
    let array = raw.transposed.numericArray
    X.withMutableElements { description.input.normalization.apply(to: array, into: $0) }
    return model.predict(X)
  }

  /// What the graph does itself, and nobody is to do again.
  private static let ofScaledLabels = ["labels.mean", "labels.deviation"]

  /// A[L] as answers to labels as they were before they were scaled.
  private func restored<Scalar>(_ A: Matrix<Scalar>) -> Matrix<Scalar> {
    guard let scaling = description.input.labelScaling else { return A }
    var values = A.transposed.elements.map { Double($0) }
    scaling.restore(&values)
    return Matrix(rows: A.columns, columns: A.rows, values.map { Scalar($0) }).transposed
  }

  /// What those who use exported weights have to know of their answers; nil where nothing is.
  ///
  /// The weights are those that training ended with: only the graph of ONNX goes on from there to
  /// the labels as they were.
  private var noteOnWeights: String? {
    guard let scaling = description.input.labelScaling else { return nil }
    func list(_ numbers: [Double]) -> String {
      let shown = numbers.prefix(Self.maximumShown).map { "\($0)" }.joined(separator: ", ")
      return numbers.count > Self.maximumShown ? "\(shown), …" : shown
    }
    return "the weights answer to scaled labels: the value is output * deviation + mean, "
      + "with the deviation \(list(scaling.deviation)) and the mean \(list(scaling.mean))"
  }

  private static let maximumShown = 6
}

extension Normalization {
  fileprivate var scaling: FeatureScaling {
    switch self {
    case .none: .none
    case .unit: .division(by: 255)
    case .standardize(let scaling):
      .standardization(mean: scaling.mean, deviation: scaling.deviation)
    }
  }
}

extension InputFormat {
  /// Raw examples, (n[0], m), such as the network might see.
  fileprivate var someExamples: Matrix<Double> {
    var random = RandomState(seed: 1)
    let count = max(4, min(64, (1 << 20) / featureCount))
    var examples = Matrix<Double>(
      uninitialized: Shape(featureCount, count), order: .columnMajor)
    let isWhole = elementType?.isInteger ?? false
    examples.withMutableElements { elements in
      for i in 0..<count * featureCount {
        let feature = i % featureCount
        switch normalization {
        case .none: elements[i] = random.randn()
        case .unit: elements[i] = (255 * random.rand()).rounded()
        case .standardize(let scaling):
          let value = scaling.mean[feature] + scaling.deviation[feature] * random.randn()
          elements[i] = isWhole ? value.rounded() : value
        }
      }
    }
    return examples
  }
}
