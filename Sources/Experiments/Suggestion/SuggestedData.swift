import Bytes
import Datasets
import Foundation

/// The data at a path, and how they are best read.
struct SuggestedData {
  /// Larger pictures have more pixels than a first dense layer can make use of.
  private static let maximumArea = 128 * 128

  let source: DataSource
  let data: Dataset
  let answer: SuggestedAnswer
  let normalization: (method: Normalization.Method, reason: String)
  private(set) var reasons: [Suggestion.Reason] = []
  /// What becomes of the columns of a table; nil for other data.
  let table: TableChoice?

  /// - Throws: `DataError` for what cannot be read, and for a picture alone.
  init(path: String, relativeTo folder: URL, progress: LoadingProgress?) throws(DataError) {
    let url = URL(fileURLWithPath: path, relativeTo: folder).absoluteURL
    guard path != "-", !SharedBytes.isStream(url.path) else {
      throw DataError(
        .content, file: path, found: "no file that lasts",
        expected: "one that the configuration can name, for training reads it again",
        advice: "save what comes through the pipe to a file")
    }
    let loader = Loader(folder: folder, progress: progress)
    var source = DataSource(path: path)
    var reasons: [Suggestion.Reason] = []
    var table: TableChoice?
    switch try FileKind(url, name: path) {
    case .image:
      throw DataError(
        .content, file: path, found: "a single picture",
        expected: "a folder that has a folder of pictures for each class")
    case .folder:
      let reason = try Self.chooseSize(of: &source, in: url)
      reasons.append(Suggestion.Reason(key: "data.train.imageSize", text: reason))
    case .table:
      let choice = TableChoice(try TableLook(path: path, relativeTo: folder))
      reasons += choice.settle(&source)
      table = choice
    case .arrays:
      if let labels = LabelFile.beside(url) {
        source.origin = .files(x: path, y: LabelFile.path(labels, beside: path))
        reasons.append(
          Suggestion.Reason(key: "data.train.yPath", text: "the labels, by the file's name"))
      }
    }
    var (data, answer) = try loader.load(source)
    if let reason = answer.scalingReason {
      source.normalizeLabels = .standardize
      data = try data.standardizingLabels()
      reasons.append(Suggestion.Reason(key: "data.train.normalizeLabels", text: reason))
    }
    self.source = source
    self.data = data
    self.answer = answer
    normalization = Self.normalization(for: data)
    self.reasons = reasons
    self.table = table
  }

  private static func chooseSize(
    of source: inout DataSource, in url: URL
  ) throws(DataError) -> String {
    let survey = try ImageSurvey(url, name: source.name)
    let sides = survey.sizes.map { min($0.height, $0.width) }
    if survey.sizes.count == 1, let size = survey.sizes.first,
      size.height * size.width <= maximumArea
    {
      source.imageSize = size
      return "the size of the pictures"
    }
    let side = (sides.min() ?? 64) < 64 ? 32 : 64
    source.imageSize = ImageSize(height: side, width: side)
    return survey.sizes.count > 1
      ? "the pictures differ in size, and a network needs one"
      : "the pictures are larger than a first attempt needs"
  }

  private static func normalization(
    for data: Dataset
  ) -> (method: Normalization.Method, reason: String) {
    if data.elementType == .uint8, data.format.normalization == .none {
      return (.none, "no number is above 1")
    }
    if data.elementType == .uint8, data.featureCount > Suggestion.wide,
      SuggestedConvolutions.images(data) == nil
    {
      return (
        .standardize, "mean 0 and deviation 1: the sums over many features stay small at first"
      )
    }
    if data.elementType == .uint8 {
      return (.unit, "8-bit numbers are divided by 255")
    }
    if data.format.columns != nil {
      return (.standardize, "columns of different units are brought to mean 0 and deviation 1")
    }
    let range = DatasetSummary(data).range
    guard max(abs(range.lowerBound), abs(range.upperBound)) > 5 else {
      return (.none, "the features are small numbers already")
    }
    return (.standardize, "the features reach far from 1")
  }
}

/// Reads data, not knowing what their labels mean.
private struct Loader {
  let folder: URL
  let progress: LoadingProgress?

  func load(_ source: DataSource) throws(DataError) -> (Dataset, SuggestedAnswer) {
    let data: Dataset
    do throws(DataError) {
      data = try read(source, .oneHot)
    } catch  where error.kind == .content {
      // Rows of several numbers that are not one-hot are values; other faults remain.
      guard let values = try? read(source, .values), values.hasLabelRows else { throw error }
      return (values, try SuggestedAnswer(values))
    }
    let answer = try SuggestedAnswer(data)
    guard answer.activation == .linear, data.labels?.kind == .oneHot else { return (data, answer) }
    return (try read(source, .values), answer)
  }

  private func read(_ source: DataSource, _ kind: LabelKind) throws(DataError) -> Dataset {
    var source = source
    source.normalize = Normalization.Method.none
    var data = try Dataset(source, relativeTo: folder, labels: kind, progress: progress)
    // As an example of the configuration is to be seen, where unit has a meaning for it.
    let range = DatasetSummary(data, comparesExamples: false).range
    if data.elementType == .uint8, range.upperBound > 1 { data = data.with(.unit) }
    return data
  }
}
