import Foundation

/// Real files that others made, beside the checkout; absent in most clones.
public enum SharedData {
  /// The package's folder.
  public static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `../shared/data` beside the package's folder.
  public static let folder = repository.deletingLastPathComponent()
    .appendingPathComponent("shared/data", isDirectory: true)

  public static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  public static func file(_ path: String) -> URL { folder.appendingPathComponent(path) }
}
