import Bytes

/// Finds the format of a file by its first bytes.
enum ArrayFormats {
  static func open(
    _ bytes: SharedBytes
  ) throws(FormatError) -> (ArrayFile.Format, any ArrayContainer) {
    if NPYFile.matches(bytes) { return (.npy, try NPYFile(bytes)) }
    if HDF5File.matches(bytes) { return (.hdf5, try HDF5File(bytes)) }
    if SafetensorsFile.matches(bytes) { return (.safetensors, try SafetensorsFile(bytes)) }
    throw FormatError(
      "file", found: "content of no known format (\(bytes.count) bytes)",
      expected: "HDF5, NPY, NPZ, IDX or safetensors")
  }
}
