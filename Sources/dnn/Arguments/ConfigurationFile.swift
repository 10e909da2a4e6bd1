import Experiments
import Foundation

/// A configuration as a command line names it.
struct ConfigurationFile {
  let configuration: Configuration
  /// What relative paths in it are relative to.
  let folder: URL

  /// Reads the file that `--config` names with the values that `--set` puts in, and prints what is
  /// doubtful about it.
  init(_ path: String, settings: [Setting]) throws {
    let url = PathLookup.url(path)
    let reading = try ConfigurationReader(overrides: settings.map(\.text)).read(contentsOf: url)
    for warning in reading.warnings { StandardError.write("warning: \(warning)\n") }
    configuration = reading.configuration
    folder = url.deletingLastPathComponent()
  }
}
