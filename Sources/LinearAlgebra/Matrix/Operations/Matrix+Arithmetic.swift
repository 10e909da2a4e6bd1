import Kernels

infix operator .* : MultiplicationPrecedence
infix operator ./ : MultiplicationPrecedence

/// Element by element, with three broadcasts: a column (n, 1), a row (1, m) or a number stands for
/// the whole matrix (n, m) that repeats it. Nothing else is stretched.
extension Matrix {
  /// The sum element by element.
  public static func + (a: consuming Matrix, b: Matrix) -> Matrix { a.combined(with: b, .add) }
  /// The difference element by element.
  public static func - (a: consuming Matrix, b: Matrix) -> Matrix { a.combined(with: b, .subtract) }
  /// The product element by element (Hadamard); `*` is the matrix product.
  public static func .* (a: consuming Matrix, b: Matrix) -> Matrix {
    a.combined(with: b, .multiply)
  }
  /// The quotient element by element.
  public static func ./ (a: consuming Matrix, b: Matrix) -> Matrix { a.combined(with: b, .divide) }

  /// `b` added to each element.
  public static func + (a: consuming Matrix, b: Scalar) -> Matrix { a.combined(with: b, .add) }
  /// `b` taken from each element.
  public static func - (a: consuming Matrix, b: Scalar) -> Matrix { a.combined(with: b, .subtract) }
  /// Each element times `b`.
  public static func * (a: consuming Matrix, b: Scalar) -> Matrix { a.combined(with: b, .multiply) }
  /// Each element divided by `b`.
  public static func / (a: consuming Matrix, b: Scalar) -> Matrix { a.combined(with: b, .divide) }

  /// `a` added to each element.
  public static func + (a: Scalar, b: consuming Matrix) -> Matrix { b.combined(with: a, .add) }
  /// `a` minus each element.
  public static func - (a: Scalar, b: consuming Matrix) -> Matrix {
    b.combined(after: a, .subtract)
  }
  /// Each element times `a`.
  public static func * (a: Scalar, b: consuming Matrix) -> Matrix { b.combined(with: a, .multiply) }
  /// `a` divided by each element.
  public static func / (a: Scalar, b: consuming Matrix) -> Matrix { b.combined(after: a, .divide) }

  /// Each element with the other sign.
  public static prefix func - (a: consuming Matrix) -> Matrix { a.combined(with: -1, .multiply) }

  /// Adds `b`, of the same shape or broadcast to it.
  public static func += (a: inout Matrix, b: Matrix) { a.combine(with: b, .add) }
  /// Takes `b` away, of the same shape or broadcast to it.
  public static func -= (a: inout Matrix, b: Matrix) { a.combine(with: b, .subtract) }
  /// Multiplies each element by `b`.
  public static func *= (a: inout Matrix, b: Scalar) { a = (consume a) * b }
  /// Divides each element by `b`.
  public static func /= (a: inout Matrix, b: Scalar) { a = (consume a) / b }
}

extension Matrix {
  private consuming func combined(with b: Scalar, _ operation: BinaryOperation) -> Matrix {
    let (source, result) = reusingElements()
    kernels(for: Scalar.self).combine(
      operation, source.storage.base, scalar: Double(b), into: result.storage.base,
      count: result.count)
    return result
  }

  private consuming func combined(after a: Scalar, _ operation: BinaryOperation) -> Matrix {
    let (source, result) = reusingElements()
    kernels(for: Scalar.self).combine(
      operation, scalar: Double(a), source.storage.base, into: result.storage.base,
      count: result.count)
    return result
  }

  private consuming func combined(with b: Matrix, _ operation: BinaryOperation) -> Matrix {
    if shape == b.shape || b.broadcasts(to: shape) {
      var (source, result) = reusingElements()
      result.write(source, operation, b)
      return result
    }
    if broadcasts(to: b.shape) {
      if operation == .add || operation == .multiply { return b.combined(with: self, operation) }
      let stretched = Matrix(rows: b.rows, columns: b.columns, repeating: 1) .* self
      return stretched.combined(with: b, operation)
    }
    fatalError(
      "matrices of shapes \(shape) and \(b.shape) cannot be combined element by element: "
        + "only (n, 1), (1, m) and numbers are broadcast")
  }

  /// This matrix, and one of its shape for a result: itself where nobody else has the elements, as in
  /// a formula of several operators.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private consuming func reusingElements() -> (source: Matrix, result: Matrix) {
    if isUnique { return (self, self) }
    return (self, Matrix(uninitialized: shape, order: order))
  }

  private mutating func combine(with b: Matrix, _ operation: BinaryOperation) {
    require(
      shape == b.shape || b.broadcasts(to: shape),
      "a matrix of shape \(b.shape) cannot be combined into one of shape \(shape)")
    withMutableElements { _ in }
    write(Matrix(storage: storage, shape: shape, order: order), operation, b)
  }

  private func broadcasts(to other: Shape) -> Bool {
    (rows == other.rows && columns == 1) || (rows == 1 && columns == other.columns)
      || (rows == 1 && columns == 1)
  }

  /// Writes a operation b, where b has this shape or is broadcast to it; a may be this matrix.
  private mutating func write(_ a: Matrix, _ operation: BinaryOperation, _ b: Matrix) {
    let table = kernels(for: Scalar.self)
    let out = storage.base
    if b.shape == shape {
      let b = b.ordered(order)
      table.combine(operation, a.storage.base, b.storage.base, into: out, count: count)
    } else if b.count == 1 {
      let number = Double(b.storage.base[0])
      table.combine(operation, a.storage.base, scalar: number, into: out, count: count)
    } else {
      let lines = order == .rowMajor ? shape : shape.transposed
      let isColumn = (b.columns == 1) == (order == .rowMajor)
      if isColumn {
        table.combine(
          operation, a.storage.base, rows: lines.rows, columns: lines.columns,
          column: b.storage.base, into: out)
      } else {
        table.combine(
          operation, a.storage.base, rows: lines.rows, columns: lines.columns,
          row: b.storage.base, into: out)
      }
    }
  }
}
