/// x·Wᵀ + b for x (batch, k), W (n, k) and b (n).
struct AffineProduct: OperatorKind {
  static let names = ["Gemm"]

  init() {}

  init?(_ form: OperatorForm) {
    guard form == AffineProduct().form else { return nil }
  }

  var form: OperatorForm { OperatorForm("Gemm", ["transB": .integer(1)]) }

  func formula(of inputs: [String]) -> String {
    "\(inputs[1]) \(inputs[0])" + inputs.dropFirst(2).map { " + \($0)" }.joined()
  }

  /// The first unit of the first example.
  func sumOfProducts<Scalar>(_ inputs: [TensorValue<Scalar>], shape: [Int])
    -> SumOfProducts<Scalar>?
  {
    guard shape.product > 0 else { return nil }
    let (x, W) = (inputs[0].matrix, inputs[1].matrix)
    return SumOfProducts(
      place: "[0,0]", products: (0..<W.columns).map { (W[0, $0], x[0, $0]) },
      addend: inputs.count == 3 ? inputs[2].numbers[0, 0] : nil)
  }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 2 || inputs.count == 3, inputs[0].count == 2, inputs[1].count == 2,
      inputs[0][1] == inputs[1][1], inputs.count == 2 || inputs[2] == [inputs[1][0]]
    else { return nil }
    return [inputs[0][0], inputs[1][0]]
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    let product = inputs[0].matrix * inputs[1].matrix.transposed
    return TensorValue(shape, inputs.count == 2 ? product : product + inputs[2].numbers)
  }
}

/// a·b over the last two axes, of two tensors of the same other axes, or with a b that has none.
struct MatrixProduct: OperatorKind {
  static let names = ["MatMul"]

  init() {}

  init?(_ form: OperatorForm) {
    guard form == MatrixProduct().form else { return nil }
  }

  var form: OperatorForm { OperatorForm("MatMul") }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 2, let a = inputs.first, let b = inputs.last, a.count >= 2,
      b.count >= 2, a[a.count - 1] == b[b.count - 2],
      b.count == 2 || a.dropLast(2) == b.dropLast(2)
    else { return nil }
    return a.dropLast() + [b[b.count - 1]]
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    let (a, b) = (inputs[0], inputs[1])
    let (k, n) = (a.shape[a.shape.count - 1], b.shape[b.shape.count - 1])
    let rows = b.shape.count == 2 ? shape.dropLast().product : shape[shape.count - 2]
    let left = a.numbers.reshaped(rows: k == 0 ? 0 : a.numbers.count / k, columns: k)
    let right = b.numbers.reshaped(rows: n == 0 ? 0 : b.numbers.count / n, columns: n)
    let count = rows == 0 ? 0 : shape.dropLast().product / rows
    let products = (0..<count).map { index in
      left[rows: index * rows..<(index + 1) * rows] * right[rows: index * k..<(index + 1) * k]
    }
    return TensorValue(shape, Matrix(rowsOf: products))
  }
}

extension Operator {
  /// Gemm: x·Wᵀ + b for x (batch, k), W (n, k) and, where there is one, b (n).
  public static let gemm = Operator(AffineProduct())
  /// MatMul: the matrix product over the last two axes.
  public static let matrixProduct = Operator(MatrixProduct())
}
