import Bytes

extension Image {
  /// The picture as the bytes of a PNG file of the same pixels, 8 bits a sample.
  ///
  /// Each row has the filter whose differences are smallest in sum, the heuristic that the PNG
  /// specification recommends. The same picture always gives the same bytes.
  public func pngData() -> [UInt8] {
    var file = PNGChunkReader.signature
    PNGEncoder.append("IHDR", PNGEncoder.header(self), to: &file)
    let rows = PNGEncoder.filteredRows(self)
    PNGEncoder.append("IDAT", rows.withUnsafeBytes { Zlib.compress($0) }, to: &file)
    PNGEncoder.append("IEND", [], to: &file)
    return file
  }
}

/// The parts of a PNG file that is written.
enum PNGEncoder {
  fileprivate static func append(_ name: String, _ data: [UInt8], to file: inout [UInt8]) {
    file += bigEndian(data.count)
    let start = file.count
    file += Array(name.utf8)
    file += data
    let checksum = file.withUnsafeBytes { CRC32.of(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    file += bigEndian(Int(checksum))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  fileprivate static func header(_ image: Image) -> [UInt8] {
    let types: [PNGHeader.ColourType] = [.grey, .greyAlpha, .rgb, .rgba]
    let type = UInt8(types[image.channels - 1].rawValue)
    return bigEndian(image.width) + bigEndian(image.height) + [8, type, 0, 0, 0]
  }

  /// All rows, each behind the type of its filter.
  fileprivate static func filteredRows(_ image: Image) -> [UInt8] {
    let size = image.width * image.channels
    let zeros = [UInt8](repeating: 0, count: size)
    var trial = zeros
    var best = zeros
    var result: [UInt8] = []
    result.reserveCapacity(image.height * (size + 1))
    for y in 0..<image.height {
      let row = image.pixels[(y * size)..<((y + 1) * size)]
      let previous = y == 0 ? zeros[...] : image.pixels[((y - 1) * size)..<(y * size)]
      var (bestSum, bestFilter) = (Int.max, PNGFilter.none)
      for filter in PNGFilter.allCases {
        let sum = apply(filter, row, previous, distance: image.channels, to: &trial)
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
  private static func apply(
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
