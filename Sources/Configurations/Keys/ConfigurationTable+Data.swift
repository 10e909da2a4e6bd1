import Datasets
import SampleData

/// The keys that say where the examples come from.
extension ConfigurationTable {
  static let data = ValueRule.object(
    ObjectRule(
      meaning: "an object such as {\"train\": {\"builtin\": \"cats\"}}",
      keys: [
        KeyRule("train", source, "The examples to learn from.", presence: .required),
        KeyRule(
          "validation", .either([source, fraction, fold]),
          "The examples to watch training with, or the part of train to take for it."),
        KeyRule("test", source, "The examples that training never sees."),
      ]))

  static let fraction = ValueRule.object(
    ObjectRule(
      meaning: "{\"fraction\": …}",
      keys: [
        KeyRule(
          "fraction", .number(NumberRange(.above(0), .below(1))), "Part of the training examples.",
          presence: .required),
        splitSeed,
      ],
      marker: "fraction"))

  static let fold = ValueRule.object(
    ObjectRule(
      meaning: "{\"fold\": …, \"folds\": …}",
      keys: [
        KeyRule(
          "fold", .integer(1...largestSize), "The fold that is held out, from 1.",
          presence: .required),
        KeyRule(
          "folds", .integer(2...largestSize), "Folds that the training examples are dealt out to.",
          presence: .required),
        splitSeed,
      ],
      marker: "fold"))

  private static let splitSeed = KeyRule(
    "seed", seed, "Seed of the split, never the run's.", default: 1)

  static let path = TextRule(meaning: "the path of a file")
  static let label = TextRule(meaning: "a name in the file")

  static let source = ValueRule.object(sourceRule)

  static let sourceRule = ObjectRule(
    definition: "source", meaning: "an object such as {\"path\": \"train.h5\"}",
    keys: [
      KeyRule(
        "path", .text(path), "A data file or a folder of pictures, relative to this file.",
        aliases: ["file"]),
      KeyRule(
        "xPath", .text(path), "The file of the features, where they are two.", aliases: ["images"]
      ),
      KeyRule("yPath", .text(path), "The file of the labels, where they are two."),
      KeyRule("builtin", choice(BuiltInSet.self), "A set that is drawn from a seed."),
      KeyRule("examples", size, "Examples of a built-in set."),
      KeyRule("seed", seed, "Seed of a built-in set, never the run's.", default: 1),
      KeyRule("noise", fromZero, "How far the examples of a built-in set stray."),
      KeyRule("bits", .integer(BuiltInSet.bitCounts), "Inputs of parity."),
      KeyRule(
        "x", .text(label), "Name of the features inside an HDF5 or NPZ file.",
        aliases: ["features"]),
      KeyRule(
        "y", .either([.text(label), .integer(-largestSize...largestSize)]),
        "Name of the labels inside an HDF5 or NPZ file; name or index of the label's column in a "
          + "CSV, the last unless given.",
        aliases: ["target"]),
      KeyRule(
        "categories", .boolean, "Whether text columns of a CSV are encoded.", default: false),
      KeyRule(
        "header", .boolean,
        "Whether the first line of a CSV holds the names of its columns; as it looks unless given."),
      KeyRule(
        "delimiter", choice(TableDelimiter.self),
        "What divides the fields of a CSV; what divides all its lines alike unless given."),
      KeyRule(
        "decimal", choice(DecimalSign.self),
        "The sign before the decimals of a CSV's numbers; as they look unless given."),
      KeyRule(
        "imageSize", .list(ListRule(element: .integer(1...65535), exactCount: 2)),
        "[height, width] that pictures are brought to."),
      KeyRule("channels", .integerChoice([1, 3]), "Values a pixel: 1 grey, 3 red, green, blue."),
      KeyRule(
        "pixelOrder", choice(PixelOrder.self),
        "interleaved: r g b r g b …; planar: all red, then all green, then all blue.",
        default: "interleaved"),
      KeyRule(
        "normalize", choice(Normalization.Method.self),
        "unit: integers / 255; standardize: mean 0, variance 1 per feature of train; unit for "
          + "8-bit data unless given, else none."
      ),
      KeyRule(
        "normalizeLabels", choice(LabelNormalization.self),
        "standardize: labels that are values get mean 0, variance 1 per output of train, for which "
          + "the cost is; predictions and figures are of the real ones."),
      KeyRule(
        "labels", choice(LabelKind.self),
        "What labels are; follows from the loss unless given."),
      KeyRule(
        "classes",
        .list(ListRule(element: .text(TextRule(meaning: "the name of a class")), count: 2...)),
        "Names of the classes 0, 1, …."),
    ])
}
