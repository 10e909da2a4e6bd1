import LinearAlgebra

extension Matrix {
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
