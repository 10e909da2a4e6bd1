import ArrayFiles

/// Copies examples out of an array, converted and normalized: memory-bound loops and nothing else.
struct FeatureGather {
  private let array: NumericArray
  private let width: Int
  private let normalization: Normalization

  init(array: NumericArray, width: Int, _ normalization: Normalization) {
    self.array = array
    self.width = width
    self.normalization = normalization
  }

  func write(_ rows: FileRows, to target: UnsafeMutablePointer<Float>) {
    switch normalization {
    case .none: copy(rows, to: target)
    case .unit:
      if array.elementType == .uint8 {
        eachByteRow(rows) { source, row in
          divideBy255(source, into: target + row * width, count: width)
        }
      } else {
        copy(rows, to: target)
        for i in 0..<rows.count * width { target[i] /= 255 }
      }
    case .standardize(let scaling):
      // In Double throughout: a mean far from 0 leaves few digits of a Float.
      eachDoubleRow(rows) { source, row in
        scaling.apply(source, into: target + row * width, count: width)
      }
    }
  }

  func write(_ rows: FileRows, to target: UnsafeMutablePointer<Double>) {
    copy(rows, to: target)
    switch normalization {
    case .none: break
    case .unit: for i in 0..<rows.count * width { target[i] /= 255 }
    case .standardize(let scaling):
      for row in 0..<rows.count { scaling.apply(target + row * width, count: width) }
    }
  }

  /// Converts each example as it is.
  private func copy<Scalar: BinaryFloatingPoint>(
    _ rows: FileRows, to target: UnsafeMutablePointer<Scalar>
  ) {
    if case .run(let range) = rows {
      array.convert(range.lowerBound * width..<range.upperBound * width, into: target)
      return
    }
    for row in 0..<rows.count {
      let start = rows[row] * width
      array.convert(start..<start + width, into: target + row * width)
    }
  }

  private func eachByteRow(_ rows: FileRows, _ body: (UnsafePointer<UInt8>, Int) -> Void) {
    array.withBytes { bytes in
      guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
      for row in 0..<rows.count { body(base + rows[row] * width, row) }
    }
  }

  private func eachDoubleRow(_ rows: FileRows, _ body: (UnsafePointer<Double>, Int) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { buffer in
      guard let scratch = buffer.baseAddress else { return }
      for row in 0..<rows.count {
        let start = rows[row] * width
        array.convert(start..<start + width, into: scratch)
        body(scratch, row)
      }
    }
  }
}

/// x / 255, correctly rounded, without a division.
///
/// 1 / 255 as a sum: the first part has 16 bits, so that its product with a byte is exact, and the
/// second part's error is too small to matter. (A test goes through all bytes.)
func divideBy255(
  _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Float>, count: Int
) {
  let first: Float = 0x1.010100p-8
  let second = Float(1 / 255.0 - Double(first))
  for i in 0..<count {
    let x = Float(source[i])
    target[i] = x * first + x * second
  }
}

extension Normalization.Scaling {
  /// (x - mean) / deviation of one example, rounded to Float at the end.
  func apply(
    _ source: UnsafePointer<Double>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    mean.withUnsafeBufferPointer { mean in
      deviation.withUnsafeBufferPointer { deviation in
        for i in 0..<min(count, mean.count, deviation.count) {
          target[i] = Float((source[i] - mean[i]) / deviation[i])
        }
      }
    }
  }

  /// (x - mean) / deviation of one example, in place.
  func apply(_ target: UnsafeMutablePointer<Double>, count: Int) {
    mean.withUnsafeBufferPointer { mean in
      deviation.withUnsafeBufferPointer { deviation in
        for i in 0..<min(count, mean.count, deviation.count) {
          target[i] = (target[i] - mean[i]) / deviation[i]
        }
      }
    }
  }
}
