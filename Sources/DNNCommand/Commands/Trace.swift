import Bytes
import Drawing
import Experiments
import Foundation

struct Trace: Subcommand {
  let name = "trace"
  let summary = "Walk one example through a network in numbers, forward and back."
  let discussion = """
    Z, A, cost, dA, dZ, dW, db and the update, layer by layer, formula beside value; of large \
    matrices their corners and norms. With --config at the weights that training begins with, with \
    --model at those that it ended with.
    """

  private let config = Argument<String?>.option(
    "config", "file", "The configuration, a JSON file.", completion: .files(["json"]))
  private let settings = SharedArguments.settings
  private let removals = SharedArguments.removals
  private let model = Argument<String?>.option(
    "model", "run", "A run's folder.", completion: .files())
  private let example = Argument<[ExampleIndex]>.repeated(
    "example", "index",
    "The example of the training set, from 0; given again, several make a batch.")
  private let output = Argument<String?>.option(
    "output", "file", "Write to a file: .md as Markdown, .html as a page, else as text.",
    completion: .files(["md", "html", "txt"]))
  private let noCache = SharedArguments.noCache

  var arguments: [any AnyArgument] {
    [config, settings, removals, model, example, output, noCache]
  }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let walk = try walkthrough(values)
    guard let path = values[output] else {
      try StandardOutput.write(walk.text(.text).printableLines)
      return .success
    }
    try AtomicFile.write(walk.text(.init(path: path)), to: URL(fileURLWithPath: path))
    return .success
  }

  private func walkthrough(_ values: ArgumentValues) throws -> Walkthrough {
    let examples = values[example].isEmpty ? [0] : values[example].map(\.value)
    switch (values[config], values[model]) {
    case (let path?, nil):
      let file = try ConfigurationFile(path, values)
      return try Walkthrough(
        file.configuration, dataFolder: file.folder, examples: examples, cache: values.cache
      ) { StandardError.write($0 + "\n") }
    case (nil, let path?):
      for (isGiven, option) in [
        (!values[settings].isEmpty, settings.description),
        (!values[removals].isEmpty, removals.description),
      ] where isGiven {
        throw usage(.excluded(option, model.description))
      }
      return try Walkthrough(
        ofRun: PathLookup.url(path), examples: examples, cache: values.cache
      ) { StandardError.write($0 + "\n") }
    case (nil, nil): throw usage(.missingArgument(config.description))
    case (_?, _?): throw usage(.excluded(config.description, model.description))
    }
  }

  private func usage(_ error: ParserError) -> Program.UsageError {
    Program.UsageError(command: self, error: error)
  }
}

/// The place of an example, from 0.
struct ExampleIndex: ArgumentValue, Equatable {
  let value: Int

  init?(word: String) {
    guard let value = Int(word), value >= 0 else { return nil }
    self.value = value
  }

  static var expectation: String { "a whole number, 0 or more" }
}
