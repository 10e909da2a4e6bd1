import ArrayFiles
import Bytes
import Foundation
import KernelThreads
import Synchronization

/// A set of pictures in a file of an ``ImageCache``.
///
/// Beside it a note says when all its checksums were found right. As long as the file has not been
/// changed since, which the system's own time of change tells, they are not computed again: any byte
/// that a program changes is noticed, and what a disk loses by itself as soon as the file is copied.
struct ImageCacheFile {
  /// What a file holds.
  struct Content {
    let pixels: NumericArray
    /// The pictures of which 8 bits were kept.
    let cut: [String]
  }

  /// How the opening of a file ended.
  enum Opening {
    case found(Content)
    case missing
    /// It is not as it was written.
    case damaged
  }

  let url: URL
  let key: ImageCacheKey
  /// The axes of all pictures, their number first.
  let shape: [Int]
  /// Whether pictures are wanted that all had their size before.
  let mustBeOfOneSize: Bool

  /// Where the stamp is that the file had when all of it was right.
  private var note: URL { url.deletingPathExtension().appendingPathExtension("checked") }
}

// MARK: - Writing

extension ImageCacheFile {
  /// Takes the pixels of a picture, by its number, of several threads; false where they cannot be
  /// written.
  typealias Put = (Int, UnsafeRawBufferPointer) -> Bool

  /// Writes the file, whole or not at all.
  ///
  /// The body puts every picture; it returns which ones were cut to 8 bits, and whether all had their
  /// size before.
  ///
  /// - Throws: `FileFailure`, and what the body throws.
  func write(
    _ elementType: ElementType, _ body: (Put) throws -> (cut: [String], isOfOneSize: Bool)
  ) throws {
    var layout = ImageCacheLayout(shape: shape, elementType: elementType)
    try AtomicFile.write(to: url) { writer in
      var sums = [UInt64](repeating: 0, count: layout.count)
      let failure = Mutex<FileFailure?>(nil)
      let made = try sums.withUnsafeMutableBufferPointer { sums in
        try body { picture, bytes in
          sums[picture] = XXH64.hash(bytes)
          do throws(FileFailure) {
            try writer.write(bytes, at: layout.start(of: picture))
            return true
          } catch {
            failure.withLock { $0 = $0 ?? error }
            return false
          }
        }
      }
      if let failure = failure.withLock({ $0 }) { throw failure }
      let names = Array(made.cut.joined(separator: "\u{0}").utf8)
      let tail = littleEndian(sums) + names
      layout.isOfOneSize = made.isOfOneSize
      layout.namesSize = names.count
      layout.tailChecksum = tail.withUnsafeBytes(XXH64.hash)
      try tail.withUnsafeBytes { try writer.write($0, at: layout.tailStart) }
      try layout.header(key).withUnsafeBytes { try writer.write($0, at: 0) }
    }
    // From now on a change has another time: what is then found right can be noted.
    usleep(2 * Self.clockStep)
  }

  /// The microseconds that the clock of a file system may take for one moment.
  private static let clockStep: UInt32 = 20_000
}

// MARK: - Reading

extension ImageCacheFile {
  /// Opens the file, and looks whether all of it is right where that is not known.
  func open() -> Opening {
    let descriptor = Foundation.open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .missing }
    defer { close(descriptor) }
    guard let stamp = FileStamp(descriptor: descriptor),
      let header = read(ImageCacheLayout.headerSize, at: 0, of: descriptor),
      let layout = ImageCacheLayout(header, key, expecting: shape),
      layout.fileSize == stamp.size
    else { return .damaged }
    guard layout.isOfOneSize || !mustBeOfOneSize else { return .missing }
    guard
      let tail = read(layout.tailSize, at: layout.tailStart, of: descriptor),
      tail.withUnsafeBytes(XXH64.hash) == layout.tailChecksum,
      isRight(descriptor, layout, words(tail[..<(8 * layout.count)]), stamp),
      let bytes = try? SharedBytes(streaming: descriptor, count: stamp.size, path: url.path)
    else { return .damaged }
    let names = tail[(8 * layout.count)...]
    return .found(
      Content(
        pixels: NumericArray(
          shape: shape, elementType: layout.elementType,
          bytes: bytes[ImageCacheLayout.headerSize..<layout.tailStart]),
        cut: names.isEmpty
          ? []
          : names.split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }))
  }

  /// Whether every picture has its checksum; known where the file is the one that was found right.
  private func isRight(
    _ descriptor: Int32, _ layout: ImageCacheLayout, _ sums: [UInt64], _ stamp: FileStamp
  ) -> Bool {
    if let known = try? String(contentsOf: note, encoding: .utf8), known == text(stamp) {
      // The note's own time tells when the set was last used.
      utimes(note.path, nil)
      return true
    }
    let begun = Date().timeIntervalSince1970
    let wrong = Atomic<Bool>(false)
    ThreadPool.parallel(layout.count) { picture in
      guard !wrong.load(ordering: .relaxed) else { return }
      let bytes = read(layout.pictureSize, at: layout.start(of: picture), of: descriptor)
      if bytes?.withUnsafeBytes(XXH64.hash) != sums[picture] {
        wrong.store(true, ordering: .relaxed)
      }
    }
    guard !wrong.load(ordering: .relaxed) else { return false }
    // What was changed a moment before might be changed once more in the same moment, which is two
    // seconds where times are whole seconds.
    let moment = stamp.changed.nanoseconds == 0 ? 2 : Double(Self.clockStep) / 1e6
    if begun - stamp.changed.time > moment { write(stamp) }
    return true
  }

  private func write(_ stamp: FileStamp) { try? AtomicFile.write(text(stamp), to: note) }

  /// A stamp as its note has it, protected as the rest is.
  private func text(_ stamp: FileStamp) -> String {
    var hash = XXH64()
    hash.update(key.state)
    hash.update(stamp.text)
    return "\(stamp.text) \(String(hash.value, radix: 16))\n"
  }

  private func read(_ count: Int, at place: Int, of descriptor: Int32) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let result = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(place + filled))
        if result < 0, errno == EINTR { continue }
        guard result > 0 else { return }
        filled += result
      }
    }
    return bytes.count == count ? bytes : nil
  }
}
