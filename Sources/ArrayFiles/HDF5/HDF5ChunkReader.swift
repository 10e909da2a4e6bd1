import Bytes

/// Puts the chunks of a dataset together.
struct HDF5ChunkReader {
  private let size: Int

  init(
    _ dataset: HDF5Dataset, _ chunks: HDF5Layout.Chunks, size: Int, in context: HDF5Context
  ) {
    self.size = size
  }

  func read() throws(FormatError) -> SharedBytes {
    throw .unsupported("HDF5 dataset", found: "chunked data", expected: "contiguous data")
  }
}
