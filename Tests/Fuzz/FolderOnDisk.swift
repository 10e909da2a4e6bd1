import Foundation

/// A folder made from the bytes of a `.tree` file, so that names are mutated as contents are.
///
/// An entry is a path, a line end and the contents; "--" on a line of its own follows. Paths are
/// bytes, not text: file systems promise no more. What cannot be made is left out.
struct FolderOnDisk {
  private static let end = Array("\n--\n".utf8)
  private static let slash = UInt8(ascii: "/")
  /// What was made, outer folders before what they hold, each ended by a zero.
  private var made: [[CChar]] = []

  init(_ tree: [UInt8], at path: String) {
    make(Array(path.utf8)) { mkdir($0, 0o700) == 0 }
    var rest = tree[...]
    while !rest.isEmpty, made.count < 64 {
      let entry = Self.removeEntry(from: &rest)
      let name = entry.prefix { $0 != UInt8(ascii: "\n") }
      add(name, to: Array(path.utf8), contents: Array(entry.dropFirst(name.count + 1)))
    }
  }

  /// Takes everything away again, the innermost first.
  func remove() {
    for path in made.reversed() where unlink(path) != 0 { rmdir(path) }
  }

  private static func removeEntry(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for start in rest.indices where rest[start...].starts(with: end) {
      defer { rest = rest[(start + end.count)...] }
      return rest[..<start]
    }
    defer { rest = [] }
    return rest
  }

  private mutating func add(_ name: ArraySlice<UInt8>, to folder: [UInt8], contents: [UInt8]) {
    let parts = name.split(separator: Self.slash)
    let leadsOut = parts.contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
    guard let last = parts.last, !name.contains(0), !leadsOut else { return }
    var path = folder
    for part in parts.dropLast() {
      path += [Self.slash] + part
      make(path) { mkdir($0, 0o700) == 0 }
    }
    make(path + [Self.slash] + last) { path in
      let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
      guard file >= 0 else { return false }
      defer { close(file) }
      _ = contents.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      return true
    }
  }

  private mutating func make(_ path: [UInt8], _ create: ([CChar]) -> Bool) {
    let path = path.map { CChar(bitPattern: $0) } + [0]
    if create(path) { made.append(path) }
  }
}
