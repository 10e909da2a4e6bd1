import Datasets
import DeepNetwork
import Ranks
import Text

/// What a model file says beside its weights: all that predicting needs.
package struct ModelDescription: Sendable, Equatable {
  package var name: String
  package var precision: Configuration.Precision
  /// n[0], …, n[L].
  package var n: [Int]
  package var layers: [LayerSpecification]
  package var loss: Loss
  /// The seed of the training; nil where there was none.
  package var seed: UInt32?
  /// The updates that the best weights had seen; nil where they were not chosen on a validation set.
  package var bestIteration: Int?
  /// How examples were laid out and normalized, and what their labels mean.
  package var input: InputFormat
  /// A digest of the training data; empty where there were none.
  package var trainingData: String

  package init(
    _ configuration: Configuration, plan: NetworkPlan, trainedOn data: Dataset,
    among ranks: any Communicator = SingleProcess()
  ) {
    name = configuration.name
    precision = configuration.precision
    n = plan.n
    layers = plan.layers.map(\.specification)
    loss = configuration.loss
    seed = configuration.seed
    input = data.format
    trainingData = data.digest(among: ranks)
  }

  /// The description of a network that was not trained here.
  init(
    _ plan: NetworkPlan, name: String, precision: Configuration.Precision, loss: Loss,
    input: InputFormat
  ) {
    self.name = name
    self.precision = precision
    n = plan.n
    layers = plan.layers.map(\.specification)
    self.loss = loss
    self.input = input
    trainingData = ""
  }

  /// The description of a network that was made in code.
  ///
  /// - Throws: `ExportError` for a layer that does not say its specification, `DimensionError` where the
  ///   pictures that come in are not those of `input`.
  init<Scalar>(_ model: Model<Scalar>, name: String, loss: Loss?, input: InputFormat) throws {
    var layers: [LayerSpecification] = []
    for (index, layer) in model.layers.enumerated() {
      guard let specification = layer.specification else {
        throw ExportError.layerNotSaved(layer: index + 1, name: layer.name)
      }
      layers.append(specification)
    }
    let plan = try DimensionChecker.check(
      Architecture(inputSize: model.inputSize, image: input.image, layers: layers))
    self.init(
      plan, name: name, precision: Scalar.self == Float.self ? .float32 : .float64,
      loss: (try? model.loss(given: loss)) ?? .meanSquaredError, input: input)
  }
}

extension ModelDescription {
  /// g of the layers 1 … L.
  package var activations: [Activation] { layers.map(\.activation) }

  /// The kinds that the network is made of, each once.
  var kinds: [any Kind.Type] {
    let all: [any Kind] =
      layers.flatMap(\.withInner).flatMap { [$0.kind, $0.activation.kind] } + [loss.kind]
    var seen: Set<ObjectIdentifier> = []
    return all.map { type(of: $0) }.filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The network as it was asked for, with the input's size and picture.
  var architecture: Architecture {
    Architecture(inputSize: n[0], image: input.image, layers: layers)
  }

  /// The proven shapes.
  var plan: NetworkPlan {
    get throws(DimensionError) { try DimensionChecker.check(architecture) }
  }
}

// MARK: - As the metadata of a file

extension ModelDescription {
  private static let formatName = "dnn model "
  /// The number of the format that is written, and the only one that is read.
  static let formatNumber = 1
  private static let format = "\(formatName)\(formatNumber)"

  /// The number of the format that a file says to be in; nil if it is none of a model.
  static func formatNumber(in metadata: [String: String]) -> Int? {
    guard let format = metadata["format"], format.hasPrefix(formatName) else { return nil }
    return Int(format.dropFirst(formatName.count))
  }

  /// What can be said of a network of any layers.
  static func metadata(
    name: String, precision: Configuration.Precision, n: [Int], loss: Loss
  ) -> [String: String] {
    [
      "version": productVersion,
      "name": name,
      "precision": precision.rawValue,
      "n": JSONValue(n.map { JSONValue($0) }).compactText,
      "loss": loss.text,
    ]
  }

  /// The description as texts by name; each but the plainest is JSON.
  package var metadata: [String: String] {
    let slope = layers.leakyReluSlope
    var ofNetwork = Self.metadata(name: name, precision: precision, n: n, loss: loss)
    ofNetwork["format"] = Self.format
    ofNetwork["activations"] = activations.json(leakyReluSlope: slope).compactText
    ofNetwork["leakyReluSlope"] = JSONValue(slope).compactText
    if !architecture.isDense {
      ofNetwork["layers"] = layers.json(leakyReluSlope: slope).compactText
    }
    ofNetwork["seed"] = seed.map { "\($0)" }
    ofNetwork["bestIteration"] = bestIteration.map { "\($0)" }
    ofNetwork["trainingData"] = trainingData.isEmpty ? nil : trainingData
    return input.metadata.merging(ofNetwork) { _, ofNetwork in ofNetwork }
  }

  /// The kinds that a model's file names and this program lacks.
  static func unknownKinds(in metadata: [String: String]) -> [String] {
    func json(_ key: String) -> JSONValue { metadata[key].flatMap { JSONValue(text: $0) } ?? [] }
    let names = json("layers").unknownLayerKinds + json("activations").unknownActivationKinds
    return Set(names).sorted()
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
      let activations = json("activations").flatMap({
        [Activation](checking: $0, leakyReluSlope: slope)
      }), activations.count == n.count - 1,
      let loss = metadata["loss"].flatMap(Loss.init(text:))
    else { return nil }
    let seed = metadata["seed"].map { UInt32($0) }
    if case .some(nil) = seed { return nil }
    guard
      let layers = metadata["layers"] == nil
        ? zip(n.dropFirst(), activations).map({ .dense(units: $0, activation: $1) })
        : json("layers").flatMap({ [LayerSpecification](checking: $0, leakyReluSlope: slope) }),
      layers.count == n.count - 1
    else { return nil }
    let input = try InputFormat(metadata: metadata, file: file)
    guard input.featureCount == n[0],
      input.hasClasses(of: n[n.count - 1])
    else { return nil }
    self.name = name
    self.precision = precision
    self.n = n
    self.layers = layers
    self.loss = loss
    self.seed = seed ?? nil
    bestIteration = metadata["bestIteration"].flatMap { Int($0) }
    self.input = input
    trainingData = metadata["trainingData"] ?? ""
  }

}

extension InputFormat {
  /// Refuses classes that do not go with so many outputs.
  func requireClasses(of outputs: Int) throws(DataError) {
    guard !hasClasses(of: outputs) else { return }
    let count = classNames?.count ?? classCount
    throw DataError(
      .option, file: "the format of the input",
      found: count.map { "\($0) classes" } ?? "other outputs",
      expected: "those of a network with n[L] = \(outputs)")
  }

  /// Whether what is said of the classes goes with so many outputs.
  fileprivate func hasClasses(of outputs: Int) -> Bool {
    let count = labelKind == .oneHot ? outputs : outputs == 1 ? 2 : nil
    return (classCount == nil || classCount == count)
      && (classNumbers == nil || classNumbers?.count == classCount)
      && (classNames == nil || classNames?.count == count ?? outputs)
      && (labelScaling == nil || labelScaling?.mean.count == outputs)
  }
}

extension InputFormat {
  /// The picture that the features of an example are, pixel by pixel; nil where they are none.
  var image: ImageShape? { imageShape?.image(in: pixelOrder) }
}

extension SourceHeader {
  /// The picture that the features of an example are, pixel by pixel; nil where they are none.
  var image: ImageShape? { imageShape?.image(in: pixelOrder) }
}

extension ImageShape {
  /// The shape, of images whose pixels lie interleaved; nil for images in another order.
  func image(in order: PixelOrder) -> ImageShape? {
    let (area, isTooLarge) = height.multipliedReportingOverflow(by: width)
    guard order == .interleaved || channels == 1, !isTooLarge,
      !area.multipliedReportingOverflow(by: channels).overflow
    else { return nil }
    return self
  }
}
