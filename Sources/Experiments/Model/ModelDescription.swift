import Datasets
import DeepNetwork

/// What a model file says beside its weights: all that predicting needs.
package struct ModelDescription: Sendable, Equatable {
  package var name: String
  package var precision: Configuration.Precision
  package var n: [Int]
  package var activations: [Activation]
  package var loss: Loss
  /// The seed of the training; nil where there was none.
  package var seed: UInt32?
  /// How examples were laid out and normalized, and what their labels mean.
  package var input: InputFormat
  /// A digest of the training data; empty where there were none.
  package var trainingData: String

  package init(_ configuration: Configuration, plan: NetworkPlan, trainedOn data: Dataset) {
    name = configuration.name
    precision = configuration.precision
    n = plan.n
    activations = plan.activations
    loss = configuration.loss
    seed = configuration.seed
    input = data.format
    trainingData = data.digest
  }

  /// The description of a network of dense layers that was made in code.
  init<Scalar>(
    _ layers: [Dense<Scalar>], name: String, loss: Loss?, input: InputFormat?
  ) {
    let sizes = layers.map(\.outputSize)
    self.name = name
    precision = Scalar.self == Float.self ? .float32 : .float64
    n = [layers.first?.inputSize ?? 0] + sizes
    activations = layers.map(\.activation)
    self.loss = loss ?? .standard(for: activations.last ?? .linear)
    seed = nil
    self.input = input ?? InputFormat(featureCount: n[0])
    trainingData = ""
  }
}

extension ModelDescription {
  /// The proven shapes.
  var plan: NetworkPlan {
    get throws(DimensionError) {
      try DimensionChecker.check(Architecture(n: n, activations: activations))
    }
  }
}

// MARK: - As the metadata of a file

extension ModelDescription {
  private static let format = "dnn model 1"

  /// The description as texts by name; each but the plainest is JSON.
  package var metadata: [String: String] {
    var ofNetwork = [
      "format": Self.format,
      "version": productVersion,
      "name": name,
      "precision": precision.rawValue,
      "n": JSONValue(n.map { JSONValue($0) }).compactText,
      "activations": JSONValue(activations.map { JSONValue($0.name) }).compactText,
      "leakyReluSlope": JSONValue(leakyReluSlopes.first ?? 0.01).compactText,
      "loss": loss.rawValue,
    ]
    ofNetwork["seed"] = seed.map { "\($0)" }
    ofNetwork["trainingData"] = trainingData.isEmpty ? nil : trainingData
    return input.metadata.merging(ofNetwork) { _, ofNetwork in ofNetwork }
  }

  /// The slopes of leakyRelu, of which a file holds one.
  var leakyReluSlopes: Set<Double> {
    Set(
      activations.compactMap {
        guard case .leakyRelu(let slope) = $0 else { return nil }
        return slope
      })
  }

  /// Reads what ``metadata`` wrote; nil if it is not of a model.
  ///
  /// - Throws: `DataError` if what is said of the input makes no sense.
  package init?(metadata: [String: String], file: String) throws(DataError) {
    func json(_ key: String) -> JSONValue? { metadata[key].flatMap { JSONValue(text: $0) } }
    guard metadata["format"] == Self.format,
      let name = metadata["name"],
      let precision = metadata["precision"].flatMap(Configuration.Precision.init),
      let n = json("n")?.integers, n.count >= 2, n.allSatisfy({ $0 > 0 }),
      let slope = json("leakyReluSlope")?.double, (0..<1).contains(slope),
      let names = json("activations")?.strings, names.count == n.count - 1,
      let loss = metadata["loss"].flatMap(Loss.init)
    else { return nil }
    let seed = metadata["seed"].map { UInt32($0) }
    if case .some(nil) = seed { return nil }
    let activations = names.compactMap { Activation(name: $0, leakyReluSlope: slope) }
    let input = try InputFormat(metadata: metadata, file: file)
    guard activations.count == names.count, input.featureCount == n[0],
      input.hasClasses(of: n[n.count - 1])
    else { return nil }
    self.name = name
    self.precision = precision
    self.n = n
    self.activations = activations
    self.loss = loss
    self.seed = seed ?? nil
    self.input = input
    trainingData = metadata["trainingData"] ?? ""
  }
}

extension InputFormat {
  /// Whether what is said of the classes goes with so many outputs.
  fileprivate func hasClasses(of outputs: Int) -> Bool {
    let count = labelKind == .oneHot ? outputs : outputs == 1 ? 2 : nil
    return (classCount == nil || classCount == count)
      && (classNumbers == nil || classNumbers?.count == classCount)
      && (classNames == nil || classNames?.count == count ?? outputs)
  }
}
