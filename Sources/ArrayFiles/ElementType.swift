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
