extension Image {
  /// The picture at another size, by a triangle filter widened by the scale factor.
  ///
  /// Antialiased when it shrinks, bilinear when it grows: Pillow's `resize(size, BILINEAR)`, in its
  /// 22-bit fixed point, one direction after the other and rounded in between. A picture with
  /// transparency is composed over white before, so that colors nobody sees do not bleed in.
  ///
  /// - Precondition: width and height are at least 1.
  public func resized(width newWidth: Int, height newHeight: Int) -> Image {
    guard newWidth > 0, newHeight > 0 else {
      fatalError("Image: cannot be resized to \(newHeight)×\(newWidth) pixels")
    }
    let opaque = hasAlpha ? (channels == 2 ? grey : rgb) : self
    if Self.takesRowsFirst(from: (width, height), to: (newWidth, newHeight)) {
      return opaque.stretched(toHeight: newHeight).stretched(toWidth: newWidth)
    }
    return opaque.stretched(toWidth: newWidth).stretched(toHeight: newHeight)
  }

  /// Whether the number of rows is changed before their length.
  ///
  /// The order decides about the rounding in between; this is Pillow's rule (version 13).
  static func takesRowsFirst(
    from old: (width: Int, height: Int), to new: (width: Int, height: Int)
  ) -> Bool {
    let fewerRows = old.height - new.height
    return fewerRows > 0 && fewerRows > 2 * (old.width - new.width)
  }

  private func stretched(toWidth newWidth: Int) -> Image {
    guard newWidth != width else { return self }
    let filter = TriangleFilter(from: width, to: newWidth)
    let (channels, rowSize) = (channels, width * channels)
    let result = resampled(count: height * newWidth * channels) { source, target in
      for y in 0..<height {
        let row = source + y * rowSize
        let out = target + y * newWidth * channels
        filter.forEachOutput { x, first, weights in
          let from = row + first * channels
          for channel in 0..<channels {
            var sum = TriangleFilter.half
            for (i, weight) in weights.enumerated() {
              sum &+= Int32(truncatingIfNeeded: from[i &* channels &+ channel]) &* weight
            }
            out[x &* channels &+ channel] = TriangleFilter.sample(sum)
          }
        }
      }
    }
    return Image(width: newWidth, height: height, channels: channels, pixels: result)
  }

  private func stretched(toHeight newHeight: Int) -> Image {
    guard newHeight != height else { return self }
    let filter = TriangleFilter(from: height, to: newHeight)
    let rowSize = width * channels
    let result = resampled(count: newHeight * rowSize) { source, target in
      filter.forEachOutput { y, first, weights in
        let from = source + first * rowSize
        let out = target + y * rowSize
        for i in 0..<rowSize {
          var sum = TriangleFilter.half
          for (k, weight) in weights.enumerated() {
            sum &+= Int32(truncatingIfNeeded: from[k &* rowSize &+ i]) &* weight
          }
          out[i] = TriangleFilter.sample(sum)
        }
      }
    }
    return Image(width: width, height: newHeight, channels: channels, pixels: result)
  }

  private func resampled(
    count: Int, _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      pixels.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        body(from, to)
      }
      filled = count
    }
  }
}

/// For every output sample of a line, which input samples it weighs, and how much.
///
/// With scale s = from / to and width max(s, 1), output x is centered at (x + ½)·s, and input i has
/// the weight max(0, 1 − |i + ½ − centre| / width), normalized to the sum 1; for 8-bit samples
/// rounded to 22 bits behind the point.
struct TriangleFilter {
  static let fractionBits: Int32 = 22
  static let half: Int32 = 1 << (fractionBits - 1)

  private(set) var firsts: [Int] = []
  private(set) var weights: [Int32] = []
  private(set) var exactWeights: [Double] = []
  private var ends: [Int] = []

  init(from inputCount: Int, to outputCount: Int) {
    let scale = Double(inputCount) / Double(outputCount)
    let support = max(scale, 1)
    for x in 0..<outputCount {
      let centre = (Double(x) + 0.5) * scale
      let first = max(0, Int(centre - support + 0.5))
      let end = min(inputCount, Int(centre + support + 0.5))
      appendWeights(first..<end, centre: centre, support: support)
    }
  }

  private mutating func appendWeights(_ inputs: Range<Int>, centre: Double, support: Double) {
    let inverse = 1 / support
    let raw = inputs.map { max(0, 1 - abs((Double($0) - centre + 0.5) * inverse)) }
    let sum = raw.reduce(0, +)
    let one = Double(1 << Self.fractionBits)
    let exact = raw.map { sum != 0 ? $0 / sum : $0 }
    exactWeights += exact
    weights += exact.map { Int32(0.5 + $0 * one) }
    firsts.append(inputs.lowerBound)
    ends.append(weights.count)
  }

  /// Where the weights of an output are among all.
  func range(of output: Int) -> Range<Int> {
    (output == 0 ? 0 : ends[output - 1])..<ends[output]
  }

  /// Calls `body` with each output's index, its first input and the weights from there on.
  @inline(__always)
  func forEachOutput(_ body: (Int, Int, UnsafeBufferPointer<Int32>) -> Void) {
    weights.withUnsafeBufferPointer { all in
      var start = 0
      for x in firsts.indices {
        body(x, firsts[x], UnsafeBufferPointer(rebasing: all[start..<ends[x]]))
        start = ends[x]
      }
    }
  }

  /// A sum of weighted samples, with `half` added, back to 8 bits.
  @inline(__always)
  static func sample(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(sum &>> fractionBits, 0), 255))
  }
}
