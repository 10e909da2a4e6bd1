import KernelTemplates

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

  /// dZ = dA ∘ g′(Z), with the derivative computed from A = g(Z); db = the means of the rows of dZ.
  ///
  /// At the kink relu's derivative is 0, that of leaky relu its slope.
  package func activationBackward(
    _ activation: ElementActivation, dA: Source, a: Source, rows: Int, examples: Int,
    into dZ: Target, db: Target? = nil
  ) {
    shareRows(rows, examples) { i, n in
      let start = i * examples
      set.activationBackward(
        activation, dA + start, a + start, n, examples, dZ + start, db.map { $0 + i })
    }
  }
}
