import Foundation

/// By what a file is told from the one that was there before: its length, and when it was changed.
///
/// The time of the last change (`ctime`) is set by the system alone, at any writing, renaming or
/// replacing: two files of one path with equal stamps are one, unchanged, unless it was changed twice
/// within the few milliseconds that the clock of a file system takes for one moment.
package struct FileStamp: Hashable, Sendable {
  package let size: Int
  private let inode: UInt64
  private let written: Moment
  /// When the file was last changed in any way.
  package let changed: Moment

  /// Seconds and nanoseconds since 1970.
  package struct Moment: Hashable, Sendable {
    package let seconds: Int
    package let nanoseconds: Int

    /// The same as one number.
    package var time: Double { Double(seconds) + Double(nanoseconds) / 1e9 }
  }

  /// The stamp of what is at a path, links followed; nil where that cannot be told.
  package init?(path: String) {
    var status = stat()
    guard stat(FileName.systemPath(path), &status) == 0 else { return nil }
    self.init(status)
  }

  /// The stamp of an open file; nil where that cannot be told.
  package init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    size = Int(status.st_size)
    inode = UInt64(status.st_ino)
    #if canImport(Darwin)
      let (written, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (written, changed) = (status.st_mtim, status.st_ctim)
    #endif
    self.written = Moment(seconds: Int(written.tv_sec), nanoseconds: Int(written.tv_nsec))
    self.changed = Moment(seconds: Int(changed.tv_sec), nanoseconds: Int(changed.tv_nsec))
  }

  /// The stamp as text, other for other stamps.
  package var text: String {
    [inode, UInt64(size)].map { String($0) }.joined(separator: " ")
      + " \(written.seconds).\(written.nanoseconds) \(changed.seconds).\(changed.nanoseconds)"
  }
}
