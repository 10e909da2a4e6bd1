import Bytes

/// Finds the format of a file by its first bytes.
enum ArrayFormats {
  static func open(
    _ bytes: SharedBytes
  ) throws(FormatError) -> (ArrayFile.Format, any ArrayContainer) {
    let content = Gzip.matches(bytes) ? try Gzip.decompress(bytes) : bytes
    if NPYFile.matches(content) { return (.npy, try NPYFile(content)) }
    if NPZFile.matches(content) { return (.npz, try NPZFile(content)) }
    if HDF5File.matches(content) { return (.hdf5, try HDF5File(content)) }
    // Before IDX: a long header's length could begin like one, but no IDX has a brace there.
    if SafetensorsFile.matches(content) { return (.safetensors, try SafetensorsFile(content)) }
    if IDXFile.matches(content) { return (.idx, try IDXFile(content)) }
    throw FormatError(
      "file", found: "content of no known format (\(content.count) bytes)",
      expected: "HDF5, NPY, NPZ, IDX or safetensors")
  }
}
