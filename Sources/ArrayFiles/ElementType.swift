import Bytes

/// The type of the elements of an array in a file.
public enum ElementType: String, Sendable, CaseIterable {
  /// 0 … 255.
  case uint8
  /// -128 … 127.
  case int8
  /// 0 … 65,535.
  case uint16
  /// -32,768 … 32,767.
  case int16
  /// Whole numbers of 32 bits from 0 on.
  case uint32
  /// Whole numbers of 32 bits.
  case int32
  /// Whole numbers of 64 bits from 0 on.
  case uint64
  /// Whole numbers of 64 bits.
  case int64
  /// IEEE half precision.
  case float16
  /// The upper half of a float32.
  case bfloat16
  /// IEEE single precision.
  case float32
  /// IEEE double precision.
  case float64
  /// A byte that is 0 or 1.
  case bool

  /// The size of an element in bytes.
  public var size: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Whether elements are whole numbers; `bool` counts as one.
  public var isInteger: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: false
    default: true
    }
  }
}

/// A Swift type that ``NumericArray`` can be made of.
public protocol ArrayElement: BitwiseCopyable, Sendable {
  /// The type of such elements in a file.
  static var elementType: ElementType { get }
}

extension UInt8: ArrayElement { public static var elementType: ElementType { .uint8 } }
extension Int8: ArrayElement { public static var elementType: ElementType { .int8 } }
extension UInt16: ArrayElement { public static var elementType: ElementType { .uint16 } }
extension Int16: ArrayElement { public static var elementType: ElementType { .int16 } }
extension UInt32: ArrayElement { public static var elementType: ElementType { .uint32 } }
extension Int32: ArrayElement { public static var elementType: ElementType { .int32 } }
extension UInt64: ArrayElement { public static var elementType: ElementType { .uint64 } }
extension Int64: ArrayElement { public static var elementType: ElementType { .int64 } }
extension Float: ArrayElement { public static var elementType: ElementType { .float32 } }
extension Double: ArrayElement { public static var elementType: ElementType { .float64 } }
extension Bool: ArrayElement { public static var elementType: ElementType { .bool } }

/// How elements lie in a file: their type and whether the bytes of each are reversed.
struct ElementLayout: Equatable {
  enum Order { case little, big }

  let type: ElementType
  let order: Order

  private static var machineOrder: Order { 1.littleEndian == 1 ? .little : .big }

  /// The elements of a shape, which `bytes` must hold exactly, in the machine's byte order.
  ///
  /// Shares the bytes where they need no change.
  func array(
    shape: [Int], bytes: SharedBytes, part: String
  ) throws(FormatError) -> NumericArray {
    let size = try Self.byteCount(of: shape, elementSize: type.size, part: part)
    guard bytes.count == size else {
      throw FormatError(part, found: "\(bytes.count) bytes of data", expected: "\(size)")
    }
    return NumericArray(shape: shape, elementType: type, bytes: native(bytes))
  }

  /// The bytes in the machine's order.
  func native(_ bytes: SharedBytes) -> SharedBytes {
    guard type.size > 1, order != Self.machineOrder else { return bytes }
    return bytes.withUnsafeBytes { source in
      SharedBytes(count: source.count) { target in
        switch type.size {
        case 2: Self.swap(source, target, UInt16.self)
        case 4: Self.swap(source, target, UInt32.self)
        default: Self.swap(source, target, UInt64.self)
        }
      }
    }
  }

  private static func swap<Word: FixedWidthInteger & BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _ type: Word.Type
  ) {
    let size = MemoryLayout<Word>.size
    for offset in stride(from: 0, to: source.count, by: size) {
      let word = source.loadUnaligned(fromByteOffset: offset, as: type)
      target.storeBytes(of: word.byteSwapped, toByteOffset: offset, as: type)
    }
  }

  /// The size in bytes of a shape from a file; refused where it cannot be counted.
  static func byteCount(
    of shape: [Int], elementSize: Int, part: String
  ) throws(FormatError) -> Int {
    var size = elementSize
    for length in shape where length != 0 {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard length > 0, !overflow else {
        throw FormatError(part, found: "shape \(shape)", expected: "a size that can be counted")
      }
      size = product
    }
    return shape.contains(0) ? 0 : size
  }
}

extension NumericArray {
  /// The elements of a shape as a file has them, little-endian; shares the bytes where it can.
  ///
  /// - Throws: `FormatError` if the bytes are not those of the shape.
  package init(
    littleEndian bytes: SharedBytes, shape: [Int], elementType: ElementType, part: String
  ) throws(FormatError) {
    self = try ElementLayout(type: elementType, order: .little).array(
      shape: shape, bytes: bytes, part: part)
  }
}
