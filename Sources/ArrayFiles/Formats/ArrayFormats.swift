import Bytes

/// Finds the format of a file by its first bytes.
enum ArrayFormats {
  /// All formats, as a message names what was expected.
  static let names = "HDF5, NPY, NPZ, IDX or safetensors"

  /// The arrays of a file; nil for content of no format that is read.
  static func open(
    _ content: SharedBytes
  ) throws(FormatError) -> (ArrayFile.Format, any ArrayContainer)? {
    if NPYFile.matches(content) { return (.npy, try NPYFile(content)) }
    if NPZFile.matches(content) {
      let file = try NPZFile(content)
      return file.names.isEmpty ? nil : (.npz, file)
    }
    if HDF5File.matches(content) { return (.hdf5, try HDF5File(content)) }
    // Before IDX: a long header's length could begin like one, but no IDX has a brace there.
    if SafetensorsFile.matches(content) { return (.safetensors, try SafetensorsFile(content)) }
    if IDXFile.matches(content) { return (.idx, try IDXFile(content)) }
    return nil
  }

  /// Names what a file is that ``open(_:)`` knows no arrays in.
  static func refusal(_ content: SharedBytes, isPacked: Bool, file: String) -> ArrayFileError {
    let format =
      ZipArchive.matches(content)
      ? ForeignFormat(archiveOf: (try? ZipArchive(content))?.entries.map(\.name) ?? [])
      : ForeignFormat(content)
    let name =
      format?.name
      ?? (content.isEmpty
        ? "an empty file" : "content of no known format (\(content.count) bytes)")
    return ArrayFileError(
      file: file,
      problem: .otherFormat(
        name: isPacked ? "\(name), packed by gzip" : name, advice: format?.advice))
  }
}
