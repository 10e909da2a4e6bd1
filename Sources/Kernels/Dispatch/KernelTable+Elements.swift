import KernelTemplates

extension KernelTable {
  /// y = f(x), element by element.
  package func apply(_ operation: UnaryOperation, _ x: Source, into y: Target, count: Int) {
    share(count, operation.isLight ? .light : .heavy) { i, n in
      set.apply(operation, x + i, y + i, n)
    }
  }

  /// z = x ∘ y, element by element.
  package func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Source, into z: Target, count: Int
  ) {
    share(count, .light) { i, n in set.combine(operation, x + i, y + i, z + i, n) }
  }

  /// z = x ∘ scalar.
  package func combine(
    _ operation: BinaryOperation, _ x: Source, scalar: Double, into z: Target, count: Int
  ) {
    share(count, .light) { i, n in set.combineScalar(operation, x + i, scalar, z + i, n, false) }
  }

  /// z = scalar ∘ x.
  package func combine(
    _ operation: BinaryOperation, scalar: Double, _ x: Source, into z: Target, count: Int
  ) {
    share(count, .light) { i, n in set.combineScalar(operation, x + i, scalar, z + i, n, true) }
  }

  /// z = x ∘ column, with the (rows, 1) column repeated along each row of x.
  package func combine(
    _ operation: BinaryOperation, _ x: Source, rows: Int, columns: Int, column: Source,
    into z: Target
  ) {
    shareRows(rows, columns) { i, n in
      set.combineColumn(
        operation, x + i * columns, n, columns, column + i, z + i * columns, false)
    }
  }

  /// z = x ∘ row, with the (1, columns) row repeated for each row of x.
  package func combine(
    _ operation: BinaryOperation, _ x: Source, rows: Int, columns: Int, row: Source,
    into z: Target
  ) {
    shareRows(rows, columns) { i, n in
      set.combineRow(operation, x + i * columns, n, columns, row, z + i * columns, false)
    }
  }

  /// z = column ∘ x, with the (rows, 1) column repeated along each row of x.
  package func combine(
    _ operation: BinaryOperation, column: Source, _ x: Source, rows: Int, columns: Int,
    into z: Target
  ) {
    shareRows(rows, columns) { i, n in
      set.combineColumn(
        operation, x + i * columns, n, columns, column + i, z + i * columns, true)
    }
  }

  /// z = row ∘ x, with the (1, columns) row repeated for each row of x.
  package func combine(
    _ operation: BinaryOperation, row: Source, _ x: Source, rows: Int, columns: Int,
    into z: Target
  ) {
    shareRows(rows, columns) { i, n in
      set.combineRow(operation, x + i * columns, n, columns, row, z + i * columns, true)
    }
  }

  /// y = y + alpha · x.
  package func addScaled(_ alpha: Double, _ x: Source, to y: Target, count: Int) {
    share(count, .light) { i, n in set.addScaled(alpha, x + i, y + i, n) }
  }

  package func fill(_ y: Target, count: Int, with value: Double) {
    set.fill(y, count, value)
  }

  /// y = x · scale where the mask is 1, 0 where it is 0.
  package func applyMask(
    _ mask: UnsafePointer<UInt8>, scale: Double, _ x: Source, into y: Target, count: Int
  ) {
    share(count, .light) { i, n in set.applyMask(mask + i, scale, x + i, y + i, n) }
  }
}
