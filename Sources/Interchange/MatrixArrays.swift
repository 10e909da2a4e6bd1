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
  package init?(twoAxes array: NumericArray) {
    guard array.shape.count == 2 else { return nil }
    self.init(uninitialized: Shape(array.shape[0], array.shape[1]))
    withMutableElements { array.convert(0..<array.count, into: $0) }
  }
}
