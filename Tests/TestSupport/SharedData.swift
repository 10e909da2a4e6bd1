import Foundation

/// Real files that others made, beside the checkout; absent in most clones.
public enum SharedData {
  /// `../shared/data` beside the package's folder.
  public static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data", isDirectory: true)

  public static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  public static func file(_ path: String) -> URL { folder.appendingPathComponent(path) }
}
