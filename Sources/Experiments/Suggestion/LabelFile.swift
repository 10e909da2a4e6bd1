import Foundation

/// Finds the labels of a file that holds features only, by the names that people give the two.
enum LabelFile {
  /// What stands in the name of the features' file, and in that of the labels' file instead.
  private static let pairs = [
    ("images", "labels"), ("features", "labels"), ("data", "labels"), ("inputs", "targets"),
    ("X", "y"), ("X", "Y"), ("x", "y"),
  ]

  /// The name of the file of labels in the folder of `features`; nil where there is none.
  static func beside(_ features: URL) -> String? {
    let name = features.lastPathComponent
    // Other formats hold their labels themselves.
    guard name.contains("idx") || name.hasSuffix(".npy") else { return nil }
    let folder = features.deletingLastPathComponent()
    for (ours, theirs) in pairs {
      guard let place = name.range(of: ours) else { continue }
      let other = name.replacingCharacters(in: place, with: theirs)
        .replacing("idx3", with: "idx1")
      let path = folder.appendingPathComponent(other).path
      if other != name, FileManager.default.fileExists(atPath: path) { return other }
    }
    return nil
  }

  /// The path of a file in the same folder as `path`.
  static func path(_ name: String, beside path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return name }
    return path[...slash] + name
  }
}
