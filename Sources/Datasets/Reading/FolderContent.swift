import Bytes
import Foundation
import Text

/// What is in a folder of pictures, each kind sorted by code points.
struct FolderContent {
  /// Files that systems write unasked, in small letters.
  private static let systemFiles: Set<String> = [
    "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r",
  ]
  /// Folders that systems leave beside those of people.
  private static let systemFolders: Set<String> = [
    "__MACOSX", "@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    "__pycache__",
  ]

  private(set) var folders: [String] = []
  private(set) var files: [String] = []
  /// Pipes, sockets and devices, which are not opened.
  private(set) var others: [String] = []
  private var systemFolders: [String] = []
  private var brokenLinks: [String] = []

  /// Lists a folder; `name` is what messages call it.
  init(_ folder: URL, name: String) throws(DataError) {
    let entries: [FolderEntry]
    do throws(FileFailure) {
      entries = try FolderEntry.all(in: folder.path)
    } catch {
      let place = error.path.dropFirst(folder.path.count)
      throw DataError(
        .unreadableFile, file: name + place,
        found: place.isEmpty
          ? "a folder that cannot be listed: \(error.cause)" : "cannot be read: \(error.cause)",
        advice: error.advice)
    }
    for entry in entries.sorted(by: { precedes($0.name, $1.name) })
    where !entry.name.hasPrefix(".") && !Self.systemFiles.contains(entry.name.lowercased()) {
      switch entry.kind {
      case .folder where Self.systemFolders.contains(entry.name): systemFolders.append(entry.name)
      case .folder: folders.append(entry.name)
      case .file: files.append(entry.name)
      case .other: others.append(entry.name)
      case .brokenLink: brokenLinks.append(entry.name)
      }
    }
  }
}

extension FolderContent {
  /// What is wrong with a folder that has no pictures.
  var lack: String {
    systemFolders.isEmpty && brokenLinks.isEmpty && others.isEmpty
      ? "an empty folder" : "a folder without pictures"
  }

  /// What of folders is not taken for pictures, or deserves a word.
  struct Passed {
    var names: [String]
    var emptyClasses: [String] = []
    private var brokenLinks: [String]
    /// Names with bytes in them that are no UTF-8.
    private var strangeNames: [String]

    /// Of one folder, whose names get `prefix` in front.
    init(_ content: FolderContent, in prefix: String) {
      names = (content.systemFolders + content.others).map { prefix + $0 }
      brokenLinks = content.brokenLinks.map { prefix + $0 }
      strangeNames = (content.folders + content.files)
        .filter(FileName.hasOtherBytes).map { prefix + $0 }
    }

    static func += (all: inout Passed, more: Passed) {
      all.names += more.names
      all.emptyClasses += more.emptyClasses
      all.brokenLinks += more.brokenLinks
      all.strangeNames += more.strangeNames
    }

    /// All of it, a sentence each.
    var remarks: [String] {
      var remarks: [String] = []
      if !names.isEmpty {
        remarks.append("passed over, taken for no classes or pictures: \(listText(names))")
      }
      if !brokenLinks.isEmpty {
        let links = brokenLinks.count == 1 ? "a link leads" : "\(brokenLinks.count) links lead"
        remarks.append("\(links) to nothing, passed over: \(listText(brokenLinks))")
      }
      if !emptyClasses.isEmpty {
        let folder = emptyClasses.count == 1 ? "folder" : "folders"
        remarks.append("no pictures in the \(folder) of \(listText(emptyClasses))")
      }
      if !strangeNames.isEmpty {
        remarks.append(
          "names that are no UTF-8 are read, and shown with \\x for such a byte: "
            + listText(strangeNames))
      }
      return remarks
    }
  }
}
