/// The numbers of a tensor, the last axis fastest.
package struct TensorValue<Scalar: NetworkScalar>: Sendable {
  /// The sizes of the axes, the batch among them.
  package let shape: [Int]
  /// The numbers in their order, (1, count).
  package private(set) var numbers: Matrix<Scalar>

  /// - Precondition: there are as many numbers, row by row, as the shape has places.
  package init(_ shape: [Int], _ numbers: Matrix<Scalar>) {
    self.shape = shape
    self.numbers = numbers.reshaped(rows: 1, columns: shape.product)
  }

  init(_ shape: [Int], repeating value: Scalar) {
    self.init(shape, Matrix(rows: 1, columns: shape.product, repeating: value))
  }

  /// The numbers as (first axis, all others).
  package var matrix: Matrix<Scalar> {
    numbers.reshaped(rows: shape.first ?? 1, columns: shape.dropFirst().product)
  }

  /// The first channel of the first picture, (height, width), where examples are pictures.
  package var firstPicture: Matrix<Scalar> {
    read([shape[2], shape[3]], strides: [shape[3], 1]).matrix
  }

  /// The numbers at other places: element (i, j, …) is number `first` + i·strides[0] + j·strides[1] + ….
  func read(_ shape: [Int], strides: [Int], from first: Int = 0) -> TensorValue {
    var result = Matrix<Scalar>(uninitialized: Shape(1, shape.product))
    result.withMutableElements { target in
      numbers.withElements { source in
        Self.copy(shape[...], source + first, strides[...], to: target, shape.strides[...])
      }
    }
    return TensorValue(shape, result)
  }

  /// Puts the numbers of a smaller tensor where its first is number `first`.
  mutating func write(_ part: TensorValue, from first: Int) {
    let strides = shape.strides
    numbers.withMutableElements { target in
      part.numbers.withElements { source in
        Self.copy(
          part.shape[...], source, part.shape.strides[...], to: target + first, strides[...])
      }
    }
  }

  private static func copy(
    _ shape: ArraySlice<Int>, _ source: UnsafePointer<Scalar>, _ sourceStrides: ArraySlice<Int>,
    to target: UnsafeMutablePointer<Scalar>, _ targetStrides: ArraySlice<Int>
  ) {
    guard let size = shape.first, let from = sourceStrides.first, let to = targetStrides.first
    else {
      target.pointee = source.pointee
      return
    }
    if shape.count == 1 {
      for i in 0..<size { target[i * to] = source[i * from] }
      return
    }
    for i in 0..<size {
      copy(
        shape.dropFirst(), source + i * from, sourceStrides.dropFirst(), to: target + i * to,
        targetStrides.dropFirst())
    }
  }

  /// The tensor at all places of larger axes, where its own are 1 or none.
  func stretched(to shape: [Int]) -> TensorValue {
    guard shape != self.shape else { return self }
    let missing = shape.count - self.shape.count
    let strides = zip(self.shape, self.shape.strides).map { $0 == 1 ? 0 : $1 }
    return read(shape, strides: Array(repeating: 0, count: missing) + strides)
  }
}

extension Collection where Element == Int {
  /// The product; 1 of none.
  var product: Int { reduce(1, *) }

  /// The product, where memory has place for as many numbers; nil where it has none.
  var checkedProduct: Int? {
    var product = 1
    for size in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow, next <= 1 << 28 else { return nil }
      product = next
    }
    return product
  }
}

extension [Int] {
  /// The distances of neighbors along each axis of a tensor of these axes.
  var strides: [Int] {
    var strides = self
    var distance = 1
    for index in indices.reversed() {
      strides[index] = distance
      distance *= self[index]
    }
    return strides
  }
}
