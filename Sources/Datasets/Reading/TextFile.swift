import Bytes
import Foundation
import Text

/// The text of a file as UTF-8, whatever coding and compression it has there.
///
/// The whole file decides: it is UTF-8 throughout, or UTF-16 with a byte order mark, or else
/// Windows-1252. No character is replaced by another.
struct TextFile {
  /// UTF-8 without a byte order mark and without NUL.
  let bytes: SharedBytes
  /// That the coding was another one; nil for UTF-8.
  let remark: String?

  /// - Throws: for a file that cannot be read, or is no text: the line of what is none.
  init(contentsOf url: URL, name: String) throws(DataError) {
    let content: SharedBytes
    do throws(FileReadError) {
      content = try SharedBytes(contentsOf: url)
    } catch {
      throw DataError(.unreadableFile, file: name, found: error.reason)
    }
    guard Gzip.matches(content) else {
      try self.init(content, name: name)
      return
    }
    let unpacked: SharedBytes
    do throws(FormatError) {
      // The numbers of the table take memory too.
      let limit = Int(clamping: Memory.available.bytes / 2)
      unpacked = try Gzip.decompress(content, limit: limit)
    } catch {
      throw DataError(
        .unreadableFile, file: name, found: "a \(error.part) with \(error.found)",
        expected: error.expected)
    }
    try self.init(unpacked, name: name)
  }

  /// The text of a file that is not compressed.
  ///
  /// - Throws: as `init(contentsOf:name:)` does.
  init(_ content: SharedBytes, name: String) throws(DataError) {
    let text = Coded(content, name)
    let start = content[0..<min(content.count, 4096)].array
    let mark = TextCoding.ofMark(start)
    if start.starts(with: [0xFF, 0xFE, 0, 0]) || start.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw text.unreadable("UTF-32")
    }
    if case .utf16(let isBigEndian) = mark?.coding {
      bytes = try text.utf16(isBigEndian: isBigEndian)
      remark = "read as UTF-16"
    } else if mark == nil, TextCoding.looksLikeUTF16(start) {
      throw text.unreadable("UTF-16 without a byte order mark")
    } else {
      (bytes, remark) = try text.eightBit(from: mark?.length ?? 0)
    }
  }
}

/// Text in the coding of its file.
private struct Coded {
  private let content: SharedBytes
  private let name: String

  init(_ content: SharedBytes, _ name: String) {
    self.content = content
    self.name = name
  }

  func unreadable(_ coding: String) -> DataError {
    DataError(
      .content, file: name, found: "text in \(coding)", expected: "UTF-8",
      advice: "save it as UTF-8")
  }

  /// UTF-8 as it is, or Windows-1252 made UTF-8, and said so.
  func eightBit(from start: Int) throws(DataError) -> (SharedBytes, remark: String?) {
    let bytes = content[start..<content.count]
    let look = bytes.withUnsafeBytes { UTF8Look($0) }
    if let place = look.firstNUL { throw nul(line: line(at: place, in: bytes)) }
    guard let invalid = look.firstInvalid else { return (bytes, nil) }
    let invalidLine = line(at: invalid, in: bytes)
    let value = hexadecimal(bytes[invalid])
    if let long = look.firstLong ?? (start > 0 ? 0 : nil) {
      throw DataError(
        .content, file: name, place: .init(line: invalidLine),
        found: "the byte \(value), which is no UTF-8",
        expected: start > 0
          ? "UTF-8, as the file's first bytes promise"
          : "UTF-8, as in line \(line(at: long, in: bytes))",
        advice: "the file is damaged, or of texts in several codings")
    }
    if let unknown = bytes.withUnsafeBytes({ Recoding.firstUnknown(in: $0) }) {
      throw DataError(
        .content, file: name, place: .init(line: line(at: unknown, in: bytes)),
        found: "the byte \(hexadecimal(bytes[unknown])), which is neither UTF-8 nor Windows-1252",
        expected: "text in one of the two", advice: "save it as UTF-8")
    }
    let text = bytes.withUnsafeBytes { Recoding.windows1252($0) }
    let word = word(around: invalid, in: bytes).quoted
    return (text, "not UTF-8, so read as Windows-1252: \(word) in line \(invalidLine)")
  }

  func utf16(isBigEndian: Bool) throws(DataError) -> SharedBytes {
    let units = content[2..<content.count]
    guard units.count % 2 == 0 else {
      throw DataError(
        .content, file: name, found: "UTF-16 of \(content.count) bytes", expected: "an even number",
        advice: "the file is cut off")
    }
    let text: SharedBytes
    do throws(Recoding.LonelyHalf) {
      text = try units.withUnsafeBytes { bytes throws(Recoding.LonelyHalf) in
        try Recoding.utf16(bytes, isBigEndian: isBigEndian)
      }
    } catch {
      throw DataError(
        .content, file: name,
        found: "half a character of UTF-16, the \(error.index + 1)th of the file",
        expected: "its other half", advice: "the file is damaged")
    }
    let look = text.withUnsafeBytes { UTF8Look($0) }
    if let place = look.firstNUL { throw nul(line: line(at: place, in: text)) }
    return text
  }

  private func nul(line: Int) -> DataError {
    DataError(
      .content, file: name, place: .init(line: line), found: "a NUL, a byte of 0",
      expected: "text", advice: "the file is damaged, or no text")
  }

  /// The line of a byte, from 1.
  private func line(at place: Int, in bytes: SharedBytes) -> Int {
    bytes.withUnsafeBytes { bytes in
      var line = 1
      for (index, byte) in bytes[..<place].enumerated() {
        let isFirstOfTwo = byte == 0x0D && bytes[index + 1] == 0x0A
        if byte == 0x0A || byte == 0x0D && !isFirstOfTwo { line += 1 }
      }
      return line
    }
  }

  /// The letters around a byte of Windows-1252.
  private func word(around place: Int, in bytes: SharedBytes) -> String {
    let isLetter = { (byte: UInt8) in
      byte >= 0x80 || (0x41...0x5A).contains(byte & 0xDF) || byte.digit != nil
    }
    var (start, end) = (place, place + 1)
    while start > 0, place - start < 20, isLetter(bytes[start - 1]) { start -= 1 }
    while end < bytes.count, end - place < 20, isLetter(bytes[end]) { end += 1 }
    let text = bytes[start..<end].withUnsafeBytes { Recoding.windows1252($0) }
    return String(decoding: text.array, as: UTF8.self)
  }
}

private func hexadecimal(_ byte: UInt8) -> String {
  "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
