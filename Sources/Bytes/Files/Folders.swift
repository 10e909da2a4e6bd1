import Foundation

/// Something in a folder.
package struct FolderEntry: Hashable, Sendable {
  /// What it is, links followed.
  package enum Kind: Hashable, Sendable {
    case file, folder
    /// A link that leads to nothing, or back to itself.
    case brokenLink
    /// A pipe, a socket, a device.
    case other
  }

  /// The name as ``FileName`` writes it.
  package let name: String
  package let kind: Kind

  /// All that is in a folder, in no order, whatever bytes its name is made of.
  ///
  /// Foundation leaves out names that are no UTF-8, and says nothing.
  ///
  /// - Throws: `FileFailure` for what is no folder or may not be listed, and for a link that may not
  ///   be followed.
  package static func all(in path: String) throws(FileFailure) -> [FolderEntry] {
    guard let folder = opendir(FileName.systemPath(path)) else { throw FileFailure(.read, path) }
    defer { closedir(folder) }
    var entries: [FolderEntry] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        let start = UnsafeRawPointer(name)
        let count = strlen(start.assumingMemoryBound(to: CChar.self))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
      }
      guard name != Array(".".utf8), name != Array("..".utf8) else { continue }
      let type = Int(entry.pointee.d_type)
      guard let kind = try kind(of: name, type, in: dirfd(folder), path) else { continue }
      entries.append(FolderEntry(name: FileName.text(name), kind: kind))
    }
    guard errno == 0 else { throw FileFailure(.read, path) }
    return entries
  }

  /// What an entry is; nil where it has just been taken away.
  private static func kind(
    of name: [UInt8], _ type: Int, in folder: Int32, _ path: String
  ) throws(FileFailure) -> Kind? {
    if type == Int(DT_REG) { return .file }
    if type == Int(DT_DIR) { return .folder }
    let name = name.map { CChar(bitPattern: $0) } + [0]
    var status = stat()
    if fstatat(folder, name, &status, 0) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: return .file
      case S_IFDIR: return .folder
      default: return .other
      }
    }
    let code = errno
    guard [ENOENT, ENOTDIR, ELOOP].contains(code) else {
      let text = FileName.text(name.dropLast().map { UInt8(bitPattern: $0) })
      throw FileFailure(.read, "\(path)/\(text)", code: code)
    }
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? .brokenLink : nil
  }
}

/// Makes a folder and those that hold it, as far as they are missing.
///
/// - Throws: `FileFailure` of the first that cannot be made; `ENOTDIR` where it is a file.
package func createFolder(_ path: String) throws(FileFailure) {
  guard !path.utf8.contains(0) else { throw FileFailure(.create, path, code: EINVAL) }
  var made = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    made += part
    // Another process may make the same folder at the same time, so the answer is what counts.
    let failure = mkdir(made, 0o777) == 0 ? 0 : errno
    var status = stat()
    let isThere = stat(made, &status) == 0
    if isThere, status.st_mode & S_IFMT != S_IFDIR {
      throw FileFailure(.create, made, code: ENOTDIR)
    }
    guard isThere else { throw FileFailure(.create, made, code: failure) }
    made += "/"
  }
}
