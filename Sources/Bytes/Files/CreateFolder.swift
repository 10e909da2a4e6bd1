import Foundation

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
