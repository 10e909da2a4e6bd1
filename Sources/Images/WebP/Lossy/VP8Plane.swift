/// One plane of a frame of VP8, in whole macroblocks, with the border that guesses begin from.
///
/// Above the first row all is 127, on the left of the first column 129.
final class VP8Plane {
  /// Room on each side of a row.
  private static let margin = 8

  let stride: Int
  /// The first pixel.
  let pixels: UnsafeMutablePointer<UInt8>
  private let memory: UnsafeMutablePointer<UInt8>

  init(width: Int, height: Int) {
    stride = width + 2 * Self.margin
    let count = stride * (height + 1)
    memory = .allocate(capacity: count)
    memory.initialize(repeating: 0, count: count)
    pixels = memory + stride + Self.margin
    memory.update(repeating: 127, count: stride)
    for y in 0..<height { pixels[y * stride - 1] = 129 }
  }

  deinit { memory.deallocate() }
}

/// The planes of a frame: luma, and two of chroma at half the resolution.
struct VP8Frame {
  let width: Int
  let height: Int
  /// Macroblocks in a row, and rows of them.
  let columns: Int
  let rows: Int
  let luma: VP8Plane
  let chroma: [VP8Plane]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    (columns, rows) = ((width + 15) / 16, (height + 15) / 16)
    luma = VP8Plane(width: 16 * columns, height: 16 * rows)
    let size = (width: 8 * columns, height: 8 * rows)
    chroma = (0..<2).map { _ in VP8Plane(width: size.width, height: size.height) }
  }
}
