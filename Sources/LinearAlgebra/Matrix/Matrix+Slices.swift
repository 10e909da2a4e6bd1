import Kernels

/// Runs of elements as they lie in memory, for those who send and receive matrices.
extension Matrix {
  /// The bytes of a run of elements; they stay while the matrix lives and nobody changes it.
  package func bytes(_ elements: Range<Int>) -> UnsafeRawBufferPointer {
    requireInside(elements)
    let part = UnsafeBufferPointer(start: storage.base + elements.lowerBound, count: elements.count)
    return UnsafeRawBufferPointer(part)
  }

  /// The bytes of a run of elements, to be written; they stay as long as the matrix is not copied.
  package mutating func mutableBytes(_ elements: Range<Int>) -> UnsafeMutableRawBufferPointer {
    requireInside(elements)
    return withMutableElements {
      UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(start: $0 + elements.lowerBound, count: elements.count))
    }
  }

  /// A view of a run of elements, (count, 1).
  package func slice(_ elements: Range<Int>) -> Matrix {
    requireInside(elements)
    return Matrix(
      viewing: storage.base + elements.lowerBound, shape: Shape(elements.count, 1),
      order: .rowMajor, owner: storage)
  }

  /// Writes a column of numbers over a run of elements.
  package mutating func replace(_ elements: Range<Int>, with column: Matrix) {
    requireInside(elements)
    require(
      column.count == elements.count,
      "\(column.count) numbers cannot replace \(elements.count) elements")
    withMutableElements { target in
      column.withElements { (target + elements.lowerBound).update(from: $0, count: column.count) }
    }
  }

  private func requireInside(_ elements: Range<Int>) {
    require(
      elements.lowerBound >= 0 && elements.upperBound <= count,
      "no elements \(elements) in a matrix of shape \(shape)")
  }
}
