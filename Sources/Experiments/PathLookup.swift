import Foundation

/// Finds a path that was typed in another case: `configs/cat.json` is `Configs/cat.json`.
package enum PathLookup {
  /// Folders that are listed for one lookup; more is a tree of look-alikes.
  private static let maximumListings = 64

  /// The path itself if something is there, else the first that differs from it in case alone, else nil.
  package static func find(_ path: String) -> String? {
    guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
    if FileManager.default.fileExists(atPath: path) { return path }
    let parts = path.split(separator: "/").map(String.init)
    var listings = 0
    return find(parts[...], in: path.hasPrefix("/") ? "/" : "", &listings)
  }

  /// As ``find(_:)``, for a file; where nothing is found the URL is that of the path as typed.
  package static func url(_ path: String) -> URL {
    URL(fileURLWithPath: find(path) ?? path)
  }

  private static func find(
    _ parts: ArraySlice<String>, in folder: String, _ listings: inout Int
  ) -> String? {
    guard let part = parts.first else {
      return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }
    for name in candidates(for: part, in: folder, &listings) {
      let path = folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if let found = find(parts.dropFirst(), in: path, &listings) { return found }
    }
    return nil
  }

  /// The names in a folder that `part` may mean: the exact one first.
  private static func candidates(
    for part: String, in folder: String, _ listings: inout Int
  ) -> [String] {
    if part == "." || part == ".." { return [part] }
    listings += 1
    guard listings <= maximumListings else { return [] }
    let listed = folder.isEmpty ? "." : folder
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: listed) else {
      // A folder that may be entered but not listed still holds the exact name.
      return [part]
    }
    let lowercased = part.lowercased()
    let alike = names.filter { $0.lowercased() == lowercased }.sorted()
    return alike.filter { $0 == part } + alike.filter { $0 != part }
  }
}
