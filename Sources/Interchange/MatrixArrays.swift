import ArrayFiles
import DeepNetwork

extension Matrix {
  /// The matrix as an array of a file.
  package var numericArray: NumericArray {
    let matrix = ordered(.rowMajor)
    let type: ElementType = Scalar.self == Float.self ? .float32 : .float64
    return NumericArray(shape: [rows, columns], elementType: type) { target in
      matrix.withElements { elements in
        target.copyMemory(
          from: UnsafeRawBufferPointer(start: elements, count: target.count))
      }
    }
  }

  /// An array of two axes as a matrix, rounded to this precision; nil for other shapes.
  package init?(_ array: NumericArray) {
    guard array.shape.count == 2 else { return nil }
    self.init(uninitialized: Shape(array.shape[0], array.shape[1]))
    withMutableElements { array.convert(0..<array.count, into: $0) }
  }

  /// A part of an array, from the element `start` on, where it lies; nil for other element types.
  ///
  /// The matrix keeps the array's memory and never writes there.
  ///
  /// - Precondition: the part lies in the array.
  package init?(
    viewing array: NumericArray, from start: Int, shape: Shape, order: StorageOrder
  ) {
    let isSame =
      switch array.elementType {
      case .float32: Scalar.self == Float.self
      case .float64: Scalar.self == Double.self
      default: false
      }
    guard isSame else { return nil }
    precondition(start >= 0 && shape.count <= array.count - start)
    let owner = ArrayOwner(array)
    let view = array.withBytes { bytes -> Matrix? in
      guard let base = bytes.bindMemory(to: Scalar.self).baseAddress else { return nil }
      return Matrix(
        viewing: UnsafeMutablePointer(mutating: base + start), shape: shape, order: order,
        owner: owner)
    }
    guard let view else { return nil }
    self = view
  }
}

/// Keeps the memory of an array while matrices look at it.
private final class ArrayOwner: Sendable {
  let array: NumericArray

  init(_ array: NumericArray) { self.array = array }
}
