import Datasets
import DeepNetwork

/// What a model file says beside its weights: all that predicting needs.
package struct ModelDescription: Sendable, Equatable {
  package var name: String
  package var precision: Configuration.Precision
  package var n: [Int]
  package var activations: [Activation]
  package var loss: Loss
  package var seed: UInt32
  /// How examples were laid out and normalized, and what their labels mean.
  package var input: InputFormat
  /// A digest of the training data.
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
}

// MARK: - As the metadata of a file

extension ModelDescription {
  private static let format = "dnn model 1"

  /// The description as texts by name; each but the plainest is JSON.
  package var metadata: [String: String] {
    var slope = 0.01
    for case .leakyRelu(let ofLayer) in activations { slope = ofLayer }
    let ofNetwork = [
      "format": Self.format,
      "version": productVersion,
      "name": name,
      "precision": precision.rawValue,
      "n": JSONValue(n.map { JSONValue($0) }).compactText,
      "activations": JSONValue(activations.map { JSONValue($0.name) }).compactText,
      "leakyReluSlope": JSONValue(slope).compactText,
      "loss": loss.rawValue,
      "seed": "\(seed)",
      "trainingData": trainingData,
    ]
    return input.metadata.merging(ofNetwork) { _, ofNetwork in ofNetwork }
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
      let slope = json("leakyReluSlope")?.double,
      let names = json("activations")?.strings, names.count == n.count - 1,
      let loss = metadata["loss"].flatMap(Loss.init),
      let seed = metadata["seed"].flatMap({ UInt32($0) }),
      let trainingData = metadata["trainingData"]
    else { return nil }
    let activations = names.compactMap { Activation(name: $0, leakyReluSlope: slope) }
    let input = try InputFormat(metadata: metadata, file: file)
    guard activations.count == names.count, input.featureCount == n[0] else { return nil }
    self.name = name
    self.precision = precision
    self.n = n
    self.activations = activations
    self.loss = loss
    self.seed = seed
    self.input = input
    self.trainingData = trainingData
  }
}
