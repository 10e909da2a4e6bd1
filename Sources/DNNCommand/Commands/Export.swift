import Experiments
import Foundation
import Interchange

struct Export: Subcommand {
  let name = "export"
  let summary = "Write a trained network for other tools."
  let discussion = """
    An .onnx file takes the same raw features as predict, gives the same outputs, and is tried \
    before it is written. A .safetensors or .npz file holds W1, b1, …; with --layout the names and \
    shapes of another tool. An .html file is a page that runs the network in any browser.
    """

  private let model = SharedArguments.model
  private let output = Argument<String>.required(
    "output", "file", "The file: its name ends in .onnx, .safetensors, .npz or .html.",
    completion: .files(ExportFormat.allCases.map(\.rawValue)))
  private let layout = Argument<WeightLayout?>.option(
    "layout", "tool", "Names and shapes of weights as this tool has them.")

  var arguments: [any AnyArgument] { [model, output, layout] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let model = PathLookup.url(values[model])
    let trained = try TrainedModel(contentsOf: model)
    let file = URL(fileURLWithPath: values[output])
    try trained.export(to: file, layout: values[layout], run: RunFolder(ofModel: model)) {
      StandardError.write("\(values[output]): \($0)\n")
    }
    StandardError.write("wrote \(trained.description.name) to \(values[output])\n")
    return .success
  }
}

extension WeightLayout: ArgumentValue {}
