import Datasets
import Experiments
import Foundation

struct Import: Subcommand {
  let name = "import"
  let summary = "Make a run of a network that another tool has written as ONNX."
  let discussion = """
    The folder gets model.safetensors and config.json: predict, evaluate and export take it as any \
    run, and train goes on from its weights. Networks of layers that there are here are read as \
    PyTorch, Keras and scikit-learn export them; what does not fit is named, all of it in one go, and \
    nothing is left behind. What the file cannot say is said on standard error.
    """

  private let file = Argument<String>.positional(
    "file", "The network, an .onnx file.", completion: .files(["onnx"]))
  private let run = Argument<String>.positional(
    "run", "The run's folder, which holds no run yet.", completion: .folders)
  private let normalize = Argument<ImportedNormalization?>.option(
    "normalize", "kind", "unit: numbers from 0 to 255 are divided by 255 before they go in.")

  var arguments: [any AnyArgument] { [file, run, normalize] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let folder = RunFolder(URL(fileURLWithPath: values[run], isDirectory: true))
    let imported = try ModelImport(
      contentsOf: PathLookup.url(values[file]), into: folder,
      normalize: values[normalize].map { _ in .unit })
    try imported.write()
    for remark in imported.remarks { StandardError.write("\(values[file]): \(remark)\n") }
    StandardError.write(
      """
      wrote \(imported.model.description.name) to \(values[run])
      to train on, with the path of DATA as seen from there: \
      dnn train --config \(folder.configuration.relativeToCurrentFolder.shellWord) \
      --set data.train.path=DATA --out NEW_RUN

      """)
    return .success
  }
}

/// What may be done to features that a file takes as they are.
enum ImportedNormalization: String, CaseIterable, ArgumentValue {
  case unit
}
