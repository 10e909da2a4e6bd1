/// Where examples come from and how they are to be read: a SOURCE of the configuration.
public struct DataSource: Hashable, Sendable {
  /// The place the examples come from.
  public enum Origin: Hashable, Sendable {
    /// One file, or a folder of pictures; relative to the configuration's folder, or absolute.
    case file(String)
    /// Features and labels in a file each.
    case files(x: String, y: String?)
    /// A set that is drawn from a seed.
    case builtIn(Drawing)
  }

  /// The wishes for a built-in set.
  public struct Drawing: Hashable, Sendable {
    /// One of `Drawing.names`.
    public var name: String
    /// The number of examples; nil: as many as the set has for the role.
    public var examples: Int?
    /// The seed of the drawing, never that of the run.
    public var seed: UInt32
    /// How far examples stray; nil: as the set likes it.
    public var noise: Double?
    /// The inputs of `parity`.
    public var bits: Int?

    /// The set `name`, one of ``names``, with these wishes.
    public init(
      _ name: String, examples: Int? = nil, seed: UInt32 = 1, noise: Double? = nil, bits: Int? = nil
    ) {
      self.name = name
      self.examples = examples
      self.seed = seed
      self.noise = noise
      self.bits = bits
    }
  }

  /// The label's column of a table.
  ///
  /// A whole number is an index from 0 (from the end where negative), anything else a name.
  public enum Column: Hashable, Sendable, CustomStringConvertible {
    /// The column with this name.
    case name(String)
    /// The column at this place, from 0; from the end where negative.
    case index(Int)

    public var description: String {
      switch self {
      case .name(let name): name
      case .index(let index): "\(index)"
      }
    }
  }

  /// Where the examples are.
  public var origin: Origin
  /// The name of the features' array in a file of several.
  public var x: String?
  /// The name of the labels' array in a file of several, or the columns of a table's labels: several
  /// are an output each.
  public var labelColumns: [Column] = []
  /// A table of file and label, for a folder of pictures without folders of classes; relative to the
  /// configuration's folder, or absolute.
  public var labelsPath: String?
  /// The size that pictures are brought to; nil: as they are.
  public var imageSize: ImageSize?
  /// 3 (RGB) or 1 (grey) values a pixel; nil: as the file has them, and 3 for pictures of a folder.
  public var channels: Int?
  /// How the colors of a picture lie in the features.
  public var pixelOrder: PixelOrder
  /// How pictures to learn from are changed at random for each update; nil: not at all.
  public var augment: Augmentation?
  /// How features are scaled; nil: unit for 8-bit data, else none.
  public var normalize: Normalization.Method?
  /// How labels that are values are scaled; nil: not at all.
  public var normalizeLabels: LabelNormalization?
  /// What labels mean; nil: as the loss asks for.
  public var labels: LabelKind?
  /// Names of the classes 0, 1, …; nil: as the data name them.
  public var classes: [String]?
  /// The columns of a table that become a feature per text.
  public var categories: Categories
  /// The columns of a table that are features; nil: all but the labels and those of ``ignore``.
  ///
  /// A column without a name is `column 0`, `column 1`, … by its place.
  public var columns: [String]?
  /// The columns of a table that are no features; nil where ``columns`` says which are, or all are.
  public var ignore: [String]?
  /// What becomes of the missing values of a table; nil: they are refused.
  public var missing: MissingValues?
  /// The texts that stand for a missing value, as an empty field always does; nil: the usual ones.
  public var missingWords: [String]?
  /// What becomes of a category that training did not see; nil: it is refused.
  public var unseen: UnseenCategories?
  /// The columns of a table that are dates, which become year, month, day and weekday.
  public var dates: [String]?
  /// Whether the label's column is looked for by the names that people give it before it is the last.
  package var seeksLabel = false
  /// Whether the first line of a table holds the names of its columns; nil: as it looks.
  public var header: Bool?
  /// What divides the fields of a table; nil: what divides all its lines alike.
  public var delimiter: TableDelimiter?
  /// The sign before the decimals of a table's numbers; nil: as they look.
  public var decimal: DecimalSign?

  /// Examples of `origin`, read with every option at its default.
  public init(_ origin: Origin) {
    self.origin = origin
    pixelOrder = .interleaved
    categories = .none
  }

  /// Examples of a file, read with every option at its default.
  public init(path: String) { self.init(.file(path)) }

  /// Examples that come through standard input, in any kind of file.
  public static let standardInput = DataSource(path: "/dev/stdin")

  /// Examples of a built-in set, drawn anew and everywhere alike.
  ///
  /// - Parameters:
  ///   - name: `cats`, `flower`, `moons`, … (``Drawing/names``).
  ///   - examples: how many; nil: as many as the set has for the role.
  ///   - seed: the seed of the drawing.
  /// - Returns: the source, with every other option at its default.
  public static func builtIn(_ name: String, examples: Int? = nil, seed: UInt32 = 1) -> DataSource {
    DataSource(.builtIn(Drawing(name, examples: examples, seed: seed)))
  }

  /// The name of the labels' array in a file of several, or the first of a table's columns of labels.
  public var y: Column? {
    get { labelColumns.first }
    set { labelColumns = newValue.map { [$0] } ?? [] }
  }

  /// What messages call the source: the path as it was given, or `builtin:cats`.
  public var name: String {
    switch origin {
    case .file(let path), .files(let path, _): path
    case .builtIn(let drawing): "builtin:\(drawing.name)"
    }
  }

  /// What messages about labels call the source: the file that holds them.
  package var labelsName: String {
    if case .files(_, let y?) = origin { return y }
    return labelsPath ?? name
  }
}

extension DataSource {
  /// The keys that only tables have and that are given here, as messages name them.
  var tableKeys: [String] {
    var keys = categories == .none ? [] : ["\"categories\""]
    keys += contractKeys
    if let header { keys.append("\"header\": \(header)") }
    if delimiter != nil { keys.append("\"delimiter\"") }
    if let decimal { keys.append("\"decimal\": \"\(decimal.rawValue)\"") }
    return keys
  }
}

extension DataSource {
  /// The columns of a table that become a feature per text.
  public enum Categories: Hashable, Sendable {
    /// None: a column of text is refused.
    case none
    /// Every column of text.
    case text
    /// The columns of these names, numbers too.
    case named([String])
  }

  /// The keys that have something measured on the columns of the training examples, as messages name
  /// them.
  var contractKeys: [String] {
    var keys: [String] = []
    if columns != nil { keys.append("\"columns\"") }
    if ignore != nil { keys.append("\"ignore\"") }
    if missing != nil { keys.append("\"missing\"") }
    if missingWords != nil { keys.append("\"missingWords\"") }
    if unseen != nil { keys.append("\"unseen\"") }
    if dates != nil { keys.append("\"dates\"") }
    return keys
  }

  /// Whether the model keeps what its training saw of each column.
  var asksForContract: Bool {
    if case .named = categories { return true }
    return !contractKeys.isEmpty
  }
}

extension DataSource.Column: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// The column with this name.
  public init(stringLiteral value: String) { self = .name(value) }
  /// The column at this place.
  public init(integerLiteral value: Int) { self = .index(value) }
}

/// Height and width of pictures, in pixels.
public struct ImageSize: Hashable, Sendable, CustomStringConvertible {
  /// Rows of pixels.
  public var height: Int
  /// Pixels in a row.
  public var width: Int

  /// height × width pixels.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public var description: String { "\(height)x\(width)" }
}

/// How the colors of a picture lie in the features.
public enum PixelOrder: String, CaseIterable, Hashable, Sendable {
  /// r g b r g b …: height, width, channels.
  case interleaved
  /// All red, then all green, then all blue: channels, height, width.
  case planar
}

/// What the examples of a source are for.
public enum DataRole: String, CaseIterable, Hashable, Sendable {
  /// To learn from.
  case train
  /// To watch the training with.
  case validation
  /// To judge the trained network by.
  case test
}
