import ArrayFiles
import Foundation
import Images
import Ranks
import Text

/// Examples with what is known of them: X, Y and names, in the number type that they came in.
///
/// X is (n[0], m) and Y is (n[L], m). In memory each example's features lie together, as in the
/// file, and stay there: uint8 stays uint8, and what is mapped stays mapped. Numbers are converted
/// and normalized on their way out. A part of a data set is a list of examples over the same memory.
public struct Dataset: Sendable {
  /// What messages call the data: the path as it was given, or `builtin:cats`.
  public let name: String
  /// How the examples are laid out and normalized: what a model must remember.
  public internal(set) var format: InputFormat
  /// What the examples are to be answered with; nil where nobody knows.
  public let labels: Labels?
  /// The names of the features; nil where they have none.
  public private(set) var featureNames: [String]?
  /// What the reader of the source wants people to know, a sentence each: how doubtful things were
  /// understood, and what was passed over.
  public internal(set) var remarks: [String]
  /// All examples of the file, whether in this part or not: (…, m) by its first axis.
  package private(set) var array: NumericArray
  /// The table as it was read, where the examples to train on settle what becomes of its columns.
  let table: RawTable?
  /// The labels as the file has them, for those who pass them on.
  let rawLabels: RawLabels?
  /// No feature of the file is larger, whatever its sign.
  private(set) var magnitude = Double.infinity
  /// The number of the first example of the file in messages.
  let firstRow: Int
  private let fileExampleNames: [String]?
  /// The picture itself, as its file has it, where the data are one alone.
  package let image: Image?
  /// The file's examples that are in this part, in their order; nil: all of them.
  let rows: [Int]?

  /// The number of examples, m.
  public var count: Int { rows?.count ?? array.shape[0] }

  /// The number of features of an example, n[0].
  public var featureCount: Int { format.featureCount }

  /// The type of the numbers in the file.
  public var elementType: ElementType { array.elementType }

  /// The shape of the examples in the file, this part's m first.
  public var shape: [Int] { [count] + array.shape.dropFirst() }

  /// The remarks with the name of the data before each.
  package var namedRemarks: [String] { remarks.map { "\(name): \($0)" } }

  /// The place of an example among all of the file, from 0.
  public func fileIndex(of example: Int) -> Int { rows?[example] ?? example }

  /// The places of the examples among all of the file; nil where they are all of it.
  package var fileIndices: [Int]? { rows }

  /// The file that an example comes from, where each has its own: `cat/1.png`.
  public func exampleName(_ example: Int) -> String? {
    fileExampleNames?[fileIndex(of: example)]
  }

  /// Reads the examples of a source.
  ///
  /// Without `format`, the data are those to train on: a `standardize` is measured on them. With it,
  /// they are read as the training data were: the same columns, classes, picture size and
  /// normalization.
  ///
  /// - Parameters:
  ///   - source: where the examples come from.
  ///   - role: what they are for; a file may hold several sets, and a built-in set draws others.
  ///   - folder: what relative paths are relative to; the current folder unless given.
  ///   - labels: what labels mean unless the source says so; nil: they are not read.
  ///   - classCount: the number of classes, n[L], where it is known.
  ///   - format: what the training data were like.
  ///   - progress: told after each picture of a folder.
  /// - Throws: what is missing, damaged or not as it must be, with its place.
  public init(
    _ source: DataSource, role: DataRole = .train, relativeTo folder: URL = .currentDirectory(),
    labels: LabelKind? = nil, classCount: Int? = nil, like format: InputFormat? = nil,
    progress: LoadingProgress? = nil
  ) throws(DataError) {
    try self.init(
      source, role: role, relativeTo: folder, labels: labels, classCount: classCount,
      like: format, progress: progress, among: SingleProcess())
  }

  /// The same by several processes, each of which looks at its share of the examples; pictures of a
  /// folder are kept for the next time where there is a cache.
  package init(
    _ source: DataSource, role: DataRole = .train, relativeTo folder: URL,
    labels: LabelKind? = nil, classCount: Int? = nil, like format: InputFormat? = nil,
    cache: ImageCache? = nil, progress: LoadingProgress? = nil, among ranks: any Communicator
  ) throws(DataError) {
    // A folder that was not there when its URL was made is none in the URL's eyes.
    let folder = URL(fileURLWithPath: folder.absoluteURL.path, isDirectory: true)
    let reader = SourceReader(
      source: source, role: role, folder: folder, demand: labels == nil ? .none : .required,
      format: format, progress: progress, cache: cache)
    let kind = labels.map { source.labels ?? $0 }
    try self.init(
      reader.read(), source: source, kind: kind, classCount: classCount, like: format,
      among: ranks)
    if format == nil {
      self.format.normalization = try Normalization(
        source.normalize, measuredOn: self, among: ranks)
      try source.requireScalableLabels(kind)
      self.format.labelScaling = try .ofLabels(self, source.normalizeLabels)
    }
    if self.format.normalization.method.takesBytes {
      try requireUnitRange(isKnown: format != nil, among: ranks)
    }
    if case .unit = self.format.normalization, let remark = unitRemark(isKnown: format != nil) {
      remarks.append(remark)
    }
  }

  /// Examples in the form that `format` asks for, their labels encoded; not yet normalized.
  init(
    _ examples: Examples, source: DataSource, kind: LabelKind?, classCount: Int?,
    like known: InputFormat?, among ranks: any Communicator = SingleProcess()
  ) throws(DataError) {
    name = source.name
    array = examples.features
    table = examples.table
    featureNames = examples.featureNames
    fileExampleNames = examples.exampleNames
    image = examples.image
    rawLabels = examples.labels
    firstRow = examples.firstRow
    remarks = examples.remarks
    rows = examples.kept
    let labelRemarks: [String]
    if let known, known.featureCount != examples.width {
      throw DataError(
        .content, file: source.name,
        found: "\(examples.width) features an example (\(shapeText(array.shape)))",
        expected: "n[0] = \(known.featureCount), as in the training data")
    }
    (labels, labelRemarks) = try Self.encoded(
      examples, source: source, kind: kind, classCount: classCount, like: known)
    remarks += labelRemarks
    if let known {
      format = known
      try requireSameImages(examples)
    } else {
      format = InputFormat(examples, labels)
    }
    magnitude = try finiteMagnitude(among: ranks)
  }

  /// The labels as they are wanted, and what is to be said of them.
  private static func encoded(
    _ examples: Examples, source: DataSource, kind: LabelKind?, classCount: Int?,
    like known: InputFormat?
  ) throws(DataError) -> (labels: Labels?, remarks: [String]) {
    guard let kind else { return (nil, []) }
    guard let raw = examples.labels else {
      throw DataError(
        .content, file: source.name, found: "no labels", expected: "labelled examples")
    }
    if let wish = source.labels, let settled = known?.labelKind, wish != settled {
      throw DataError(
        .option, file: source.labelsName, found: "\"labels\": \"\(wish)\"",
        expected: "\"\(settled)\", as for the training data")
    }
    let isSeveral = known?.labelKind == .binary && known?.classCount == nil
    var encoder = LabelEncoder(
      LabelWishes(
        kind: kind, classNames: source.classes, classCount: classCount ?? known?.classCount,
        known: known?.knownClasses, answerNames: isSeveral ? known?.classNames : nil,
        isOtherKindOfFile: known.map { ($0.columns == nil) != (examples.columns == nil) } ?? false,
        file: source.labelsName, column: examples.labelPlace, firstRow: examples.firstLabelRow,
        rows: examples.kept),
      fileNames: examples.classNames)
    return (try encoder.labels(raw), encoder.remarks)
  }

  /// The examples at `positions`, in their order, over the same memory.
  ///
  /// - Throws: `DataError` for a position outside of `0 ..< count`.
  public func subset(_ positions: [Int]) throws(DataError) -> Dataset {
    if let stranger = positions.first(where: { $0 < 0 || $0 >= count }) {
      throw DataError(
        .option, file: name, found: "example \(stranger) of \(count)",
        expected: count > 0 ? "0 to \(count - 1)" : "none, since there are no examples")
    }
    return part(positions)
  }

  /// The same for positions that are known to be there.
  package func part(_ positions: [Int]) -> Dataset { Dataset(of: self, positions) }

  private init(of whole: Dataset, _ positions: [Int]) {
    name = whole.name
    format = whole.format
    labels = whole.labels?.subset(positions)
    featureNames = whole.featureNames
    array = whole.array
    table = whole.table
    magnitude = whole.magnitude
    rawLabels = whole.rawLabels
    firstRow = whole.firstRow
    remarks = whole.remarks
    fileExampleNames = whole.fileExampleNames
    image = whole.image
    rows = positions.map(whole.fileIndex)
  }

  /// The columns of the table as these examples settle them; nil where others do not change that.
  ///
  /// - Throws: for a column that has no value in these examples.
  func measuredColumns() throws(DataError) -> [InputFormat.Column]? {
    guard let table, let style = format.tableStyle else { return nil }
    return try ColumnMeasurement(table: table, rows: rows, style: style, file: name).columns()
  }

  /// The same examples with their features as other columns of training data have them.
  ///
  /// - Throws: where they do not fit into memory.
  func encoded(
    by columns: [InputFormat.Column], among ranks: any Communicator
  ) throws(DataError) -> Dataset {
    guard let table else { return self }
    let encoding = FeatureEncoding(columns: columns, file: name)
    var result = self
    result.array = try encoding.features(of: table)
    result.featureNames = table.featureNames(columns)
    result.format.columns = columns
    result.format.featureCount = encoding.width
    result.magnitude = try result.finiteMagnitude(among: ranks)
    return result
  }

  /// The same examples over the memory of a whole that they are a part of.
  func sharing(_ whole: Dataset) -> Dataset {
    var result = self
    (result.array, result.featureNames) = (whole.array, whole.featureNames)
    (result.format, result.magnitude) = (whole.format, whole.magnitude)
    return result
  }

  /// The same examples, normalized otherwise.
  ///
  /// - Throws: `DataError` for a scaling that has other than one mean and one deviation above 0 for each
  ///   feature, and for `unit` where features are no whole numbers from 0 to 255.
  public func normalized(by normalization: Normalization) throws(DataError) -> Dataset {
    try normalization.requireWidth(featureCount, file: name)
    let result = with(normalization)
    if normalization == .unit { try result.requireUnitRange() }
    return result
  }

  /// The same for a normalization that is known to fit.
  package func with(_ normalization: Normalization) -> Dataset {
    var result = self
    result.format.normalization = normalization
    return result
  }

  /// The same examples with their labels scaled otherwise, or not at all.
  ///
  /// - Precondition: the scaling has as many means as there are outputs.
  func scalingLabels(by scaling: Normalization.Scaling?) -> Dataset {
    var result = self
    result.format.labelScaling = scaling
    return result
  }

  /// Splits examples off, the same share of each class: see `StratifiedSplit` for the exact rule.
  ///
  /// - Throws: where a part would be empty.
  public func split(
    fraction: Double, seed: UInt32
  ) throws(DataError) -> (rest: Dataset, setAside: Dataset) {
    let classes = (0..<count).map { labels?.classIndex(of: $0) ?? 0 }
    let isFraction = fraction > 0 && fraction < 1
    let split = StratifiedSplit(classes: classes, fraction: isFraction ? fraction : 0, seed: seed)
    guard isFraction, !split.kept.isEmpty, !split.setAside.isEmpty else {
      throw DataError(
        .option, file: name, found: "a fraction of \(fraction) of \(count) examples",
        expected: "between 0 and 1, with examples on both sides")
    }
    return (part(split.kept), part(split.setAside))
  }
}
