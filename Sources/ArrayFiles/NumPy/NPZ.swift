import Bytes

/// The arrays of an NPZ file: a zip archive of NPY files.
struct NPZFile: ArrayContainer {
  /// Enough for the header of any NPY file, that of a record of ten thousand fields included.
  private static let headerPrefix = 1 << 20

  let names: [String]
  private let archive: ZipArchive
  private let entries: [String: ZipArchive.Entry]

  static func matches(_ bytes: SharedBytes) -> Bool { ZipArchive.matches(bytes) }

  init(_ bytes: SharedBytes) throws(FormatError) {
    archive = try ZipArchive(bytes)
    var names: [String] = []
    var entries: [String: ZipArchive.Entry] = [:]
    for entry in archive.entries where entry.name.hasSuffix(".npy") {
      let name = String(entry.name.dropLast(4))
      names.append(name)
      entries[name] = entry
    }
    self.names = names
    self.entries = entries
  }

  func describe(_ name: String) throws(FormatError) -> ArrayDescription? {
    guard let entry = entries[name] else { return nil }
    let prefix = try archive.prefix(of: entry, count: Self.headerPrefix)
    guard NPYFile.matches(prefix) else { throw notNPY(entry) }
    var reader = ByteReader(prefix, part: "NPY header of '\(name)'")
    return try NPYHeader(&reader).description
  }

  func array(named name: String) throws(FormatError) -> NumericArray? {
    try file(name)?.array()
  }

  func strings(named name: String) throws(FormatError) -> [String]? {
    try file(name)?.strings()
  }

  private func file(_ name: String) throws(FormatError) -> NPYFile? {
    guard let entry = entries[name] else { return nil }
    let bytes = try archive.data(of: entry)
    guard NPYFile.matches(bytes) else { throw notNPY(entry) }
    return try NPYFile(bytes)
  }

  private func notNPY(_ entry: ZipArchive.Entry) -> FormatError {
    FormatError("zip entry '\(entry.name)'", found: "no NPY file", expected: "one")
  }
}

/// Writes NumPy's NPZ format.
public enum NPZ {
  /// Named arrays as the bytes of an NPZ file, as `np.savez` or `np.savez_compressed` write it.
  public static func encode(
    _ arrays: [(name: String, array: NumericArray)], isCompressed: Bool = false
  ) -> [UInt8] {
    parts(arrays, [], isCompressed).flatMap(\.array)
  }

  /// Hands the bytes of an NPZ file to `sink`, piece by piece; stored data is not copied.
  ///
  /// The arrays of strings come after those of numbers.
  package static func write(
    _ arrays: [(name: String, array: NumericArray)],
    texts: [(name: String, strings: [String])] = [], isCompressed: Bool = false,
    to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    for part in parts(arrays, texts, isCompressed) { try part.withUnsafeBytes(sink) }
  }

  private static func parts(
    _ arrays: [(name: String, array: NumericArray)],
    _ texts: [(name: String, strings: [String])], _ isCompressed: Bool
  ) -> [SharedBytes] {
    var writer = ZipWriter()
    for (name, array) in arrays {
      writer.add(name + ".npy", NPY.parts(of: array), isCompressed: isCompressed)
    }
    for (name, strings) in texts {
      writer.add(name + ".npy", NPY.parts(of: strings), isCompressed: isCompressed)
    }
    return writer.finish()
  }
}
