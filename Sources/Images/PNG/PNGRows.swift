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
    let (format, channels) = (format, format.channels)
    let pixels = try samples(data, channels) { row, count, out, stride in
      format.expand(row, count: count, to: out, stride: stride)
    }
    return Image(width: header.width, height: header.height, channels: channels, pixels: pixels)
  }

  /// The picture of a file of 16-bit grey.
  func deepImage(_ data: UnsafeRawBufferPointer) throws(ImageError.Problem) -> DeepImage {
    let format = format
    let samples = try samples(data, 1) { row, count, out, stride in
      format.expandDeep(row, count: count, to: out, stride: stride)
    }
    return DeepImage(width: header.width, height: header.height, samples: samples)
  }

  /// Puts pixels of a row, so many, into their places, each so many samples behind the one before.
  private typealias Expansion<Sample> = (
    UnsafeBufferPointer<UInt8>, Int, UnsafeMutablePointer<Sample>, Int
  ) -> Void

  /// The samples of all pixels, `channels` of each.
  private func samples<Sample: FixedWidthInteger>(
    _ data: UnsafeRawBufferPointer, _ channels: Int, _ expand: Expansion<Sample>
  ) throws(ImageError.Problem) -> [Sample] {
    let count = header.width * header.height * channels
    var problem: ImageError.Problem?
    let samples = [Sample](unsafeUninitializedCapacity: count) { samples, filled in
      samples.initialize(repeating: 0)
      filled = count
      do throws(ImageError.Problem) {
        if let out = samples.baseAddress { try decode(data, channels, expand, to: out) }
      } catch {
        problem = error
      }
    }
    if let problem { throw problem }
    return samples
  }

  private func decode<Sample>(
    _ data: UnsafeRawBufferPointer, _ channels: Int, _ expand: Expansion<Sample>,
    to out: UnsafeMutablePointer<Sample>
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
          expand($0, pass.width, out + first * channels, pass.stepX * channels)
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
