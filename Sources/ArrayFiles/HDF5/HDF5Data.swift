import Bytes

/// Reads the data of a dataset into one piece of memory, or shares it where it is one.
enum HDF5Data {
  static func read(
    _ dataset: HDF5Dataset, in context: HDF5Context
  ) throws(FormatError) -> SharedBytes {
    let part = "HDF5 dataset"
    let size = try ElementLayout.byteCount(
      of: dataset.shape, elementSize: dataset.datatype.size, part: part)
    switch dataset.layout {
    case .compact(let data):
      guard data.count >= size else { throw .truncated(part, has: data.count, needs: size) }
      return data[0..<size]
    case .contiguous(let address?):
      return try context.bytes.slice(at: address, count: UInt64(size), part: part)
    case .contiguous(nil):
      return try filled(size, dataset, context)
    case .virtual:
      throw .unsupported(part, found: "a virtual dataset", expected: "data in this file")
    case .chunked(let chunks):
      return try HDF5ChunkReader(dataset, chunks, size: size, in: context).read()
    }
  }

  /// Memory for a dataset, as the fill value makes it.
  ///
  /// Nothing in the file stands for it, so its size is bounded by what the file could hold at
  /// deflate's best.
  static func filled(
    _ size: Int, _ dataset: HDF5Dataset, _ context: HDF5Context
  ) throws(FormatError) -> SharedBytes {
    try checkSize(size, context)
    return SharedBytes(count: size) { fill($0, dataset.fillValue) }
  }

  static func checkSize(_ size: Int, _ context: HDF5Context) throws(FormatError) {
    let most = Inflate.maximumOutput(of: context.bytes.count)
    guard size <= most else {
      throw FormatError(
        "HDF5 dataset", found: "\(size) bytes in a file of \(context.bytes.count)",
        expected: "at most \(most)")
    }
  }

  static func fill(_ target: UnsafeMutableRawBufferPointer, _ value: SharedBytes?) {
    guard let value, !value.array.allSatisfy({ $0 == 0 }) else { return }
    let pattern = value.array
    for start in stride(from: 0, to: target.count - pattern.count + 1, by: pattern.count) {
      for k in 0..<pattern.count { target[start + k] = pattern[k] }
    }
  }
}
