import Foundation
import Images

/// The picture files of a folder, with the class of each.
///
/// A sub-folder is a class; classes and files are sorted by code points. A folder without
/// sub-folders holds pictures of no class. Hidden files and those that systems leave are passed over.
struct PictureFolder {
  struct File {
    /// Relative to the folder: `cat/1.png`.
    var name: String
    var url: URL
    /// The index of its class.
    var label: Int
  }

  private(set) var files: [File] = []
  /// Empty where the pictures are of no class.
  private(set) var classNames: [String] = []

  /// Lists a folder.
  ///
  /// - Throws: for a folder without pictures, an empty class, or a mixture of both kinds.
  init(_ folder: URL, name: String) throws(DataError) {
    let (folders, pictures) = try Self.list(folder, name: name)
    guard !folders.isEmpty || !pictures.isEmpty else {
      throw DataError(
        .content, file: name, found: "an empty folder",
        expected: "pictures, or a folder of pictures per class")
    }
    guard !folders.isEmpty else {
      files = pictures.map { File(name: $0, url: folder.appendingPathComponent($0), label: 0) }
      return
    }
    guard pictures.isEmpty else {
      throw DataError(
        .content, file: name, found: "files beside the class folders (\(listText(pictures)))",
        expected: "every picture in the folder of its class")
    }
    classNames = folders
    for (label, className) in folders.enumerated() {
      let classFolder = folder.appendingPathComponent(className, isDirectory: true)
      let (inner, pictures) = try Self.list(classFolder, name: "\(name)/\(className)")
      guard inner.isEmpty, !pictures.isEmpty else {
        throw DataError(
          .content, file: "\(name)/\(className)",
          found: inner.isEmpty ? "an empty folder" : "folders inside it (\(listText(inner)))",
          expected: "the pictures of a class")
      }
      files += pictures.map {
        File(
          name: "\(className)/\($0)", url: classFolder.appendingPathComponent($0), label: label)
      }
    }
  }

  private static func list(
    _ folder: URL, name: String
  ) throws(DataError) -> (folders: [String], files: [String]) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw DataError(.unreadableFile, file: name, found: "a folder that cannot be listed")
    }
    let leftBySystems: Set<String> = ["Thumbs.db", "desktop.ini"]
    var folders: [String] = []
    var files: [String] = []
    for name in names.sorted(by: precedes)
    where !name.hasPrefix(".") && !leftBySystems.contains(name) {
      var isFolder: ObjCBool = false
      let path = folder.appendingPathComponent(name).path
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        continue
      }
      if isFolder.boolValue { folders.append(name) } else { files.append(name) }
    }
    return (folders, files)
  }
}
