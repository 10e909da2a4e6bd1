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
        operation, x + i * columns, n, columns, column + i, z + i * columns)
    }
  }

  /// z = x ∘ row, with the (1, columns) row repeated for each row of x.
  package func combine(
    _ operation: BinaryOperation, _ x: Source, rows: Int, columns: Int, row: Source,
    into z: Target
  ) {
    shareRows(rows, columns) { i, n in
      set.combineRow(operation, x + i * columns, n, columns, row, z + i * columns)
    }
  }

  /// z = g(x + y).
  package func add(
    _ x: Source, _ y: Source, activation: ElementActivation, into z: Target, count: Int
  ) {
    share(count, .light) { i, n in
      set.combine(.add, x + i, y + i, z + i, n)
      if activation != .linear { set.apply(activation.function, z + i, z + i, n) }
    }
  }

  package func fill(_ y: Target, count: Int, with value: Double) {
    set.fill(y, count, value)
  }
}

extension KernelTable {
  /// A = softmax(Z) by column, without overflow: the column's maximum is subtracted first.
  package func softmax(_ z: Source, rows: Int, columns: Int, into a: Target) {
    set.softmax(z, rows, columns, a)
  }

  /// dZ = A ∘ (dA - Σ_rows dA ∘ A), the derivative of softmax by column.
  package func softmaxBackward(
    dA: Source, a: Source, rows: Int, columns: Int, into dZ: Target
  ) {
    set.softmaxBackward(dA, a, rows, columns, dZ)
  }

  /// dZ = dA ∘ g′(Z), with the derivative computed from the source; db = the means of the rows of dZ.
  ///
  /// The source is A = g(Z), but Z for an activation that is derived from it (`isDerivedFromZ`).
  /// At the kink relu's derivative is 0, that of leaky relu its slope.
  package func activationBackward(
    _ activation: ElementActivation, dA: Source, source: Source, rows: Int,
    examples: Int, into dZ: Target, db: Target? = nil
  ) {
    shareRows(rows, examples) { i, n in
      let start = i * examples
      set.activationBackward(
        activation, dA + start, source + start, n, examples, dZ + start, db.map { $0 + i })
    }
  }
}
