import Foundation
import Ranks

/// The data of a run: what it trains on, and what it is judged by.
///
/// The training data set the rules: their columns, classes, picture size and normalization are
/// those of the others.
public struct TrainingData: Sendable {
  /// Where the validation examples come from.
  public enum Validation: Hashable, Sendable {
    /// A source of their own.
    case source(DataSource)
    /// A share of the training examples, the same of each class.
    case fraction(Double)
    /// One fold, counted from 1, of so many that the training examples are dealt out to.
    case fold(Int, of: Int)
  }

  /// The examples to learn from.
  public let train: Dataset
  /// The examples to watch the training with.
  public let validation: Dataset?
  /// The examples to judge the trained network by.
  public let test: Dataset?

  init(train: Dataset, validation: Dataset?, test: Dataset?) {
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// Reads all data of a run.
  ///
  /// What is taken from them for validation is split off first: a `standardize` is measured on the
  /// rest.
  ///
  /// - Parameters:
  ///   - train: the examples to learn from.
  ///   - validation: the examples to watch while learning.
  ///   - test: the examples to judge by in the end.
  ///   - labels: what labels mean unless the training source says so.
  ///   - classCount: the number of classes, n[L], where it is known.
  ///   - seed: of the split.
  ///   - folder: what relative paths are relative to; the current folder unless given.
  ///   - progress: told after each picture of a folder.
  /// - Throws: what is missing, damaged or not as it must be.
  public init(
    train: DataSource, validation: Validation? = nil, test: DataSource? = nil, labels: LabelKind,
    classCount: Int? = nil, seed: UInt32 = 1, relativeTo folder: URL = .currentDirectory(),
    progress: LoadingProgress? = nil
  ) throws(DataError) {
    try self.init(
      train: train, validation: validation, test: test, labels: labels, classCount: classCount,
      seed: seed, relativeTo: folder, progress: progress, among: SingleProcess())
  }

  /// The same by several processes, each of which looks at its share of the examples; pictures of
  /// folders are kept for the next time where there is a cache.
  package init(
    train: DataSource, validation: Validation? = nil, test: DataSource? = nil, labels: LabelKind,
    classCount: Int? = nil, seed: UInt32, relativeTo folder: URL, cache: ImageCache? = nil,
    progress: LoadingProgress? = nil, among ranks: any Communicator
  ) throws(DataError) {
    let whole = try Dataset(
      train, relativeTo: folder, labels: labels, classCount: classCount, cache: cache,
      progress: progress, among: ranks)
    let kind = whole.format.labelKind ?? labels
    let read = { (source: DataSource, role: DataRole) throws(DataError) -> Dataset in
      if let wish = source.normalize, wish != whole.format.normalization.method {
        throw DataError(
          .option, file: source.name, found: "\"normalize\": \"\(wish)\" for \(role)",
          expected: "\"\(whole.format.normalization.method)\", as for the training data")
      }
      try source.requireLabels(scaledAs: whole.format, for: role)
      let data = try Dataset(
        source, role: role, relativeTo: folder, labels: kind, like: whole.format, cache: cache,
        progress: progress, among: ranks)
      if let width = data.labels?.width, let wanted = whole.labels?.width, width != wanted {
        throw DataError(
          .content, file: source.labelsName,
          found: "\(width) label\(width == 1 ? "" : "s") an example",
          expected: "\(wanted), as in the training data")
      }
      return data
    }
    var held: Dataset?
    if case .source(let source) = validation { held = try read(source, .validation) }
    let all = TrainingData(
      train: whole, validation: held,
      test: try test.map { source throws(DataError) in try read(source, .test) })
    switch validation {
    case .fraction(let fraction):
      self = try all.holdingOut(fraction: fraction, seed: seed, among: ranks)
    case .fold(let fold, let count):
      self = try all.fold(fold - 1, of: count, seed: seed, among: ranks)
    case .source, nil: self = all
    }
  }
}
