import Datasets
import DeepNetwork
import Foundation
import Ranks
import Text

/// How good a trained network is on labelled examples, with all that can be shown of it.
///
///     let predictor = try Predictor(contentsOf: run)
///     let data = try Dataset(
///       DataSource(path: "test.csv"), relativeTo: folder, labels: predictor.input.labelKind,
///       like: predictor.input)
///     print(try Evaluation(of: predictor, on: data))
public struct Evaluation: Sendable {
  /// The outputs for every example, and what they mean.
  package let predictions: Predictions
  /// The examples, with their labels and names.
  public let data: Dataset
  package let metrics: SplitMetrics
  /// How well the second of two classes is told from the first at any threshold, examples ranked by
  /// what the probabilities are made of; nil where there are not two classes, or the examples are all
  /// of one.
  package let roc: ROCCurve?
  /// The examples answered most wrongly, the worst first; none where all are right.
  package let mistakes: [WrongAnswer]
  /// What each column is worth, where that was asked for.
  package var importance: ColumnImportance?

  /// Judges a network by labelled examples that were read like its training data.
  ///
  /// - Parameters:
  ///   - predictor: the network.
  ///   - data: the examples, read `like: predictor.input`.
  /// - Throws: `DataError` for data without labels or examples, for such as were read otherwise, and where an
  ///   answer is no number.
  public init(of predictor: Predictor, on data: Dataset) throws(DataError) {
    try self.init(of: predictor, on: data, mistakes: 10)
  }

  /// The same with at most so many of the examples that are answered most wrongly.
  package init(
    of predictor: Predictor, on data: Dataset, mistakes limit: Int
  ) throws(DataError) {
    let labels = try data.requireLabels()
    guard data.count > 0 else {
      throw DataError(.content, file: data.name, found: "no examples", expected: "at least one")
    }
    try predictor.requireLabels(labels, of: data)
    self.init(
      try predictor.predictions(of: data, called: data.name), of: data, mistakes: limit)
  }

  /// Judges predictions by the labels of the data that they were made for.
  ///
  /// - Precondition: the data have labels, and there is a prediction for each example.
  package init(_ predictions: Predictions, of data: Dataset, mistakes limit: Int = 10) {
    self.predictions = predictions
    self.data = data
    metrics = SplitMetrics(predictions.outputs, of: data, threshold: predictions.threshold)
    mistakes = WrongAnswer.worst(limit, of: predictions, on: data)
    if let labels = data.labels, labels.classCount == 2 {
      roc = ROCCurve(
        scores: predictions.outputs.ranking.column(predictions.outputs.width - 1),
        isPositive: (0..<data.count).map { labels.classIndex(of: $0) == 1 }
      ) { predictions[$0].probability(of: 1) ?? .nan }
    } else {
      roc = nil
    }
  }
}

// MARK: - Figures

extension Evaluation {
  /// The figures that there are of such labels, in the order of `metrics.json`.
  public var figures: [Figure] { metrics.figures }

  /// A figure by its name; nil where such labels have none, or these examples do not define it.
  public subscript(figure: Figure) -> Double? { metrics[figure] }

  /// The mean loss, without dropout and L2; where labels were scaled, of the scaled ones.
  public var cost: Double { metrics.cost }

  /// The share of examples, or of their answers of yes and no, that are right; nil for values.
  public var accuracy: Double? { metrics.accuracy }

  /// `confusion[i][j]` is the number of examples of class i that were answered with class j; nil for values
  /// and for several labels at once.
  public var confusion: [[Int]]? { metrics.classMetrics?.confusion }

  /// What the network says of each example, in their order.
  public var answers: [Answer] { (0..<data.count).map { predictions[$0] } }
}

extension Evaluation: CustomStringConvertible {
  /// The figures as `dnn evaluate` prints them, a line each.
  public var description: String { String(text.dropLast()) }
}

extension Predictor {
  /// Refuses labels that mean something else than the network's answers.
  fileprivate func requireLabels(_ labels: Labels, of data: Dataset) throws(DataError) {
    let outputs = network.outputSize
    guard labels.width == outputs else {
      throw DataError(
        .content, file: data.name, found: "labels of \(labels.width) outputs an example",
        expected: "n[L] = \(outputs)")
    }
    let kind = input.labelKind ?? loss.labelKind
    guard labels.kind == kind else {
      throw DataError(
        .content, file: data.name, found: "labels that are \"\(labels.kind)\"",
        expected: "\"\(kind)\", as the network answers")
    }
    guard data.format.labelScaling == input.labelScaling else {
      throw DataError(
        .content, file: data.name, found: "labels that are scaled otherwise",
        expected: "as in the training data",
        advice: "give the network's own format where they are read (like:)")
    }
    if let known = input.classNames, let found = labels.classNames, known != found {
      throw DataError(
        .content, file: data.name, found: "the classes \(listText(found.map { $0.quoted }))",
        expected: listText(known.map { $0.quoted }) + ", as in the training data")
    }
  }
}

extension Evaluation {
  /// The names of what is true, and of what is answered with yes, where several can be at once.
  func names(_ truth: [Double], _ answer: [Double]) -> (truth: String, answer: String) {
    func names(_ values: [Double], above threshold: Double) -> String {
      let all = values.indices.filter { values[$0] > threshold }.map(predictions.classNames.name)
      return all.isEmpty ? "none" : all.joined(separator: ", ")
    }
    return (names(truth, above: 0.5), names(answer, above: predictions.threshold))
  }
}

/// The data of a run that has ended, as its configuration names them.
package struct RunData: Sendable {
  package let configuration: Configuration
  private let folder: RunFolder

  /// - Throws: `RunDataError` if it is no run's folder, `ConfigurationError` if its configuration is
  ///   damaged.
  package init(_ folder: RunFolder) throws {
    if let wrong = WrongPath.insteadOfRun(folder.url) {
      throw RunDataError.noRun(path: wrong.path, found: wrong.found, advice: wrong.advice)
    }
    self.folder = folder
    var reader = ConfigurationReader()
    reader.isSaved = true
    configuration = try reader.read(contentsOf: folder.configuration).configuration
  }

  /// The data that the run of a model used: the model is a run's folder, or the model or the checkpoint
  /// in it.
  ///
  /// - Parameters:
  ///   - url: the model.
  ///   - advice: what else can be done where nothing says what the data are.
  /// - Throws: `RunDataError` where nothing does, `ConfigurationError` if what does is damaged.
  package init(ofModel url: URL, advice: String = "give the folder of a run") throws {
    guard let folder = RunFolder(ofModel: url) else {
      throw RunDataError.noConfiguration(path: url.path, advice: advice)
    }
    try self.init(folder)
  }

  /// The part to judge a network by unless another is asked for: test, else validation, else train.
  package var standardPart: DataRole { available.last ?? .train }

  private var available: [DataRole] {
    [.train] + (configuration.data.validation == nil ? [] : [.validation])
      + (configuration.data.test == nil ? [] : [.test])
  }

  /// The examples of one part, read as the model's training data were.
  ///
  /// - Throws: `RunDataError` if the run has no such part, `DataError` if it cannot be read,
  ///   `DimensionError` if it does not fit the model.
  package func examples(
    _ part: DataRole, for model: TrainedModel, cache: ImageCache? = nil,
    note: @escaping (String) -> Void = { _ in }
  ) throws -> Dataset {
    func read(_ source: DataSource, _ role: DataRole) throws -> Dataset {
      try model.examples(source, role: role, relativeTo: folder.url, cache: cache, note: note)
    }
    let sources = configuration.data
    switch (part, sources.validation, sources.test) {
    case (.test, _, let source?), (.validation, .source(let source), _):
      return try read(source, part)
    case (.train, .fraction(let fraction, let seed), _),
      (.validation, .fraction(let fraction, let seed), _):
      let parts = try read(sources.train, .train).split(fraction: fraction, seed: seed)
      return part == .train ? parts.rest : parts.setAside
    case (.train, .fold(let fold, let folds, let seed), _),
      (.validation, .fold(let fold, let folds, let seed), _):
      let parts = try read(sources.train, .train).split(fold: fold - 1, of: folds, seed: seed)
      return part == .train ? parts.rest : parts.setAside
    case (.train, _, _): return try read(sources.train, .train)
    default: throw RunDataError.noSuchPart(part, available: available, path: folder.url.path)
    }
  }
}

extension TrainedModel {
  /// The examples of a source with their labels, read as the training data were.
  ///
  /// - Throws: `DataError` if they cannot be read or are to be read otherwise, `DimensionError` if
  ///   they do not fit.
  package func examples(
    _ source: DataSource, role: DataRole, relativeTo folder: URL, cache: ImageCache? = nil,
    note: @escaping (String) -> Void = { _ in }
  ) throws -> Dataset {
    let format = description.input
    let kind = format.labelKind ?? description.loss.labelKind
    if let wish = source.normalize, wish != format.normalization.method {
      throw DataError(
        .option, file: source.name, found: "\"normalize\": \"\(wish)\"",
        expected: "\"\(format.normalization.method)\", as for the training data")
    }
    try source.requireLabels(scaledAs: format)
    let data = try DataError.naming(source, relativeTo: folder) { () throws(DataError) in
      try Dataset(
        source, role: role, relativeTo: folder, labels: kind, like: format, cache: cache,
        progress: ImageProgress.notes(to: note), among: SingleProcess())
    }
    _ = try DimensionChecker.check(description.architecture, data: data.dataShape)
    try data.requireRepresentable(in: description.precision)
    data.namedRemarks.forEach(note)
    return data
  }
}

extension DataError {
  /// Reads a source; where that fails because it is a file of ours that holds no data, the error says
  /// what it is.
  static func naming<R>(
    _ source: DataSource, relativeTo folder: URL, _ read: () throws(DataError) -> R
  ) throws(DataError) -> R {
    do throws(DataError) {
      return try read()
    } catch {
      guard case .file(let path) = source.origin,
        let name = WrongPath.nameOfOther(at: path, relativeTo: folder)
      else { throw error }
      throw DataError(.content, file: path, found: name, expected: "pictures or data")
    }
  }
}

/// Why the data of a run cannot be read.
public enum RunDataError: Error, Equatable, CustomStringConvertible {
  /// There is something else at the path, or nothing.
  case noRun(path: String, found: String, advice: String)
  /// A model that lies alone.
  case noConfiguration(path: String, advice: String)
  /// The run has no such set, only those that are available.
  case noSuchPart(DataRole, available: [DataRole], path: String)

  public var description: String {
    switch self {
    case .noRun(let path, let found, let advice): "\(path) \(found); \(advice)"
    case .noConfiguration(let path, let advice):
      "\(path) does not say what data there are, as the config.json of a run's folder does; \(advice)"
    case .noSuchPart(let part, let available, let path):
      "the run in \(path) has no \(part.rawValue) set; it has "
        + available.map(\.rawValue).joined(separator: " and ")
    }
  }
}

extension RunDataError: LocalizedError {
  public var errorDescription: String? { description }
}
