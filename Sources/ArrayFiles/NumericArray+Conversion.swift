import CShims

// The loops are concrete for Float and Double and share this file with what they call: so they
// are vectorized in debug builds too.

extension NumericArray {
  /// Converts the elements of a range of the flat array, rounding to nearest.
  ///
  /// - Precondition: The range lies in `0 ..< count`; `target` has room for it.
  package func convert<Scalar: BinaryFloatingPoint>(
    _ range: Range<Int>, into target: UnsafeMutablePointer<Scalar>
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    bytes.withUnsafeBytes { source in
      guard !range.isEmpty, let base = source.baseAddress else { return }
      let start = base + range.lowerBound * elementType.size
      let memory = UnsafeMutableRawPointer(target)
      if Scalar.self == Float.self {
        let floats = memory.assumingMemoryBound(to: Float.self)
        Conversion.toFloat(elementType, start, range.count, floats)
      } else if Scalar.self == Double.self {
        let doubles = memory.assumingMemoryBound(to: Double.self)
        Conversion.toDouble(elementType, start, range.count, doubles)
      } else {
        let doubles = doubles()
        for (offset, index) in range.enumerated() { target[offset] = Scalar(doubles[index]) }
      }
    }
  }
}

/// Conversion of elements, one loop per pair of types.
private enum Conversion {
  static func toFloat(
    _ type: ElementType, _ source: UnsafeRawPointer, _ count: Int,
    _ target: UnsafeMutablePointer<Float>
  ) {
    switch type {
    case .uint8, .bool: integers(source, UInt8.self, count) { target[$0] = Float($1) }
    case .int8: integers(source, Int8.self, count) { target[$0] = Float($1) }
    case .uint16: integers(source, UInt16.self, count) { target[$0] = Float($1) }
    case .int16: integers(source, Int16.self, count) { target[$0] = Float($1) }
    case .uint32: integers(source, UInt32.self, count) { target[$0] = Float($1) }
    case .int32: integers(source, Int32.self, count) { target[$0] = Float($1) }
    case .uint64: integers(source, UInt64.self, count) { target[$0] = Float($1) }
    case .int64: integers(source, Int64.self, count) { target[$0] = Float($1) }
    case .float16: integers(source, UInt16.self, count) { target[$0] = half($1) }
    case .bfloat16: integers(source, UInt16.self, count) { target[$0] = brainFloat($1) }
    case .float32:
      UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: 4 * count)
    case .float64:
      integers(source, UInt64.self, count) { target[$0] = Float(Double(bitPattern: $1)) }
    }
  }

  static func toDouble(
    _ type: ElementType, _ source: UnsafeRawPointer, _ count: Int,
    _ target: UnsafeMutablePointer<Double>
  ) {
    switch type {
    case .uint8, .bool: integers(source, UInt8.self, count) { target[$0] = Double($1) }
    case .int8: integers(source, Int8.self, count) { target[$0] = Double($1) }
    case .uint16: integers(source, UInt16.self, count) { target[$0] = Double($1) }
    case .int16: integers(source, Int16.self, count) { target[$0] = Double($1) }
    case .uint32: integers(source, UInt32.self, count) { target[$0] = Double($1) }
    case .int32: integers(source, Int32.self, count) { target[$0] = Double($1) }
    case .uint64: integers(source, UInt64.self, count) { target[$0] = Double($1) }
    case .int64: integers(source, Int64.self, count) { target[$0] = Double($1) }
    case .float16: integers(source, UInt16.self, count) { target[$0] = Double(half($1)) }
    case .bfloat16: integers(source, UInt16.self, count) { target[$0] = Double(brainFloat($1)) }
    case .float32:
      integers(source, UInt32.self, count) { target[$0] = Double(Float(bitPattern: $1)) }
    case .float64:
      UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: 8 * count)
    }
  }

  @inline(__always)
  private static func integers<Word: FixedWidthInteger & BitwiseCopyable>(
    _ source: UnsafeRawPointer, _ type: Word.Type, _ count: Int, _ put: (Int, Word) -> Void
  ) {
    for i in 0..<count {
      put(i, source.loadUnaligned(fromByteOffset: i &* MemoryLayout<Word>.size, as: type))
    }
  }

  /// The value of an IEEE half.
  ///
  /// Its bits, moved to a float's place, stand for the value times 2⁻¹¹²; infinity and NaN need
  /// the float's largest exponent. (`Float16` does not exist on macOS for x86.)
  @inline(__always)
  private static func half(_ bits: UInt16) -> Float {
    let magnitude = UInt32(bits & 0x7fff) << 13
    let scaled = Float(bitPattern: magnitude) * 0x1p112
    let isFinite = bits & 0x7c00 != 0x7c00
    let result = isFinite ? scaled.bitPattern : magnitude | 0x7f80_0000
    return Float(bitPattern: result | UInt32(bits & 0x8000) << 16)
  }

  /// The value of a bfloat16: the upper half of a float.
  @inline(__always)
  private static func brainFloat(_ bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }
}

/// Asks for every cache line of some examples.
package func fetch(
  _ rows: UnsafeBufferPointer<Int>, _ rowSize: Int, of bytes: UnsafeRawBufferPointer
) {
  guard let base = bytes.baseAddress else { return }
  for row in rows {
    let start = base + row &* rowSize
    for offset in stride(from: 0, to: rowSize, by: 64) { dnn_prefetch(start + offset) }
  }
}

/// x / 255, correctly rounded, without a division.
///
/// 1 / 255 as a sum: the first part has 16 bits, so that its product with a byte is exact, and the
/// second part's error is too small to matter. (A test goes through all bytes.)
package func divideBy255(
  _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Float>, count: Int
) {
  let first: Float = 0x1.010100p-8
  let second = Float(1 / 255.0 - Double(first))
  for i in 0..<count {
    let x = Float(source[i])
    target[i] = x * first + x * second
  }
}

/// The same in Double; the second part of 1 / 255 is the first, 48 bits lower.
package func divideBy255(
  _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Double>, count: Int
) {
  let first = 0x1.0101010101p-8
  for i in 0..<count {
    let x = Double(source[i])
    target[i] = x * first + x * (first * 0x1p-48)
  }
}

/// (x - mean) · inverse of one row, rounded to Float at the end; `inverse` is 1 / deviation.
package func standardize(
  _ source: UnsafePointer<Double>, mean: [Double], inverse: [Double],
  into target: UnsafeMutablePointer<Float>, count: Int
) {
  mean.withUnsafeBufferPointer { mean in
    inverse.withUnsafeBufferPointer { inverse in
      for i in 0..<min(count, mean.count, inverse.count) {
        target[i] = Float((source[i] - mean[i]) * inverse[i])
      }
    }
  }
}

/// (x - mean) / deviation of one row, in place.
package func standardize(
  _ target: UnsafeMutablePointer<Double>, mean: [Double], deviation: [Double], count: Int
) {
  mean.withUnsafeBufferPointer { mean in
    deviation.withUnsafeBufferPointer { deviation in
      for i in 0..<min(count, mean.count, deviation.count) {
        target[i] = (target[i] - mean[i]) / deviation[i]
      }
    }
  }
}
