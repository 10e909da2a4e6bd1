import Drawing

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
