import ArrayFiles
import LinearAlgebra

/// What a model remembers of its training data, to read other data alike.
public struct InputFormat: Hashable, Sendable {
  /// A column of a table that becomes one feature or, with categories, one per category.
  public struct Column: Hashable, Sendable {
    /// The name in the header; nil in a table without one.
    public var name: String?
    /// The texts that the column may hold, in the order of their features; nil for numbers.
    public var categories: [String]?
    /// What stands beside the digits of its numbers.
    public var notation: NumberNotation
    /// How the parts of its dates follow each other; nil for numbers and categories.
    public var dates: DateOrder?
    /// What stands for a missing number, of a date for each part; empty where none may be missing.
    public var fill: [Double] = []
    /// Whether a feature beside the numbers is 1 where they were missing.
    public var marksGaps = false
    /// From the smallest to the largest number in training, of a date those of each part; empty where the
    /// model does not keep them.
    public var ranges: [ClosedRange<Double>] = []
    /// The share of the training examples that lacked a value.
    public var gapShare = 0.0
    /// The place in the file of a column that has no name; nil where it is told by its order.
    public var index: Int?

    /// A column with this name; numbers unless it has categories.
    public init(name: String?, categories: [String]? = nil, notation: NumberNotation = .plain) {
      self.name = name
      self.categories = categories
      self.notation = notation
    }

    /// The number of features that the column becomes.
    package var width: Int {
      categories?.count ?? (dates == nil ? 1 : DateOrder.parts.count) + (marksGaps ? 1 : 0)
    }
  }

  /// How a table was written, beside its columns.
  public struct TableStyle: Hashable, Sendable {
    /// Whether its first line held the names of the columns.
    public var hasHeader: Bool
    /// The sign before the decimals of its numbers; nil where none of them told.
    public var decimal: DecimalSign?
    /// What stood beside the digits of labels that are numbers.
    public var labelNotation: NumberNotation
    /// What becomes of missing values.
    public var missing = MissingValues.refuse
    /// The texts that stand for one; nil: the usual ones.
    public var missingWords: [String]?
    /// What becomes of a category that training did not see.
    public var unseen = UnseenCategories.refuse
    /// Whether what training saw of each column is kept.
    var keepsContract = false

    /// A table of this style.
    public init(
      hasHeader: Bool, decimal: DecimalSign? = nil, labelNotation: NumberNotation = .plain
    ) {
      self.hasHeader = hasHeader
      self.decimal = decimal
      self.labelNotation = labelNotation
    }
  }

  /// Features of an example, n[0].
  public var featureCount: Int
  /// The type of the numbers in an array or in pictures; nil for a table, and where nobody knows.
  public var elementType: ElementType?
  /// Height, width and channels of a picture; nil where examples are no pictures.
  public var imageShape: ImageShape?
  /// How a picture's colors lie in the features.
  public var pixelOrder: PixelOrder
  /// What is done to the features on their way to the network.
  public var normalization: Normalization
  /// The feature columns of a table; nil for other data.
  public var columns: [Column]?
  /// How the table was written; nil for other data, and in models of earlier versions.
  public var tableStyle: TableStyle?
  /// The columns of a table that hold the labels, by name where there is one.
  public var labelColumns: [DataSource.Column] = []
  /// What the labels mean; nil where there are none.
  public var labelKind: LabelKind?
  /// The number of classes; nil where labels are no classes.
  public var classCount: Int?
  /// The names of the classes, from 0 on.
  public var classNames: [String]?
  /// The number that stands for each class in a file; nil where it is text or not classes.
  public var classNumbers: [Double]?
  /// Whether the classes are told by text in a file: what looks like a number is text too.
  public var labelsAreText = false
  /// Mean and deviation by which labels were scaled, an output each; nil where they were not.
  ///
  /// The network answers with scaled values: `answer * deviation + mean` is the real one.
  public var labelScaling: Normalization.Scaling?

  /// The first column of a table that holds labels, by name where there is one.
  public var labelColumn: DataSource.Column? {
    get { labelColumns.first }
    set { labelColumns = newValue.map { [$0] } ?? [] }
  }

  /// Features as they come, with nothing more known of them.
  public init(featureCount: Int) {
    self.featureCount = featureCount
    pixelOrder = .interleaved
    normalization = .none
  }

  /// What is to be remembered of training data, but for their normalization.
  init(_ examples: Examples, _ labels: Labels?) {
    self.init(featureCount: examples.width)
    elementType = examples.columns == nil ? examples.features.elementType : nil
    imageShape = examples.imageShape
    pixelOrder = examples.pixelOrder
    columns = examples.columns
    tableStyle = examples.tableStyle
    labelColumns = examples.labelColumns
    labelKind = labels?.kind
    classCount = labels?.classCount
    classNames = labels?.classNames
    classNumbers = labels?.classNumbers
    labelsAreText = labels?.classCount != nil && labels?.classNumbers == nil
  }
}

extension ImageShape {
  /// Height and width.
  public var size: ImageSize { ImageSize(height: height, width: width) }
}
