import Bytes
import Foundation
import LinearAlgebra

/// The folder where pictures are kept as they were read and resized, from one start to the next.
///
/// A set of pictures with its settings has a folder there, with one file: ``ImageCacheFile``. Who makes
/// it holds a lock meanwhile, and others wait for it. What nobody has used for 30 days is removed when
/// another set is added.
package struct ImageCache: Sendable {
  /// Where it is.
  package let folder: URL

  /// A cache in a folder, which is made when it is needed.
  package init(_ folder: URL) { self.folder = folder.absoluteURL }

  /// Sets that are read in less than about a third of a second are not worth keeping: bytes of the files
  /// and of the pixels together.
  static let minimumWork = 1 << 25

  private static let daysUnused = 30

  /// The place that `DNN_CACHE` names, else the one that the system has for such files.
  package static var standard: ImageCache {
    let environment = ProcessInfo.processInfo.environment
    if let place = environment["DNN_CACHE"], !place.isEmpty {
      return ImageCache(URL(fileURLWithPath: place, isDirectory: true))
    }
    let home = FileManager.default.homeDirectoryForCurrentUser
    #if os(macOS)
      let caches = home.appendingPathComponent("Library/Caches", isDirectory: true)
    #else
      let wish = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      let caches =
        wish.map { URL(fileURLWithPath: $0, isDirectory: true) }
        ?? home.appendingPathComponent(".cache", isDirectory: true)
    #endif
    return ImageCache(caches.appendingPathComponent("dnn", isDirectory: true))
  }

  private var sets: URL { folder.appendingPathComponent("pictures", isDirectory: true) }

  private func folder(of key: ImageCacheKey) -> URL {
    sets.appendingPathComponent(key.source, isDirectory: true)
  }

  /// Where a set is, or is to be; `shape` are the axes of all pictures, their number first.
  func file(of key: ImageCacheKey, shape: [Int], mustBeOfOneSize: Bool) -> ImageCacheFile {
    ImageCacheFile(
      url: folder(of: key).appendingPathComponent("\(key.state).pictures"), key: key, shape: shape,
      mustBeOfOneSize: mustBeOfOneSize)
  }
}

// MARK: - Making a set

extension ImageCache {
  private static let lockName = ".lock"

  /// The set, after the body has made its file, or another process has.
  ///
  /// - Parameters:
  ///   - file: where the set is to be.
  ///   - waiting: told of how many bytes another process has made.
  ///   - make: writes the file.
  /// - Returns: how its opening ended.
  /// - Throws: `FileFailure` where the folder cannot be made or locked, and what the body throws.
  func make(
    _ file: ImageCacheFile, waiting: (Int) -> Void, _ make: () throws -> Void
  ) throws -> ImageCacheFile.Opening {
    let place = folder(of: file.key)
    try createFolder(place.path)
    let lock = try lock(place, waiting)
    // Whoever held the lock before may have made it.
    var opening = file.open()
    let result = Result {
      if case .found = opening { return }
      AtomicFile.removeLeftovers(in: place)
      try make()
      opening = file.open()
      removeOthers(than: file, in: place)
      removeUnused(at: Int(Date().timeIntervalSince1970))
    }
    lock.release()
    try result.get()
    return opening
  }

  private func lock(_ place: URL, _ waiting: (Int) -> Void) throws(FileFailure) -> FileLock {
    let path = place.appendingPathComponent(Self.lockName).path
    while true {
      if let lock = try FileLock(path) { return lock }
      waiting(AtomicFile.halfWrittenSize(in: place))
      usleep(50_000)
    }
  }

  /// Removes the set as it was when the pictures were others.
  private func removeOthers(than file: ImageCacheFile, in place: URL) {
    for name in Self.names(in: place)
    where !name.hasPrefix(".") && !name.hasPrefix(file.key.state) {
      unlink(place.appendingPathComponent(name).path)
    }
  }

  /// Removes sets that nobody has used for long and nobody is making.
  func removeUnused(at now: Int) {
    let limit = now - Self.daysUnused * 86_400
    for name in Self.names(in: sets) {
      let place = sets.appendingPathComponent(name, isDirectory: true)
      let files = Self.names(in: place)
      let used = files.compactMap {
        FileStamp(path: place.appendingPathComponent($0).path)?.changed.seconds
      }
      guard let last = used.max(), last < limit,
        let lock = try? FileLock(place.appendingPathComponent(Self.lockName).path)
      else { continue }
      for name in files { unlink(place.appendingPathComponent(name).path) }
      rmdir(place.path)
      lock.release()
    }
  }

  private static func names(in folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  }

  /// The bytes that may still be written to the disk; nil where the system does not tell.
  func room(for key: ImageCacheKey) -> Int? {
    var status = statvfs()
    guard statvfs(folder(of: key).path, &status) == 0 else { return nil }
    let (bytes, overflow) = UInt64(status.f_bavail)
      .multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return overflow ? .max : Int(clamping: bytes)
  }
}

// MARK: - Which set

/// By what a set of pictures in a cache is found.
struct ImageCacheKey: Equatable {
  /// Raised whenever the same file would become other pixels.
  private static let decoding = 1

  /// The folder and what is made of its pictures.
  let source: String
  /// The pictures: names, lengths and times.
  let state: String
  /// The bytes of all files.
  let fileSize: Int

  /// The key of some files; nil where one of them cannot be looked at.
  init?(
    _ files: [ImageReader.File], in folder: String, as shape: ImageShape, _ order: PixelOrder,
    isDeep: Bool
  ) {
    source = Self.digest(
      """
      \(folder)
      \(shape.height) \(shape.width) \(shape.channels) \(order) \(isDeep) \(Self.decoding)
      """)
    var (text, size) = ("\(source)\n", 0)
    for file in files {
      guard file.bytes == nil, let stamp = FileStamp(path: file.url.path) else { return nil }
      text += "\(file.name)\u{0}\(stamp.text)\n"
      size += stamp.size
    }
    state = Self.digest(text)
    fileSize = size
  }

  /// 128 bits of a text, in hexadecimal digits.
  private static func digest(_ text: String) -> String {
    ["", "\u{1}"].map { salt in
      var hash = XXH64()
      hash.update(salt)
      hash.update(text)
      let digits = String(hash.value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
