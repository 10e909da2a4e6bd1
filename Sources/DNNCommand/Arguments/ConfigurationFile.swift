import Experiments
import Foundation

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
