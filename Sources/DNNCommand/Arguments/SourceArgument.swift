import Datasets
import Experiments
import Foundation

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
