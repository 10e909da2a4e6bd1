/// A text that JSON was read from, kept so that an error can show the place.
package final class SourceText: Sendable {
  /// The file as the user named it, or the whole of a `--set` argument.
  package let name: String
  package let bytes: [UInt8]
  /// Whether lines and columns mean something to the reader of an error.
  package let isFile: Bool
  private let lineStarts: [Int]

  package init(_ bytes: [UInt8], name: String, isFile: Bool = true) {
    self.name = name
    self.bytes = bytes
    self.isFile = isFile
    lineStarts =
      [0] + bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// The line of a byte, from 1.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The column of a byte, from 1, in Unicode scalars.
  package func column(at offset: Int) -> Int {
    scalars(from: lineStarts[line(at: offset) - 1], to: offset) + 1
  }

  /// The line of a byte as far as it fits a terminal, and a caret below the byte.
  package func excerpt(at offset: Int) -> (line: String, caret: String) {
    let room = 72
    let index = line(at: offset) - 1
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let caret = min(offset, end)
    let first = caret - start > room ? characterBoundary(caret - room / 2) : start
    let last = end - first > room + room / 2 ? characterBoundary(first + room) : end
    let before = String(decoding: bytes[first..<caret], as: UTF8.self).printable
    let after = String(decoding: bytes[caret..<last], as: UTF8.self).printable
    let head = first > start ? "…" : ""
    let padding = (head + before).unicodeScalars.map { $0 == "\t" ? "\t" : " " }.joined()
    return (head + before + after + (last < end ? "…" : ""), padding + "^")
  }

  private func scalars(from start: Int, to end: Int) -> Int {
    bytes[start..<min(end, bytes.count)].reduce(0) { $0 + (isContinuation($1) ? 0 : 1) }
  }

  private func characterBoundary(_ offset: Int) -> Int {
    var offset = offset
    while offset < bytes.count, isContinuation(bytes[offset]) { offset += 1 }
    return offset
  }

  private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
