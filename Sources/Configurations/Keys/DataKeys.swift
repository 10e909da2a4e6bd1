import Datasets
import SampleData
import Text

/// The keys that say where the examples come from.
enum DataKeys {
  static let sources: KeyRange<Configuration.Sources> = .object(
    "an object such as {\"train\": {\"builtin\": \"cats\"}}",
    Field("train", source, "The examples to learn from."),
    Field(
      optional: "validation", validation,
      "The examples to watch training with, or the part of train to take for it."),
    Field(optional: "test", source, "The examples that training never sees."),
    make: { .init(train: $0, validation: $1, test: $2) },
    parts: { ($0.train, $0.validation, $0.test) })

  private static let validation: KeyRange<Configuration.Validation> = .either(
    source.map({ .source($0) }) { if case .source(let source) = $0 { source } else { nil } },
    .object(
      "{\"fraction\": …}", marker: "fraction",
      Field(
        "fraction", .number(.above(0), .below(1)), "Part of the training examples."),
      splitSeed,
      make: { .fraction($0, seed: $1) },
      parts: { if case .fraction(let part, let seed) = $0 { (part, seed) } else { nil } }),
    .object(
      "{\"fold\": …, \"folds\": …}", marker: "fold",
      Field("fold", .size, "The fold that is held out, from 1."),
      Field(
        "folds", .integer(2...maximumSize), "Folds that the training examples are dealt out to."),
      splitSeed,
      make: { .fold($0, of: $1, seed: $2) },
      parts: {
        guard case .fold(let fold, let folds, let seed) = $0 else { return nil }
        return (fold, folds, seed)
      }))

  private static let splitSeed = Field(
    "seed", .seed, "Seed of the split, never the run's.", default: 1)

  static let source: KeyRange<DataSource> = KeyRange.object(
    "an object such as {\"path\": \"train.h5\"}", definition: "source", keys: sourceKeys,
    startingAs: WrittenSource()
  ).map({ $0.dataSource }, { WrittenSource($0) })

  private static let sourceKeys: [Key<WrittenSource>] = [
    Key(
      "path", \.path, .path, "A data file or a folder of pictures, relative to this file.",
      aliases: ["file"]),
    Key(
      "xPath", \.xPath, .path, "The file of the features, where they are two.", aliases: ["images"]),
    Key("yPath", \.yPath, .path, "The file of the labels, where they are two."),
    Key(
      "labelsPath", \.source.labelsPath, .path,
      "A CSV of file and label, for a folder of pictures that has no folders of classes."),
    Key(
      "builtin", \.builtin, .word(of: SampleSet.allCases.map(\.rawValue)),
      "A set that is drawn from a seed."),
    Key("examples", \.examples, .size, "Examples of a built-in set."),
    Key("seed", \.seed, .seed, "Seed of a built-in set, never the run's.", default: 1),
    Key("noise", \.noise, .fromZero, "How far the examples of a built-in set stray."),
    Key("bits", \.bits, .integer(SampleSet.bitCounts), "Inputs of parity."),
    Key(
      "x", \.source.x, label, "Name of the features inside an HDF5 or NPZ file.",
      aliases: ["features"]),
    Key(
      "y", \.labelColumns, labelColumns,
      "Name of the labels inside an HDF5 or NPZ file; name or index of the label's column in a "
        + "CSV, the last unless given, or a list of them for several outputs or labels.",
      aliases: ["target"]),
    Key(
      "columns", \.source.columns, columnNames,
      "Columns of a CSV that are features; all but the labels unless given.",
      aliases: ["usecols", "featureColumns"]),
    Key(
      "ignore", \.source.ignore, columnNames,
      "Columns of a CSV that are no features, in place of columns.",
      aliases: ["exclude", "dropColumns", "skipColumns"]),
    Key(
      "categories", \.categories, categories,
      "Columns of a CSV that become a feature per text: true for every column of text, or their "
        + "names, numbers too such as a postcode.",
      default: false, aliases: ["categorical", "categoricalFeatures", "oneHot", "getDummies"]),
    Key(
      "missing", \.source.missing, missing,
      "What becomes of missing values: mean and median are those of the training examples; "
        + "category makes a category of them, and of numbers the mean with a 0/1 feature beside it.",
      default: "refuse",
      aliases: ["impute", "imputer", "simpleImputer", "fillna", "dropna", "strategy"]),
    Key(
      "missingWords", \.source.missingWords, .list(of: missingWord),
      "Texts that stand for a missing value; NA, N/A, NaN, nan, null, NULL, ? unless given. An "
        + "empty field is always missing.",
      aliases: ["naValues", "nullValues", "missingValues"]),
    Key(
      "unseen", \.source.unseen, unseen,
      "What becomes of a category that training did not see; other: all features of the column "
        + "are 0.",
      default: "refuse", aliases: ["handleUnknown", "unknown"]),
    Key(
      "dates", \.source.dates, columnNames,
      "Columns of a CSV that are dates: each becomes year, month, day and weekday (0 Monday).",
      aliases: ["parseDates", "dateColumns", "datetime"]),
    Key(
      "header", \.source.header, .boolean,
      "Whether the first line of a CSV holds the names of its columns; as it looks unless given."),
    Key(
      "delimiter", \.source.delimiter, .choice,
      "What divides the fields of a CSV; what divides all its lines alike unless given."),
    Key(
      "decimal", \.source.decimal, .choice,
      "The sign before the decimals of a CSV's numbers; as they look unless given."),
    Key(
      "imageSize", \.source.imageSize, imageSize, "[height, width] that pictures are brought to."),
    Key(
      "channels", \.source.channels, .integers([1, 3]),
      "Values a pixel: 1 grey, 3 red, green, blue."),
    Key(
      "pixelOrder", \.source.pixelOrder, .choice,
      "interleaved: r g b r g b …; planar: all red, then all green, then all blue."),
    Key(
      "augment", \.source.augment, augmentation,
      "How pictures to learn from are changed at random, anew for each update.",
      aliases: ["augmentation", "dataAugmentation", "transform", "transforms"]),
    Key(
      "normalize", \.source.normalize, .choice,
      "unit: integers / 255; standardize: mean 0, variance 1 per feature of train; imageNet: color "
        + "pictures by ImageNet's mean and deviation of each channel; unit for 8-bit data unless given, "
        + "else none."),
    Key(
      "normalizeLabels", \.source.normalizeLabels, .choice,
      "standardize: labels that are values get mean 0, variance 1 per output of train, for which "
        + "the cost is; predictions and figures are of the real ones."),
    Key(
      "labels", \.source.labels, .choice, "What labels are; follows from the loss unless given."),
    Key(
      "classes", \.source.classes, .list(of: .text("the name of a class"), count: 2...),
      "Names of the classes 0, 1, …."),
  ]

  private static let augmentation: KeyRange<Augmentation> = .object(
    "an object such as {\"flip\": \"horizontal\", \"shift\": 0.1}",
    keys: [
      Key(
        "flip", \.flip, .choice, "Mirrored at random, each way with probability 1/2.",
        aliases: ["horizontalFlip", "verticalFlip", "randomFlip", "randomHorizontalFlip"]),
      Key(
        "shift", \.shift, .fromZeroToOne,
        "Shifted by up to this part of the height and the width; the edge is repeated.",
        aliases: ["widthShiftRange", "heightShiftRange", "randomTranslation", "translate"]),
      Key(
        "rotate", \.rotate, .number(0...180), "Turned by up to this many degrees either way.",
        aliases: ["rotation", "rotationRange", "randomRotation", "degrees"]),
      Key(
        "zoom", \.zoom, .number(0...0.9), "Magnified by 1 - zoom to 1 + zoom.",
        aliases: ["zoomRange", "randomZoom", "scale"]),
      Key(
        "brightness", \.brightness, .fromZeroToOne,
        "Samples times 1 - brightness to 1 + brightness.",
        aliases: ["brightnessRange", "randomBrightness"]),
      Key(
        "contrast", \.contrast, .fromZeroToOne,
        "Distances from the picture's mean times 1 - contrast to 1 + contrast.",
        aliases: ["randomContrast"]),
    ],
    startingAs: Augmentation())

  private static let label = KeyRange.text("a name in the file")

  private static let column: KeyRange<DataSource.Column> = .either(
    label.map({ .name($0) }) { if case .name(let name) = $0 { name } else { nil } },
    KeyRange<Int>.integer(-maximumSize...maximumSize).map({ .index($0) }) {
      if case .index(let index) = $0 { index } else { nil }
    })

  private static let labelColumns: KeyRange<[DataSource.Column]> = .either(
    column.map({ [$0] }) { $0.count == 1 ? $0[0] : nil }, .list(of: column, count: 1...))

  private static let columnNames: KeyRange<[String]> = .list(
    of: .text("the name of a column"), count: 1...)

  private static let missingWord = KeyRange.text(
    "a text that stands for a missing value, as an empty field always does")

  private static let categories: KeyRange<DataSource.Categories> = .either(
    KeyRange<Bool>.boolean.map({ $0 ? .text : DataSource.Categories.none }) {
      switch $0 {
      case .none: false
      case .text: true
      case .named: nil
      }
    },
    columnNames.map({ .named($0) }) { if case .named(let names) = $0 { names } else { nil } })

  private static let missing: KeyRange<MissingValues> = choice([
    ("error", .refuse), ("raise", .refuse), ("dropna", .drop), ("skip", .drop),
    ("average", .mean), ("most_frequent", .category), ("mode", .category),
    ("constant", .category), ("indicator", .category),
  ])

  private static let unseen: KeyRange<UnseenCategories> = choice([
    ("ignore", .other), ("use_encoded_value", .other), ("infrequent_if_exist", .other),
    ("error", .refuse), ("raise", .refuse),
  ])

  /// The words of a fixed set, and what other tools call them.
  private static func choice<Word: CaseIterable & RawRepresentable<String> & Sendable>(
    _ aliases: [(String, Word)]
  ) -> KeyRange<Word> {
    let form = ChoiceForm(
      words: Word.allCases.map(\.rawValue), aliases: aliases.map { ($0.0, $0.1.rawValue) })
    return KeyRange(form: .choice(form)) { json, _ in
      json.string.flatMap { Word(rawValue: $0) }
    } write: {
      JSONValue($0.rawValue)
    }
  }

  private static let imageSize = KeyRange.list(of: KeyRange<Int>.side, exactly: 2).map(
    { ImageSize(height: $0[0], width: $0[1]) }, { [$0.height, $0.width] })
}

/// A SOURCE as a file spells it: the place that it is in, with the keys that go with this place.
private struct WrittenSource: Sendable {
  var path: String?
  var xPath: String?
  var yPath: String?
  var builtin: String?
  var examples: Int?
  var seed: UInt32?
  var noise: Double?
  var bits: Int?
  /// Built-in sets have no columns.
  var categories: DataSource.Categories?
  var labelColumns: [DataSource.Column]?
  /// All that stands in the file as it is in the source.
  var source = DataSource(path: "")

  init() {}

  init(_ source: DataSource) {
    self.source = source
    switch source.origin {
    case .file(let file): path = file
    case .files(let x, let y): (xPath, yPath) = (x, y)
    case .builtIn(let drawing):
      builtin = drawing.name
      (examples, seed) = (drawing.examples, drawing.seed)
      (noise, bits) = (drawing.noise, drawing.bits)
      return
    }
    categories = source.categories
    labelColumns = source.labelColumns.isEmpty ? nil : source.labelColumns
  }

  /// The source; nil where it has no place.
  var dataSource: DataSource? {
    guard let origin else { return nil }
    var result = source
    result.origin = origin
    result.categories = categories ?? .none
    result.labelColumns = labelColumns ?? []
    return result
  }

  private var origin: DataSource.Origin? {
    if let path { return .file(path) }
    if let xPath { return .files(x: xPath, y: yPath) }
    return builtin.map {
      .builtIn(
        DataSource.Drawing($0, examples: examples, seed: seed ?? 1, noise: noise, bits: bits))
    }
  }
}

extension DataSource {
  /// The source as the configuration file writes it.
  package var json: JSONValue { DataKeys.source.write(self) ?? JSONValue(.null) }
}
