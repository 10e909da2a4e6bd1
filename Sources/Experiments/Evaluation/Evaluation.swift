import Datasets
import DeepNetwork
import Foundation
import Ranks

/// How good a trained network is on labelled examples, with all that can be shown of it.
package struct Evaluation: Sendable {
  /// The outputs for every example, and what they mean.
  package let predictions: Predictions
  /// The examples, with their labels and names.
  package let data: Dataset
  package let metrics: SplitMetrics
  /// How well the second of two classes is told from the first at any threshold, examples ranked by
  /// what the probabilities are made of; nil where there are not two classes, or the examples are all
  /// of one.
  package let roc: ROCCurve?
  /// The examples answered most wrongly, the worst first; none where all are right.
  package let mistakes: [WrongAnswer]
  /// What each column is worth, where that was asked for.
  package var importance: ColumnImportance?

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
      ) { predictions.probability(of: 1, for: $0) }
    } else {
      roc = nil
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

extension Predictor {
  /// Judges the network by labelled examples.
  ///
  /// - Throws: `DataError` without labels or examples, or where an answer is no number.
  package func evaluation(of data: Dataset, mistakes: Int = 10) throws(DataError) -> Evaluation {
    guard data.labels != nil else {
      throw DataError(
        .content, file: data.name, found: "no labels", expected: "what the answers should be")
    }
    guard data.count > 0 else {
      throw DataError(.content, file: data.name, found: "no examples", expected: "at least one")
    }
    let predictions = predictions(of: data, called: data.name)
    try predictions.outputs.requireFinite(for: data)
    return Evaluation(predictions, of: data, mistakes: mistakes)
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
package enum RunDataError: Error, Equatable, CustomStringConvertible {
  /// There is something else at the path, or nothing.
  case noRun(path: String, found: String, advice: String)
  /// A model that lies alone.
  case noConfiguration(path: String, advice: String)
  case noSuchPart(DataRole, available: [DataRole], path: String)

  package var description: String {
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
