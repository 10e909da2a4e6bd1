/// A grey picture of 16 bits a sample, row by row.
package struct DeepImage: Sendable, Equatable {
  /// Pixels in a row.
  package let width: Int
  /// Rows of pixels.
  package let height: Int
  /// The samples, row by row.
  package let samples: [UInt16]

  /// Makes a picture of given samples.
  ///
  /// - Precondition: width and height are at least 1, and `samples` has `height * width` elements.
  package init(width: Int, height: Int, samples: [UInt16]) {
    guard width > 0, height > 0, samples.count == width * height else {
      fatalError("DeepImage: \(height)×\(width) pixels do not fit \(samples.count) samples")
    }
    self.width = width
    self.height = height
    self.samples = samples
  }

  /// The high byte of each sample.
  package var highBytes: Image {
    Image(
      width: width, height: height, channels: 1,
      pixels: samples.map { UInt8(truncatingIfNeeded: $0 >> 8) })
  }

  /// The picture at another size, by a triangle filter widened by the scale factor.
  ///
  /// Pillow's `resize(size, BILINEAR)` of 16-bit pictures: sums in double precision, one direction
  /// after the other and rounded in between.
  ///
  /// - Precondition: width and height are at least 1.
  package func resized(width newWidth: Int, height newHeight: Int) -> DeepImage {
    guard newWidth > 0, newHeight > 0 else {
      fatalError("DeepImage: cannot be resized to \(newHeight)×\(newWidth) pixels")
    }
    if Image.takesRowsFirst(from: (width, height), to: (newWidth, newHeight)) {
      return stretched(toHeight: newHeight).stretched(toWidth: newWidth)
    }
    return stretched(toWidth: newWidth).stretched(toHeight: newHeight)
  }

  private func stretched(toWidth newWidth: Int) -> DeepImage {
    guard newWidth != width else { return self }
    let filter = TriangleFilter(from: width, to: newWidth)
    var result: [UInt16] = []
    result.reserveCapacity(height * newWidth)
    for y in 0..<height {
      for x in 0..<newWidth { result.append(sum(filter, x, from: y * width, step: 1)) }
    }
    return DeepImage(width: newWidth, height: height, samples: result)
  }

  private func stretched(toHeight newHeight: Int) -> DeepImage {
    guard newHeight != height else { return self }
    let filter = TriangleFilter(from: height, to: newHeight)
    var result: [UInt16] = []
    result.reserveCapacity(newHeight * width)
    for y in 0..<newHeight {
      for x in 0..<width { result.append(sum(filter, y, from: x, step: width)) }
    }
    return DeepImage(width: width, height: newHeight, samples: result)
  }

  /// What output `index` of a line of samples is.
  private func sum(_ filter: TriangleFilter, _ index: Int, from start: Int, step: Int) -> UInt16 {
    var sum = 0.0
    var place = start + filter.firsts[index] * step
    for weight in filter.exactWeights[filter.range(of: index)] {
      sum += Double(samples[place]) * weight
      place += step
    }
    return UInt16(min(max((sum + 0.5).rounded(.down), 0), 65535))
  }
}
