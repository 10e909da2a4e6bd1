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
    """

  private let model = SharedArguments.model
  private let threshold = SharedArguments.threshold
  private let data = Argument<String?>.option(
    "data", "source",
    "Other data: a path, - for standard input, builtin:NAME, or JSON as in a configuration.",
    completion: .files())
  private let split = Argument<DataRole?>.option("split", "set", "Which set of the data to take.")
  private let format = Argument<FigureFormat>.option(
    "format", "format", standard: .table, "How to print the figures.")

  var arguments: [any AnyArgument] { [model, threshold, data, split, format] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let url = PathLookup.url(values[model])
    let trained = try TrainedModel(contentsOf: url)
    let predictor = try Predictor(trained, asked: values[threshold]?.value)
    let evaluation = try predictor.evaluation(of: examples(values, trained, url))
    switch values[format] {
    case .table: try StandardOutput.write(evaluation.text)
    case .json: try StandardOutput.write(evaluation.json.prettyText)
    }
    return .success
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
        source, role: values[split] ?? .test, relativeTo: current, note: note)
    }
    let run = try RunData(ofModel: url, advice: "name the data with --data")
    let part = values[split] ?? run.standardPart
    let examples = try run.examples(part, for: trained, note: note)
    note("\(part.rawValue): \(examples.count) examples of \(examples.name)")
    if part == .train, examples.digest != trained.description.trainingData {
      note("these are not the examples that the network was trained on: the data have changed")
    }
    return examples
  }
}

extension DataRole: ArgumentValue {}
