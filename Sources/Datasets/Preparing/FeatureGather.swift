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

  /// Writes the examples one behind the other; `Scalar` is Float or Double.
  func write<Scalar: BinaryFloatingPoint>(
    _ rows: RowSelection, into target: UnsafeMutablePointer<Scalar>
  ) {
    let memory = UnsafeMutableRawPointer(target)
    if Scalar.self == Float.self {
      write(rows, to: memory.assumingMemoryBound(to: Float.self))
    } else if Scalar.self == Double.self {
      write(rows, to: memory.assumingMemoryBound(to: Double.self))
    } else {
      preconditionFailure("features are handed out as Float or Double")
    }
    array.haveRead(rows.count * width * array.elementType.size)
  }

  func write(_ rows: RowSelection, to target: UnsafeMutablePointer<Float>) {
    eachBlock(of: rows) { block, start in
      writeBlock(block, to: target + start * width)
    }
  }

  func write(_ rows: RowSelection, to target: UnsafeMutablePointer<Double>) {
    eachBlock(of: rows) { block, start in
      writeBlock(block, to: target + start * width)
    }
  }

  private func writeBlock(_ rows: RowSelection, to target: UnsafeMutablePointer<Float>) {
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
        standardize(
          source, mean: scaling.mean, inverse: scaling.inverse, into: target + row * width,
          count: width)
      }
    }
  }

  private func writeBlock(_ rows: RowSelection, to target: UnsafeMutablePointer<Double>) {
    if normalization == .unit, array.elementType == .uint8 {
      eachByteRow(rows) { source, row in
        divideBy255(source, into: target + row * width, count: width)
      }
      return
    }
    copy(rows, to: target)
    switch normalization {
    case .none: break
    case .unit: for i in 0..<rows.count * width { target[i] /= 255 }
    case .standardize(let scaling):

      for row in 0..<rows.count {
        standardize(
          target + row * width, mean: scaling.mean, deviation: scaling.deviation, count: width)
      }
    }
  }

  /// Calls `body` with a few examples at a time, and where they begin in the target.
  ///
  /// Examples in random order are asked for all together before they are converted: the memory then
  /// answers many requests at once.
  private func eachBlock(of rows: RowSelection, _ body: (RowSelection, Int) -> Void) {
    guard case .list(let list) = rows else {
      body(rows, 0)
      return
    }
    let rowSize = width * array.elementType.size
    let blockSize = min(max((1 << 15) / max(rowSize, 1), 1), 64)
    array.withBytes { bytes in
      for start in stride(from: 0, to: list.count, by: blockSize) {
        let end = min(start + blockSize, list.count)
        let block = UnsafeBufferPointer(rebasing: list[start..<end])
        fetch(block, rowSize, of: bytes)
        body(.list(block), start)
      }
    }
  }

  /// Converts each example as it is.
  private func copy<Scalar: BinaryFloatingPoint>(
    _ rows: RowSelection, to target: UnsafeMutablePointer<Scalar>
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

  private func eachByteRow(_ rows: RowSelection, _ body: (UnsafePointer<UInt8>, Int) -> Void) {
    array.withBytes { bytes in
      guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
      for row in 0..<rows.count { body(base + rows[row] * width, row) }
    }
  }

  private func eachDoubleRow(_ rows: RowSelection, _ body: (UnsafePointer<Double>, Int) -> Void) {
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
