import Foundation

/// A file that appears whole or not at all: written beside its place and then renamed.
struct OutputFile {
  /// As the user gave it, relative to the current folder.
  let path: String

  /// Takes the next bytes of a file.
  typealias Sink = (UnsafeRawBufferPointer) throws -> Void

  /// Calls `body` with a sink for the file's bytes, and puts the file in its place at the end.
  func write(_ body: (Sink) throws -> Void) throws(DataError) {
    let url = URL(fileURLWithPath: path)
    let draft = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString)")
    guard FileManager.default.createFile(atPath: draft.path, contents: nil),
      let handle = FileHandle(forWritingAtPath: draft.path)
    else { throw failure("cannot be written here") }
    do {
      try body { try append($0, to: handle) }
      try finish(handle, draft, url)
    } catch {
      try? handle.close()
      try? FileManager.default.removeItem(at: draft)
      throw (error as? DataError) ?? failure("\(error)")
    }
  }

  private func append(_ bytes: UnsafeRawBufferPointer, to handle: FileHandle) throws(DataError) {
    let pieceSize = 1 << 24
    for start in stride(from: 0, to: bytes.count, by: pieceSize) {
      let piece = UnsafeRawBufferPointer(
        rebasing: bytes[start..<min(start + pieceSize, bytes.count)])
      do {
        try handle.write(contentsOf: Data(piece))
      } catch {
        throw failure("cannot be written: \(error.localizedDescription)")
      }
    }
  }

  private func finish(_ handle: FileHandle, _ draft: URL, _ url: URL) throws(DataError) {
    do {
      try handle.synchronize()
      try handle.close()
    } catch {
      throw failure("cannot be written: \(error.localizedDescription)")
    }
    guard rename(draft.path, url.path) == 0 else {
      throw failure("cannot be put in its place: \(String(cString: strerror(errno)))")
    }
  }

  private func failure(_ found: String) -> DataError {
    DataError(.unwritableFile, file: path, found: found)
  }
}
