/// The type of the elements of an array in a file.
public enum ElementType: String, Sendable, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64
  case float16, bfloat16, float32, float64
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
