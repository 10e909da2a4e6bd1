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
      "y", \.source.y, column,
      "Name of the labels inside an HDF5 or NPZ file; name or index of the label's column in a "
        + "CSV, the last unless given.",
      aliases: ["target"]),
    Key(
      "categories", \.categories, .boolean, "Whether text columns of a CSV are encoded.",
      default: false),
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
      "normalize", \.source.normalize, .choice,
      "unit: integers / 255; standardize: mean 0, variance 1 per feature of train; unit for "
        + "8-bit data unless given, else none."),
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

  private static let label = KeyRange.text("a name in the file")

  private static let column: KeyRange<DataSource.Column> = .either(
    label.map({ .name($0) }) { if case .name(let name) = $0 { name } else { nil } },
    KeyRange<Int>.integer(-maximumSize...maximumSize).map({ .index($0) }) {
      if case .index(let index) = $0 { index } else { nil }
    })

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
  var categories: Bool?
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
  }

  /// The source; nil where it has no place.
  var dataSource: DataSource? {
    guard let origin else { return nil }
    var result = source
    result.origin = origin
    result.categories = categories ?? false
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
