import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Foundation
import Interchange
import Text

/// A network on its way to a file of ONNX, with what is done to raw features before it and to its answers
/// behind it.
struct ONNXExport<Scalar: NetworkScalar> {
  let model: Model<Scalar>
  let input: InputFormat
  let loss: Loss
  let name: String
  /// What the file says of the network.
  let metadata: [String: String]

  /// Writes the file, whole or not at all.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - note: told what whoever uses the file has to know.
  /// - Throws: `ExportError`, `FileFailure`.
  func write(to url: URL, note: (String) -> Void = { _ in }) throws {
    let (file, remark) = try checked()
    if let remark { note(remark) }
    try AtomicFile.write(to: url) { writer in
      try file.withBytes { try writer.write($0) }
    }
  }

  /// The file, which was read back and gave what the network gives, and what is to be said of it.
  private func checked() throws -> (file: ONNXModel, remark: String?) {
    let fill = input.fill
    let raw = input.someExamples
    let rounded = Matrix<Float>(raw)
    let far = Scalar.self == Float.self ? farFeatures(raw, rounded) : []
    let onnx = try ONNXModel(
      model, filling: fill, scaling: input.normalization.scaling, isWide: !far.isEmpty,
      restoring: input.labelScaling.map { ($0.mean, $0.deviation) },
      name: name.isEmpty ? "network" : name,
      output: loss.hasClasses ? "probabilities" : "values", version: productVersion,
      metadata: metadata.filter {
        !$0.key.hasPrefix("normalization.") && !Self.ofScaledLabels.contains($0.key)
          && $0.key != "format"
      })
    // Examples in the type that a runtime is given.
    if Scalar.self == Float.self, far.isEmpty {
      try onnx.check(rounded.withGaps(fill), against: restored(answers(rounded)))
    } else {
      try onnx.check(raw.withGaps(fill), against: restored(answers(raw)))
    }
    return (onnx, far.isEmpty ? nil : remark(on: far))
  }

  /// What the network says of raw examples (n[0], m).
  func answers<Raw>(_ raw: Matrix<Raw>) -> Matrix<Scalar> {
    var X = Matrix<Scalar>(uninitialized: raw.shape, order: .columnMajor)
    let array = raw.transposed.numericArray
    X.withMutableElements { input.normalization.apply(to: array, into: $0) }
    return model.infer(X)
  }

  /// What the graph does itself.
  private static var ofScaledLabels: [String] { ["labels.mean", "labels.deviation"] }

  /// A[L] as answers to labels as they were before they were scaled.
  private func restored(_ A: Matrix<Scalar>) -> Matrix<Scalar> {
    guard let scaling = input.labelScaling else { return A }
    var values = A.transposed.elements.map { Double($0) }
    scaling.restore(&values)
    return Matrix(rows: A.columns, columns: A.rows, values.map { Scalar($0) }).transposed
  }
}

extension TrainedModel {
  /// Writes the network as a model of ONNX, whole or not at all.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - note: told what whoever uses the file has to know.
  /// - Throws: `ExportError`, `FileFailure`.
  func writeONNX(to url: URL, note: (String) -> Void = { _ in }) throws {
    switch network {
    case .float32(let model): try export(model).write(to: url, note: note)
    case .float64(let model): try export(model).write(to: url, note: note)
    }
  }

  private func export<Scalar>(_ model: Model<Scalar>) -> ONNXExport<Scalar> {
    ONNXExport(
      model: model, input: description.input, loss: description.loss, name: description.name,
      metadata: description.metadata)
  }
}

extension Model {
  /// Writes the network as a model of ONNX, whole or not at all.
  ///
  /// Its input `x` is (batch, n[0]), raw features, of the network's precision, or float64 where float32
  /// would round standardized features that lie far from 0; the output, `probabilities` or `values`,
  /// is (batch, n[L]). Before it is written the file is read back and evaluated on a few examples.
  ///
  /// - Parameters:
  ///   - url: the file, by custom `….onnx`.
  ///   - loss: what the network was trained for; nil: as its last activation has it.
  ///   - input: what it expects, of which the normalization becomes part of the graph.
  /// - Throws: `ExportError` for a layer that does not state its operations or a file that would be too
  ///   large, `DimensionError` where `input` has other features than the network, `DataError` where it has
  ///   other classes than there are outputs, and an error that names the file if it cannot be written.
  public func exportONNX(to url: URL, loss: Loss? = nil, input: InputFormat? = nil) throws {
    let input = try format(given: input)
    // Without one the outputs are values.
    let loss = (try? self.loss(given: loss)) ?? .meanSquaredError
    let name = url.deletingPathExtension().lastPathComponent
    let own = ModelDescription.metadata(
      name: name, precision: Scalar.self == Float.self ? .float32 : .float64,
      n: [inputSize] + layers.map(\.outputSize), loss: loss)
    let export = ONNXExport(
      model: self, input: input, loss: loss, name: name,
      metadata: input.metadata.merging(own) { _, own in own })
    try export.write(to: url)
  }
}

extension InputFormat {
  /// What stands for each feature that is missing, NaN where nothing does; nil where nothing does anywhere.
  fileprivate var fill: [Double]? {
    guard let columns, columns.contains(where: { !$0.fill.isEmpty }) else { return nil }
    return columns.flatMap { column in
      column.fill + [Double](repeating: .nan, count: column.width - column.fill.count)
    }
  }
}

extension Matrix {
  /// The same features (n[0], m), the first example's missing where something stands for them.
  fileprivate func withGaps(_ fill: [Double]?) -> Matrix {
    var result = self
    for (feature, number) in (fill ?? []).enumerated() where !number.isNaN {
      result[feature, 0] = .nan
    }
    return result
  }
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
    let fill = fill
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
        // The first example is that of missing values.
        if i < featureCount, let number = fill?[feature], !number.isNaN { elements[i] = number }
      }
    }
    return examples
  }
}
