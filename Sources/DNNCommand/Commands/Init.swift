import Experiments
import Foundation

struct Init: Subcommand {
  let name = "init"
  let summary = "Look at data and print a configuration to start from."
  let discussion = """
    The data are a folder that has a folder of pictures for each class, a table (CSV), or arrays \
    (HDF5, NPZ, NPY, IDX). Of a table it says what each column holds, and which are left out: ids, \
    names, dates, constants, copies of others, and those that give the label away. The reason for each choice goes to standard error. The configuration \
    names the data by the path as given: save it in the current folder, or give an absolute path.
    """

  private let path = Argument<String>.positional(
    "path", "The data to look at.", completion: .files())

  var arguments: [any AnyArgument] { [path] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let path = PathLookup.find(values[path]) ?? values[path]
    let current = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    let suggestion = try Suggestion(
      path: path, relativeTo: current,
      progress: ImageProgress.notes { StandardError.write($0 + "\n") })
    StandardError.write("\(path): \(suggestion.look.summary)\n")
    if let columns = suggestion.columns { StandardError.write("\n\(columns)\n") }
    for warning in suggestion.warnings { StandardError.write("\(warning)\n") }
    for remark in suggestion.remarks + suggestion.look.remarks {
      StandardError.write("\(path): \(remark)\n")
    }
    for reason in suggestion.reasons { StandardError.write("\(reason.key): \(reason.text)\n") }
    let place = path.hasPrefix("/") ? "anywhere" : "in the current folder, where its path starts"
    StandardError.write("save it \(place), for dnn train --config\n")
    try StandardOutput.write(suggestion.text)
    return .success
  }
}
