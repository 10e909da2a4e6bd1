/// The transparency beside a lossy picture (chunk ALPH): a plane of bytes, plain or coded without loss.
enum WebPAlpha {
  /// How a byte is guessed by its neighbors, of which it is stored as the difference.
  private enum Filter: UInt8 { case none, left, above, gradient }

  static func plane(
    _ data: UnsafeRawBufferPointer, width: Int, height: Int
  ) throws(ImageError.Problem) -> [UInt8] {
    guard let flags = data.first else { throw .truncated(.webp, part: "chunk ALPH") }
    let (method, preparation) = (flags & 3, flags >> 4 & 3)
    guard method < 2, preparation < 2, let filter = Filter(rawValue: flags >> 2 & 3) else {
      throw .malformed(
        .webp, part: "chunk ALPH", found: "compression \(method), preparation \(preparation)",
        expected: "0 or 1")
    }
    let content = UnsafeRawBufferPointer(rebasing: data[1...])
    var plane: [UInt8]
    if method == 0 {
      guard content.count >= width * height else {
        throw .truncated(.webp, part: "the \(width)×\(height) bytes of chunk ALPH")
      }
      plane = Array(content.prefix(width * height))
    } else {
      plane = try VP8LDecoder.pixels(content, width: width, height: height)
        .map { UInt8(truncatingIfNeeded: $0 >> 8) }
    }
    restore(&plane, filter, width, height)
    return plane
  }

  /// Undoes a filter.
  ///
  /// In the first row the neighbor is the one on the left, in the first column the one above, whatever
  /// the filter is.
  private static func restore(_ plane: inout [UInt8], _ filter: Filter, _ width: Int, _ height: Int)
  {
    guard filter != .none else { return }
    for x in 1..<max(1, width) { plane[x] &+= plane[x &- 1] }
    for y in 1..<max(1, height) {
      let row = y * width
      plane[row] &+= plane[row - width]
      switch filter {
      case .none: break
      case .left: for i in (row + 1)..<(row + width) { plane[i] &+= plane[i &- 1] }
      case .above: for i in (row + 1)..<(row + width) { plane[i] &+= plane[i &- width] }
      case .gradient:
        for i in (row + 1)..<(row + width) {
          let guess =
            Int(plane[i &- 1]) &+ Int(plane[i &- width]) &- Int(plane[i &- width &- 1])
          plane[i] &+= UInt8(truncatingIfNeeded: min(max(guess, 0), 255))
        }
      }
    }
  }
}
