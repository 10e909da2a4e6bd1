import Bytes

/// An array of numbers of any shape and element type, as files hold them.
///
/// Elements are in C order (the last axis fastest) and in the machine's byte order. What a file
/// holds in that form already stays in the mapped file and is not copied.
public struct NumericArray: Sendable {
  /// The length of each axis; empty for a single number.
  public let shape: [Int]
  /// The type of the numbers.
  public let elementType: ElementType
  /// The number of elements: the product of the shape.
  public let count: Int
  let bytes: SharedBytes

  /// An array of a Swift array's values, in C order.
  ///
  /// - Precondition: The product of `shape` is the number of values.
  public init<Element: ArrayElement>(shape: [Int], values: [Element]) {
    let bytes = values.withUnsafeBytes { source in
      SharedBytes(count: source.count) { $0.copyMemory(from: source) }
    }
    self.init(shape: shape, elementType: Element.elementType, bytes: bytes)
  }

  /// An array in new memory, zero at first, that `fill` writes.
  package init(
    shape: [Int], elementType: ElementType, fill: (UnsafeMutableRawBufferPointer) -> Void
  ) {
    let bytes = SharedBytes(count: shape.reduce(elementType.size, *), fill: fill)
    self.init(shape: shape, elementType: elementType, bytes: bytes)
  }

  /// An array in new memory, zero at first, that `fill` writes.
  package init<E: Error>(
    shape: [Int], elementType: ElementType,
    fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    let size = shape.reduce(elementType.size, *)
    let bytes = try SharedBytes(count: size, fill: fill)
    self.init(shape: shape, elementType: elementType, bytes: bytes)
  }

  /// An array of bytes in C order and the machine's byte order.
  ///
  /// - Precondition: The number of bytes is that of the shape's elements.
  package init(shape: [Int], elementType: ElementType, bytes: SharedBytes) {
    let count = shape.reduce(1, *)
    guard shape.allSatisfy({ $0 >= 0 }), bytes.count == count * elementType.size else {
      fatalError("shape \(shape) of \(elementType) does not fit \(bytes.count) bytes")
    }
    self.shape = shape
    self.elementType = elementType
    self.count = count
    self.bytes = bytes.aligned(to: elementType.size)
  }

  /// The same elements in another shape.
  ///
  /// - Precondition: The product of the shape stays the same.
  public func reshaped(_ shape: [Int]) -> NumericArray {
    NumericArray(shape: shape, elementType: elementType, bytes: bytes)
  }

  /// Calls `body` with the elements' bytes, which are aligned and stay valid during the call.
  package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    bytes.withUnsafeBytes(body)
  }

  /// Calls `body` with the elements' bytes, which are aligned and stay valid during the call.
  package func withBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try bytes.withUnsafeBytes(body)
  }

  /// Says that so many of the bytes have been read: of a mapped file that may be larger than memory,
  /// what memory holds is given back now and then.
  package func haveRead(_ bytes: Int) { self.bytes.haveRead(bytes) }

  /// All elements as `Double`; integers beyond 2⁵³ are rounded.
  public func doubles() -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, written in
      if let target = buffer.baseAddress { convert(0..<count, into: target) }
      written = count
    }
  }
}

extension SharedBytes {
  /// These bytes, copied if they do not begin at a multiple of `alignment`.
  func aligned(to alignment: Int) -> SharedBytes {
    withUnsafeBytes { source in
      guard Int(bitPattern: source.baseAddress) % alignment != 0 else { return self }
      return SharedBytes(count: source.count) { $0.copyMemory(from: source) }
    }
  }
}

extension NumericArray: Equatable {
  /// Whether shape, element type and every byte agree (so a NaN equals itself, and 0 is not -0).
  public static func == (a: NumericArray, b: NumericArray) -> Bool {
    a.shape == b.shape && a.elementType == b.elementType
      && a.bytes.withUnsafeBytes { x in
        b.bytes.withUnsafeBytes { y in x.elementsEqual(y) }
      }
  }
}

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
