import Bytes
import Drawing
import Experiments
import Foundation
import Images

struct Predict: Subcommand {
  let name = "predict"
  let summary = "Say what a trained network makes of pictures or data."
  let discussion = """
    Where several labels can be true at once, those whose probability is above the threshold are \
    the answer.
    """

  private let model = SharedArguments.model
  private let inputs = Argument<[String]>.positionals(
    "input", "Pictures of any size, folders of them, or data files; - for standard input.",
    completion: .files())
  private let x = Argument<String?>.option(
    "x", "name", "The array in a data file that holds the examples.")
  private let threshold = SharedArguments.threshold
  private let format = Argument<PredictionWriter.Format>.option(
    "format", "format", standard: .table, "How to print the predictions.")
  private let output = Argument<String?>.option(
    "output", "file", "Write to a file instead of standard output.", completion: .files())

  var arguments: [any AnyArgument] { [model, inputs, x, threshold, format, output] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let predictor = try Predictor(
      contentsOf: PathLookup.url(values[model]), threshold: values[threshold]?.value)
    if let path = values[output] {
      try AtomicFile.write(to: URL(fileURLWithPath: path)) { file in
        try answer(values, predictor) { try file.write($0) }
      }
    } else {
      try answer(values, predictor) { try StandardOutput.write($0) }
    }
    return .success
  }

  /// Hands on the answers for all inputs, as they come.
  private func answer(
    _ values: ArgumentValues, _ predictor: Predictor, to sink: (String) throws -> Void
  ) throws {
    var writer = PredictionWriter(values[format])
    for input in values[inputs] {
      let path = PathLookup.find(input) ?? input
      let predictions = try predictor.predictions(for: path, x: values[x]) {
        StandardError.write($0 + "\n")
      }
      if isAlone(values), predictions.outputs.count == 1 {
        let text = writer.text(of: predictions)
        try sink(predictions.image.flatMap { show($0, text) } ?? text)
      } else {
        try writer.write(predictions, to: sink)
      }
    }
    try sink(writer.ending)
  }

  /// Whether the answer is one that a person reads about one input.
  private func isAlone(_ values: ArgumentValues) -> Bool {
    values[inputs].count == 1 && values[output] == nil && values[format] == .table
  }

  /// The input with its answer beside it, where the terminal is such.
  private func show(_ image: Image, _ answers: String) -> String? {
    let lines = answers.split(separator: "\n")
    guard lines.count == 1 else { return nil }
    return PredictionImage.text(
      of: image, answer: String(lines[0]), on: Terminal(descriptor: STDOUT_FILENO),
      Terminal.colors())
  }
}

extension PredictionWriter.Format: ArgumentValue {}
