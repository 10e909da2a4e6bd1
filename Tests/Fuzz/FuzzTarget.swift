import Foundation

/// A decoder under test, with the files that mutation starts from.
///
/// Add one to `allTargets` for a new format: nothing else knows the formats.
struct FuzzTarget: Sendable {
  let name: String
  /// Folders below `Tests` whose files with one of the extensions are the seeds.
  let folders: [String]
  let extensions: Set<String>
  /// Pieces of a text format, which mutation puts in now and then.
  var words: [String] = []
  /// Decodes the bytes as far as a program would; errors are what it should end in.
  let decode: @Sendable ([UInt8]) throws -> Void

  /// The contents of the seed files, smallest first: most mutations should hit structure.
  func seeds(below tests: URL) -> [[UInt8]] {
    let files = folders.flatMap { folder in
      let url = tests.appendingPathComponent(folder, isDirectory: true)
      return
        (try? FileManager.default.contentsOfDirectory(
          at: url, includingPropertiesForKeys: nil)) ?? []
    }
    return files.filter { extensions.contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
      .compactMap { try? Data(contentsOf: $0) }
      .map { [UInt8]($0) }
      .sorted { $0.count < $1.count }
  }
}
