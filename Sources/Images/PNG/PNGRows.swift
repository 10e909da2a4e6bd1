/// From the decompressed rows of a PNG to the pixels of the picture.
struct PNGRows {
  private let header: PNGHeader
  private let passes: [PNGPass]
  private let format: PNGPixelFormat

  init(_ header: PNGHeader, _ passes: [PNGPass], _ format: PNGPixelFormat) {
    (self.header, self.passes, self.format) = (header, passes, format)
  }

  /// The picture; `data` holds all rows of all passes.
  func image(_ data: UnsafeRawBufferPointer) throws(ImageError.Problem) -> Image {
    let count = header.width * header.height * format.channels
    var problem: ImageError.Problem?
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { pixels, filled in
      pixels.initialize(repeating: 0)
      filled = count
      do throws(ImageError.Problem) {
        if let out = pixels.baseAddress { try decode(data, to: out) }
      } catch {
        problem = error
      }
    }
    if let problem { throw problem }
    return Image(
      width: header.width, height: header.height, channels: format.channels, pixels: pixels)
  }

  private func decode(
    _ data: UnsafeRawBufferPointer, to out: UnsafeMutablePointer<UInt8>
  ) throws(ImageError.Problem) {
    let size = header.rowSize(header.width)
    var row = [UInt8](repeating: 0, count: size)
    var previous = row
    var start = 0
    for pass in passes where pass.width > 0 {
      let rowSize = header.rowSize(pass.width)
      previous.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
      for y in 0..<pass.height {
        guard let filter = PNGFilter(rawValue: data[start]) else {
          throw .malformed(
            .png, part: "row \(y)", found: "filter type \(data[start])", expected: "0 to 4")
        }
        let stored = UnsafeRawBufferPointer(rebasing: data[(start + 1)...].prefix(rowSize))
        start += 1 + rowSize
        restore(stored, filter, &row, previous)
        let first = (pass.top + y * pass.stepY) * header.width + pass.left
        row.withUnsafeBufferPointer {
          format.expand(
            $0, count: pass.width, to: out + first * format.channels,
            stride: pass.stepX * format.channels)
        }
        swap(&row, &previous)
      }
    }
  }

  private func restore(
    _ stored: UnsafeRawBufferPointer, _ filter: PNGFilter, _ row: inout [UInt8],
    _ previous: [UInt8]
  ) {
    row.withUnsafeMutableBufferPointer { row in
      previous.withUnsafeBufferPointer { previous in
        guard let target = row.baseAddress, let above = previous.baseAddress else { return }
        UnsafeMutableRawBufferPointer(row).copyMemory(from: stored)
        filter.restore(
          target, previous: above, count: stored.count, distance: header.filterDistance)
      }
    }
  }
}
