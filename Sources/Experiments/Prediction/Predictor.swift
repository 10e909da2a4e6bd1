import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Foundation
import Images
import Interchange
import Ranks
import Text

/// Answers for new examples, as the training data were: a trained network with all that its model file says
/// of them.
///
/// Numbers, words and pictures are given as people have them: the predictor knows how the training data were
/// normalized, what became of each column of a table, the size of pictures and the names of classes.
///
///     let predictor = try Predictor(contentsOf: URL(fileURLWithPath: "runs/iris"))
///     let answer = try predictor.answer(for: ["sepal_length": 5.1, "sepal_width": 3.5])
///     print(answer.className ?? "?", answer.probabilities)
///
/// What does not fit is refused with an error that says why: no question ends the program. A predictor is a
/// value, and may be asked by many tasks at once.
public struct Predictor: Sendable {
  let network: TrainedModel.Network
  let loss: Loss
  /// What the network expects: normalization, columns of a table, size of pictures, classes.
  public let input: InputFormat
  /// The probability above which the answer to a question of yes or no is yes.
  public let threshold: Double
  /// How rows are read; nil where the training data were no table.
  private let rows: RowReader?

  private init(
    _ network: TrainedModel.Network, loss: Loss, input: InputFormat, threshold: Double?
  ) throws(ThresholdError) {
    if let threshold {
      guard (0...1).contains(threshold) else { throw .outOfRange(threshold) }
      guard loss.labels == .binary else { throw .useless(loss) }
    }
    self.network = network
    self.loss = loss
    self.input = input
    self.threshold = threshold ?? 0.5
    rows = RowReader(input)
  }

  /// A predictor with the threshold that was asked for, 0.5 where none was.
  package init(_ model: TrainedModel, threshold: Double? = nil) throws(ThresholdError) {
    try self.init(
      model.network, loss: model.description.loss, input: model.description.input,
      threshold: threshold)
  }

  /// Reads the model of a run's folder, or a model file.
  ///
  /// - Parameters:
  ///   - url: the folder that a training left, or its `model.safetensors`.
  ///   - threshold: the probability above which a yes is a yes, from 0 to 1; nil: 0.5.
  ///   - kinds: layers, activations and losses of a program's own that the file names.
  /// - Throws: `ModelFileError` if there is no model, `DimensionError` if its weights do not have the
  ///   shapes that it says, `ArrayFileError` if it is damaged, ``ThresholdError``.
  public init(
    contentsOf url: URL, threshold: Double? = nil, kinds: [any Kind.Type] = []
  ) throws {
    try self.init(
      Kinds.including(kinds) { try TrainedModel(contentsOf: url) }, threshold: threshold)
  }

  /// Reads a model from the bytes of its file.
  ///
  /// - Parameters:
  ///   - data: the bytes of a `model.safetensors`.
  ///   - threshold: the probability above which a yes is a yes, from 0 to 1; nil: 0.5.
  ///   - kinds: layers, activations and losses of a program's own that the file names.
  /// - Throws: as ``init(contentsOf:threshold:kinds:)``.
  public init(data: Data, threshold: Double? = nil, kinds: [any Kind.Type] = []) throws {
    let file = try ArrayFile(bytes: SharedBytes([UInt8](data)), path: "the model")
    try self.init(Kinds.including(kinds) { try TrainedModel(file) }, threshold: threshold)
  }

  /// A predictor of a network that was trained in code.
  ///
  /// - Parameters:
  ///   - model: the network, of any layers.
  ///   - loss: what it was trained for; nil: as its last activation has it.
  ///   - input: what it expects; nil: features as they come.
  ///   - threshold: the probability above which a yes is a yes, from 0 to 1; nil: 0.5.
  /// - Throws: `DimensionError` where no loss is given and none follows, or `input` has other features than
  ///   the network; `DataError` where it has other classes than there are outputs; ``ThresholdError``.
  public init<Scalar: NetworkScalar>(
    model: Model<Scalar>, loss: Loss? = nil, input: InputFormat? = nil, threshold: Double? = nil
  ) throws {
    let input = try model.format(given: input)
    try self.init(
      TrainedModel.Network(model), loss: model.loss(given: loss), input: input,
      threshold: threshold)
  }
}

// MARK: - One answer

extension Predictor {
  /// The answer for a row of a table, by the names of its columns.
  ///
  /// Every column of the training data has to be there, unless all of its values may be missing; one without
  /// a name is `column 0`, `column 1`, … by its place. The column of the label may be there, and no others.
  ///
  /// - Parameter row: a number, a word or a date for each column.
  /// - Returns: what the network says.
  /// - Throws: `DataError` for a column that is missing or not known, for a value that the column cannot hold,
  ///   and where the answer is no number.
  public func answer(for row: [String: TableValue]) throws(DataError) -> Answer {
    try answers(for: [row])[0]
  }

  /// The answer for a picture of any size, which is brought to that of the training data.
  ///
  /// - Parameter image: a picture; `Image(contentsOf:)` and `Image(decoding:name:)` read files.
  /// - Returns: what the network says.
  /// - Throws: `DataError` where the training data were no pictures of 8 bits a sample, and where the answer
  ///   is no number.
  public func answer(for image: Image) throws(DataError) -> Answer {
    try answers(for: [image])[0]
  }

  /// The answer for an example's features, in the units of the training data.
  ///
  /// Of a table they are the columns in order, a feature for each category; of a picture its pixels.
  ///
  /// - Parameter features: n[0] numbers, before they are normalized.
  /// - Returns: what the network says.
  /// - Throws: `DataError` for another number of features, for one that is not finite or that the training
  ///   data could not have had, and where the answer is no number.
  public func answer(for features: [Double]) throws(DataError) -> Answer {
    let array = NumericArray(shape: [1, features.count], values: features)
    return try answers(
      for: Dataset(features: array, called: "the features", like: input))[0]
  }
}

// MARK: - Many answers

extension Predictor {
  /// The answers for rows of a table, in their order.
  ///
  /// - Throws: as for one row, with the row's number from 0.
  public func answers(for rows: [[String: TableValue]]) throws(DataError) -> [Answer] {
    try answers(for: Dataset(rows: rows, self.rows, like: input))
  }

  /// The answers for pictures of any sizes, in their order.
  ///
  /// - Throws: as for one picture.
  public func answers(for images: [Image]) throws(DataError) -> [Answer] {
    try answers(for: Dataset(images: images, like: input))
  }

  /// The answers for the columns of a matrix, (n[0], m): an example each, in the units of the training data.
  ///
  /// - Throws: as for the features of one example, with its number from 0.
  public func answers<Scalar: NetworkScalar>(for X: Matrix<Scalar>) throws(DataError) -> [Answer] {
    try answers(
      for: Dataset(features: X.transposed.numericArray, called: "the matrix", like: input))
  }

  /// The answers for examples that were read like the training data: by
  /// `Dataset(source, relativeTo: folder, like: predictor.input)`.
  ///
  /// - Throws: `DataError` where they were read otherwise, and where an answer is no number.
  public func answers(for data: Dataset) throws(DataError) -> [Answer] {
    let predictions = try predictions(of: data, called: data.name)
    return (0..<data.count).map { predictions[$0] }
  }

  /// The answers for a picture, a folder of pictures or a data file.
  ///
  /// - Parameters:
  ///   - path: the input, relative to the current folder; `-` for standard input.
  ///   - x: the name of the array in a file of several.
  ///   - note: told what the reader of the input remarks on.
  /// - Returns: the answers, in the order of the examples.
  /// - Throws: `DataError` if the input cannot be read or is not what the network was trained on, and
  ///   where an answer is no number.
  package func predictions(
    for path: String, x: String? = nil, note: (String) -> Void = { _ in }
  ) throws(DataError) -> Predictions {
    var source = path == "-" ? DataSource.standardInput : DataSource(path: path)
    source.x = x
    let current = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    let data = try DataError.naming(source, relativeTo: current) { () throws(DataError) in
      try Dataset(source, role: .test, relativeTo: current, like: input)
    }
    data.namedRemarks.forEach(note)
    var predictions = try predictions(of: data, called: path)
    predictions.exampleNames = Self.exampleNames(of: data, in: path)
    if path != "-", predictions.exampleNames == nil { predictions.image = data.image }
    return predictions
  }

  /// The answers for examples that were read as the network's training data were.
  ///
  /// - Throws: `DataError` where they were not, where the network's precision cannot hold them, and where an
  ///   answer is no number.
  package func predictions(
    of data: Dataset, called name: String
  ) throws(DataError) -> Predictions {
    try input.requireFeatures(of: data)
    try data.requireRepresentable(in: network.precision)
    let outputs = network.outputs(for: data, loss: loss)
    try outputs.requireFinite(for: data)
    return predictions(outputs, of: data, called: name)
  }

  /// The answers that are these outputs for such examples.
  package func predictions(_ outputs: Outputs, of data: Dataset, called name: String)
    -> Predictions
  {
    let names = (0..<data.count).compactMap { data.exampleName($0) }
    return Predictions(
      input: name, outputs: outputs,
      exampleNames: names.count == data.count && data.count > 1 ? names : nil,
      fileIndices: data.fileIndices, loss: loss, threshold: threshold,
      classNames: input.classNames, isFloat: network.precision == .float32)
  }

  /// The path of each picture of a folder; nil for other inputs.
  private static func exampleNames(of data: Dataset, in path: String) -> [String]? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return nil }
    let start = path.hasSuffix("/") ? path : path + "/"
    return (0..<data.count).map { start + (data.exampleName($0) ?? "") }
  }
}

extension InputFormat {
  /// Refuses examples whose features are others than those of the training data, or scaled otherwise.
  func requireFeatures(of data: Dataset) throws(DataError) {
    let found = data.format
    func refusal(_ found: String, _ expected: String) -> DataError {
      DataError(
        .content, file: data.name, found: found, expected: expected + ", as in the training data",
        advice: "give the network's own format where they are read (like:)")
    }
    guard found.featureCount == featureCount else {
      throw refusal("\(found.featureCount) features an example", "n[0] = \(featureCount)")
    }
    guard found.normalization == normalization else {
      let isSameMethod = found.normalization.method == normalization.method
      throw refusal(
        "features normalized by \"\(found.normalization.method)\""
          + (isSameMethod ? " with other means and deviations" : ""),
        isSameMethod ? "those" : "\"\(normalization.method)\"")
    }
    guard found.columns == columns || found.columns == nil || columns == nil else {
      throw refusal("columns that were settled otherwise", "those of the model")
    }
    let isOtherImage = found.imageShape.flatMap { found in imageShape.map { $0 != found } } ?? false
    guard !isOtherImage, found.imageShape == nil || found.pixelOrder == pixelOrder else {
      throw refusal(
        "pictures \(found.imageShape.map { "\($0)" } ?? ""), \(found.pixelOrder)",
        "\(imageShape.map { "\($0)" } ?? ""), \(pixelOrder)")
    }
  }
}

/// A threshold that decides nothing.
public enum ThresholdError: LocalizedError, Equatable, CustomStringConvertible {
  /// The network answers with the most probable of its classes, or with values.
  case useless(Loss)
  /// It is no number from 0 to 1.
  case outOfRange(Double)

  public var description: String {
    switch self {
    case .useless(let loss):
      "\(ProgramOption.threshold.name ?? "a threshold") decides between yes and no, but the network "
        + "answers with "
        + (loss.hasClasses ? "the most probable of its classes" : "values")
    case .outOfRange(let threshold):
      "a threshold is a probability from 0 to 1, but is \(threshold)"
    }
  }

  public var errorDescription: String? { description }
}
