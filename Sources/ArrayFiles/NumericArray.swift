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
  /// - Precondition: The product of `shape` is the number of values. Where they come from outside,
  ///   ``init(shape:validating:)`` throws in place of stopping the program.
  public init<Element: ArrayElement>(shape: [Int], values: [Element]) {
    let bytes = values.withUnsafeBytes { source in
      SharedBytes(count: source.count) { $0.copyMemory(from: source) }
    }
    self.init(shape: shape, elementType: Element.elementType, bytes: bytes)
  }

  /// An array of values that come from outside, in C order.
  ///
  /// - Throws: `ArrayFileError` unless the product of `shape` is the number of values.
  public init<Element: ArrayElement>(
    shape: [Int], validating values: [Element]
  ) throws(ArrayFileError) {
    var count: Int? = shape.contains { $0 < 0 } ? nil : 1
    for size in shape {
      count = count.flatMap {
        let (product, overflow) = $0.multipliedReportingOverflow(by: size)
        return overflow ? nil : product
      }
    }
    guard count == values.count else {
      throw ArrayFileError(
        file: "an array",
        problem: .malformed(
          part: "shape \(shape)", found: "\(values.count) values",
          expected: count.map { "\($0)" } ?? "a shape that there can be"))
    }
    self.init(shape: shape, values: values)
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
