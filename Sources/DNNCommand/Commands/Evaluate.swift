import Datasets
import Experiments
import Foundation
import Text

struct Evaluate: Subcommand {
  let name = "evaluate"
  let summary = "Say how good a trained network is on labelled data."
  let discussion = """
    Without --data it takes the run's own test set, else its validation set, else what it was \
    trained on.

    --importance says for each column of a table how far the accuracy, or R\u{B2} of values, falls \
    where its values are shuffled among the examples: a column that the network makes no use of \
    costs nothing. Of columns that say the same, one makes up for the other.
    """

  private let model = SharedArguments.model
  private let threshold = SharedArguments.threshold
  private let data = Argument<String?>.option(
    "data", "source",
    "Other data: a path, - for standard input, builtin:NAME, or JSON as in a configuration.",
    completion: .files())
  private let split = Argument<DataRole?>.option("split", "set", "Which set of the data to take.")
  private let importance = Argument<Bool>.flag(
    "importance", "Shuffle each column of the table in turn, and say what that costs.")
  private let repeats = Argument<PositiveCount?>.option(
    "repeats", "count", "How often each column is shuffled; 5 unless given.")
  private let seed = Argument<RandomSeed?>.option(
    "seed", "seed", "The seed of the shuffling; 1 unless given.")
  private let format = Argument<FigureFormat>.option(
    "format", "format", standard: .table, "How to print the figures.")

  private let noCache = SharedArguments.noCache

  var arguments: [any AnyArgument] {
    [model, threshold, data, split, importance, repeats, seed, noCache, format]
  }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let shuffling = try shuffling(values)
    let url = PathLookup.url(values[model])
    let trained = try TrainedModel(contentsOf: url)
    let predictor = try Predictor(trained, threshold: values[threshold]?.value)
    let data = try examples(values, trained, url)
    var evaluation = try Evaluation(of: predictor, on: data)
    evaluation.importance = try shuffling.map { try predictor.importance(of: data, $0) }
    switch values[format] {
    case .table: try StandardOutput.write(evaluation.text)
    case .json: try StandardOutput.write(evaluation.json.prettyText)
    }
    return .success
  }

  /// How columns are to be shuffled; nil where nobody asked for it.
  private func shuffling(_ values: ArgumentValues) throws -> ColumnImportance.Shuffling? {
    guard values[importance] else {
      guard values[repeats] == nil, values[seed] == nil else {
        throw Program.UsageError(
          command: self, error: .missingArgument(importance.description))
      }
      return nil
    }
    return ColumnImportance.Shuffling(
      seed: values[seed]?.value ?? 1, repeats: values[repeats]?.value ?? 5)
  }

  private func examples(
    _ values: ArgumentValues, _ trained: TrainedModel, _ url: URL
  ) throws -> Dataset {
    let note: (String) -> Void = { StandardError.write($0 + "\n") }
    if let words = values[data] {
      let source =
        words.hasPrefix("{")
        ? try DataSource(json: words, label: "--data") : try DataSource(argument: words)
      let current = URL(
        fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
      return try trained.examples(
        source, role: values[split] ?? .test, relativeTo: current, cache: values.cache, note: note)
    }
    let run = try RunData(ofModel: url, advice: "name the data with --data")
    let part = values[split] ?? run.standardPart
    let examples = try run.examples(part, for: trained, cache: values.cache, note: note)
    note("\(part.rawValue): \(examples.count) examples of \(examples.name)")
    if part == .train, examples.digest != trained.description.trainingData {
      note("these are not the examples that the network was trained on: the data have changed")
    }
    return examples
  }
}

extension DataRole: ArgumentValue {}

/// A seed of NumPy's random numbers.
struct RandomSeed: ArgumentValue, Equatable {
  let value: UInt32

  init?(word: String) {
    guard let value = UInt32(word) else { return nil }
    self.value = value
  }

  static var expectation: String { "a whole number from 0 to 4294967295" }
}
