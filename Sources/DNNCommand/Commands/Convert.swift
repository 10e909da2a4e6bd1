import Datasets
import Experiments
import Foundation

struct Convert: Subcommand {
  let name = "convert"
  let summary = "Turn data into files for Python, or into pictures to look at."
  let discussion = """
    To .npy it writes the examples, one a row, to .npz also their labels; to a folder, a path that \
    ends in /, a PNG per example in a folder per class. With --augment these are variants of each \
    picture as a training would draw them, with usual strengths or those of --config.
    """

  private let input = Argument<String>.positional(
    "input", "Data or a picture, - for standard input, or built-in data such as builtin:cats.",
    completion: .files())
  private let output = Argument<String>.positional(
    "output", "A .npy or .npz file, or a folder.", completion: .files())
  private let x = Argument<String?>.option(
    "x", "name", "The array in a data file that holds the examples.")
  private let y = Argument<String?>.option(
    "y", "name", "The array or column that holds the labels.")
  private let imageSize = Argument<ImageSize?>.option(
    "image-size", "HxW", "Resize pictures to this, such as 64x64.")
  private let normalize = Argument<Normalization.Method>.option(
    "normalize", "method", standard: .none, "What to do to the values.")

  private let augment = Argument<PositiveCount?>.option(
    "augment", "variants", "Write so many augmented variants of each picture.")
  private let config = Argument<String?>.option(
    "config", "file", "The configuration whose augment and seed are taken.",
    completion: .files(["json"]))

  var arguments: [any AnyArgument] {
    [input, output, x, y, imageSize, normalize, augment, config]
  }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let current = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    let written = try Conversion.convert(
      source(values), relativeTo: current, to: values[output], augmenting: variants(values)
    ) { StandardError.write($0 + "\n") }
    StandardError.write("wrote \(written) to \(values[output])\n")
    return .success
  }

  /// The variants that are asked for.
  private func variants(_ values: ArgumentValues) throws -> AugmentedVariants? {
    guard let count = values[augment]?.value else {
      if values[config] == nil { return nil }
      throw Program.UsageError(command: self, error: .missingArgument(augment.description))
    }
    guard let path = values[config] else {
      return AugmentedVariants(.usual, count: count, seed: 3)
    }
    let configuration = try ConfigurationReader().read(contentsOf: PathLookup.url(path))
      .configuration
    guard let augmentation = configuration.data.train.augment else {
      throw NoAugmentation(file: path)
    }
    return AugmentedVariants(augmentation, count: count, seed: configuration.seed &+ 2)
  }

  private func source(_ values: ArgumentValues) throws -> DataSource {
    var source = try DataSource(argument: values[input])
    source.x = values[x]
    source.y = values[y].map { .name($0) }
    source.imageSize = values[imageSize]
    source.normalize = values[normalize]
    return source
  }
}

/// A configuration that says nothing of augmentation.
private struct NoAugmentation: Error, CustomStringConvertible {
  let file: String

  var description: String {
    "\(file): no augment in data.train; --augment without --config takes usual strengths"
  }
}

extension Normalization.Method: ArgumentValue {}

extension ImageSize: ArgumentValue {
  /// Larger than any picture that a network is trained on.
  private static let largest = 65_535

  init?(word: String) {
    let sides = word.lowercased().split(separator: "x", omittingEmptySubsequences: false)
      .map { Int($0) }
    guard sides.count == 2, let height = sides[0], let width = sides[1],
      (1...Self.largest).contains(height), (1...Self.largest).contains(width)
    else { return nil }
    self.init(height: height, width: width)
  }

  static var expectation: String { "height and width in pixels, such as 64x64" }
}
