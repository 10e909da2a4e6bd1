import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Foundation
import Interchange

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
      name: description.name.isEmpty ? "network" : description.name,
      output: description.loss.hasClasses ? "probabilities" : "values", version: productVersion,
      metadata: description.metadata.filter {
        !$0.key.hasPrefix("normalization.") && $0.key != "format"
      })
    // Examples in the type that a runtime is given.
    if Scalar.self == Float.self, far.isEmpty {
      try onnx.check(rounded, against: answers(model, rounded))
    } else {
      try onnx.check(raw, against: answers(model, raw))
    }
    return (onnx, far.isEmpty ? nil : remark(on: far))
  }

  /// What the network says of raw examples (n[0], m).
  private func answers<Scalar, Raw>(
    _ model: Model<Scalar>, _ raw: Matrix<Raw>
  ) -> Matrix<Scalar> {
    var X = Matrix<Scalar>(uninitialized: raw.shape, order: .columnMajor)
    let array = raw.transposed.numericArray
    X.withMutableElements { description.input.normalization.apply(to: array, into: $0) }
    return model.predict(X)
  }
}

// MARK: - Features that float32 does not hold

extension TrainedModel {
  /// Above this mean in deviations a float32 may be off by so much that answers suffer.
  private static let largestDistance = 1e4
  /// How much answers may change where features are rounded.
  private static let tolerance = 3e-4

  /// The features for which the input has to be float64: standardized ones so far from 0 that
  /// rounding to float32 would change answers; the farthest first.
  private func farFeatures<Scalar>(
    _ model: Model<Scalar>, _ raw: Matrix<Double>, _ rounded: Matrix<Float>
  ) -> [Int] {
    guard case .standardize(let scaling) = description.input.normalization,
      !(description.input.elementType?.isHeldByFloat32 ?? false)
    else { return [] }
    let distances = zip(scaling.mean, scaling.deviation).map { abs($0) / $1 }
    let order = distances.indices.sorted { (distances[$0], $1) > (distances[$1], $0) }
    let far = order.prefix { distances[$0] > Self.largestDistance }
    if !far.isEmpty { return Array(far) }
    let (exact, found) = (answers(model, raw).elements, answers(model, rounded).elements)
    let isSame = zip(exact, found).allSatisfy {
      abs(Double($0) - Double($1)) <= Self.tolerance * max(1, abs(Double($0)))
    }
    return isSame ? [] : Array(order.prefix(1))
  }

  private func remark(on far: [Int]) -> String {
    guard case .standardize(let scaling) = description.input.normalization else { return "" }
    let names = far.prefix(3).map { feature in
      "\(description.input.name(ofFeature: feature)) (mean \(Float(scaling.mean[feature])), "
        + "deviation \(Float(scaling.deviation[feature])))"
    }
    let more = far.count > 3 ? ", and \(far.count - 3) more" : ""
    return "the input x is float64, since float32 would round features so far from 0: "
      + names.joined(separator: ", ") + more
  }
}

extension ElementType {
  /// Whether float32 holds every number of the type.
  fileprivate var isHeldByFloat32: Bool { size < 4 || self == .float32 }
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

  /// What people call a feature: `column "age"`, else its number.
  fileprivate func name(ofFeature feature: Int) -> String {
    var first = 0
    for column in columns ?? [] {
      let width = column.categories?.count ?? 1
      if let name = column.name, (first..<first + width).contains(feature) {
        return "column \(name.quoted)"
      }
      first += width
    }
    return "feature \(feature)"
  }
}
