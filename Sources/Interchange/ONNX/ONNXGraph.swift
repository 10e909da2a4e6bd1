import ArrayFiles

/// A graph of ONNX, as far as dense networks need it: one input and one output of two axes.
struct ONNXGraph: Equatable {
  /// A step of the computation.
  struct Node: Equatable {
    let operation: String
    let inputs: [String]
    let output: String
    var attributes: [String: Attribute] = [:]
  }

  enum Attribute: Equatable {
    case integer(Int)
    case float(Float)
  }

  /// A constant.
  struct Initializer: Equatable {
    let name: String
    let array: NumericArray
  }

  /// An input or output of shape (batch, width).
  struct Value: Equatable {
    let name: String
    let type: ElementType
    let width: Int
  }

  var name: String
  var nodes: [Node]
  var initializers: [Initializer]
  var input: Value
  var output: Value
}

/// The numbers that stand for element types in ONNX.
enum ONNXElementType {
  static let codes: [(type: ElementType, code: Int)] = [(.float32, 1), (.float64, 11)]

  static func code(_ type: ElementType) -> Int {
    guard let known = codes.first(where: { $0.type == type }) else {
      fatalError("networks compute in float32 or float64, not \(type)")
    }
    return known.code
  }

  static func type(_ code: Int) -> ElementType? { codes.first { $0.code == code }?.type }
}
