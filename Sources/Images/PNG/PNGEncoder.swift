import Bytes

extension Image {
  /// The picture as the bytes of a PNG file of the same pixels, 8 bits a sample.
  ///
  /// Each row has the filter whose differences are smallest in sum, the heuristic that the PNG
  /// specification recommends. The same picture always gives the same bytes.
  public func pngData() -> [UInt8] {
    PNGEncoder(width: width, height: height, channels: channels, depth: 8, bytes: pixels).file
  }
}

extension DeepImage {
  /// The picture as the bytes of a PNG file of the same pixels, 16 bits a sample.
  package func pngData() -> [UInt8] {
    let bytes = samples.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    return PNGEncoder(width: width, height: height, channels: 1, depth: 16, bytes: bytes).file
  }
}

/// A PNG file that is written.
private struct PNGEncoder {
  let width: Int
  let height: Int
  let channels: Int
  /// Bits of a sample: 8 or 16.
  let depth: Int
  /// The samples, row by row, high byte first.
  let bytes: [UInt8]

  var file: [UInt8] {
    var file = PNGChunkReader.signature
    append("IHDR", header, to: &file)
    append("IDAT", filteredRows.withUnsafeBytes { Zlib.compress($0) }, to: &file)
    append("IEND", [], to: &file)
    return file
  }

  private func append(_ name: String, _ data: [UInt8], to file: inout [UInt8]) {
    file += bigEndian(data.count)
    let start = file.count
    file += Array(name.utf8)
    file += data
    let checksum = file.withUnsafeBytes { CRC32.of(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    file += bigEndian(Int(checksum))
  }

  private func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private var header: [UInt8] {
    let types: [PNGHeader.ColorType] = [.grey, .greyAlpha, .rgb, .rgba]
    let type = UInt8(types[channels - 1].rawValue)
    return bigEndian(width) + bigEndian(height) + [UInt8(depth), type, 0, 0, 0]
  }

  /// All rows, each behind the type of its filter.
  private var filteredRows: [UInt8] {
    let distance = channels * depth / 8
    let size = width * distance
    let zeros = [UInt8](repeating: 0, count: size)
    var trial = zeros
    var best = zeros
    var result: [UInt8] = []
    result.reserveCapacity(height * (size + 1))
    for y in 0..<height {
      let row = bytes[(y * size)..<((y + 1) * size)]
      let previous = y == 0 ? zeros[...] : bytes[((y - 1) * size)..<(y * size)]
      var (bestSum, bestFilter) = (Int.max, PNGFilter.none)
      for filter in PNGFilter.allCases {
        let sum = apply(filter, row, previous, distance: distance, to: &trial)
        guard sum < bestSum else { continue }
        (bestSum, bestFilter) = (sum, filter)
        swap(&best, &trial)
      }
      result.append(bestFilter.rawValue)
      result += best
    }
    return result
  }

  /// Filters a row and returns the sum of the differences' magnitudes, as signed bytes.
  private func apply(
    _ filter: PNGFilter, _ row: ArraySlice<UInt8>, _ previous: ArraySlice<UInt8>, distance: Int,
    to target: inout [UInt8]
  ) -> Int {
    row.withUnsafeBufferPointer { row in
      previous.withUnsafeBufferPointer { previous in
        target.withUnsafeMutableBufferPointer { target in
          guard let from = row.baseAddress, let above = previous.baseAddress,
            let to = target.baseAddress
          else { return 0 }
          filter.apply(from, previous: above, count: row.count, distance: distance, to: to)
          return target.reduce(0) { $0 &+ Int(Int8(bitPattern: $1).magnitude) }
        }
      }
    }
  }
}
