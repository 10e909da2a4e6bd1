import Datasets
import Drawing
import Experiments
import Foundation
import Text

/// Arguments that several commands take, so that they are called and explained alike.
enum SharedArguments {
  static let config = Argument<String>.required(
    "config", "file", "The configuration, a JSON file.", completion: .files(["json"]))

  static let settings = Argument<[Setting]>.repeated(
    "set", "key=value",
    "Set a key of the configuration by its path, such as optimizer.method=adam.")

  static let removals = Argument<[SettingKey]>.repeated(
    "unset", "key", "Take a key out of the configuration, such as epochs, before any is set.")

  static let model = Argument<String>.required(
    "model", "run", "A run's folder, or a file with a model.", completion: .files())

  static let threshold = Argument<Probability?>.option(
    "threshold", "probability", "Answer 1 where the probability is above this; 0.5 unless given.")

  static let threads = Argument<PositiveCount?>.option(
    "threads", "count", "Threads to compute with; all cores unless given.")

  static let noCache = Argument<Bool>.flag(
    "no-cache",
    "Read all pictures of folders again, and keep none of them for the next time; unless given, "
      + "those of large folders are kept where DNN_CACHE says, else in the user's folder of caches."
  )
}

extension ArgumentValues {
  /// Where pictures that have been read are kept for the next time; nil: nowhere.
  var cache: ImageCache? { self[SharedArguments.noCache] ? nil : .standard }
}

/// A key of the configuration and its value, as `--set` takes them.
struct Setting: ArgumentValue, Equatable {
  let text: String

  init?(word: String) {
    guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { return nil }
    text = word
  }

  static var expectation: String { "a key, an equals sign and a value, such as alpha=0.01" }
}

/// A key of the configuration, as `--unset` takes it.
struct SettingKey: ArgumentValue, Equatable {
  let text: String

  init?(word: String) {
    guard !word.isEmpty, !word.contains("=") else { return nil }
    text = word
  }

  static var expectation: String { "a key alone, such as epochs or optimizer.beta" }
}

extension ProgressBar.Mode: ArgumentValue {}

/// How results are printed where they are figures.
enum FigureFormat: String, CaseIterable, ArgumentValue {
  case table, json
}

/// A configuration as a command line names it.
struct ConfigurationFile {
  let configuration: Configuration
  /// What relative paths in it are relative to.
  let folder: URL

  /// Reads the file that `--config` names without the keys that `--unset` takes away and with the
  /// values that `--set` puts in, and prints what is doubtful about it.
  init(_ path: String, _ values: ArgumentValues) throws {
    let url = PathLookup.url(path)
    let reader = ConfigurationReader(
      overrides: values[SharedArguments.settings].map(\.text),
      removals: values[SharedArguments.removals].map(\.text))
    let reading = try reader.read(contentsOf: url)
    for warning in reading.warnings { StandardError.write("warning: \(warning)\n") }
    configuration = reading.configuration
    folder = url.deletingLastPathComponent()
  }
}

extension DataSource {
  private static let builtInPrefix = "builtin:"

  /// Data as a command line names them: a path, `-` for standard input, or a built-in set such as
  /// `builtin:cats`.
  init(argument: String) throws {
    guard argument != "-" else {
      self = .standardInput
      return
    }
    guard argument.hasPrefix(Self.builtInPrefix) else {
      self.init(path: PathLookup.find(argument) ?? argument)
      return
    }
    let json: JSONValue = [
      "builtin": JSONValue(String(argument.dropFirst(Self.builtInPrefix.count)))
    ]
    try self.init(json: json.compactText, label: argument)
  }

  /// Data as a configuration names them; paths start in the current folder.
  init(json: String, label: String) throws {
    let current = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    self = try ConfigurationReader.source(json, label: label, folder: current)
  }
}
