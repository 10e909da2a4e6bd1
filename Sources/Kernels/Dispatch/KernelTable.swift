import KernelTemplates

/// The kernels of one number type at the vector level of this machine.
///
/// Every method takes raw pointers and counts and checks nothing. Matrices are row-major; a leading
/// dimension is the distance between the starts of two rows. Numbers such as alpha are passed as
/// Double and rounded once to the array's type. Outputs may be the same array as an input of the
/// same shape, but for products; they may not overlap otherwise.
package struct KernelTable<Scalar>: Sendable {
  package typealias Source = UnsafePointer<Scalar>
  package typealias Target = UnsafeMutablePointer<Scalar>

  @usableFromInline let set: any KernelSet<Scalar>.Type

  @usableFromInline
  init(_ set: any KernelSet<Scalar>.Type) { self.set = set }
}

// MARK: Products

extension KernelTable {
  /// C = alpha · op(A) · op(B) + beta · C, then the epilogue.
  ///
  /// op(A) is (m, k), op(B) (k, n), C (m, n). A matrix marked as transposed lies in memory with
  /// rows and columns exchanged, with its leading dimension that of the stored form. C is not read
  /// if beta is 0.
  @inlinable
  package func gemm(
    m: Int, n: Int, k: Int, alpha: Double = 1,
    a: Source, lda: Int, transposeA: Bool = false,
    b: Source, ldb: Int, transposeB: Bool = false,
    beta: Double = 0, c: Target, ldc: Int, epilogue: Epilogue<Scalar> = .none
  ) {
    set.gemm(
      m, n, k, alpha, a, lda, transposeA, b, ldb, transposeB, beta, c, ldc, epilogue.bias,
      epilogue.activation)
  }

  /// C = scale · dZ · A_prevᵀ, summed over the fixed segments of the examples.
  ///
  /// dZ is (rows, examples); A_prev is (columns, examples), or lies in memory as its transpose
  /// (examples, columns) if it is `exampleMajor`; C is (rows, columns).
  @inlinable
  package func gradientProduct(
    rows: Int, columns: Int, examples: Int, scale: Double,
    dZ: Source, ldz: Int, aPrev: Source, ldaPrev: Int, exampleMajor: Bool = false,
    c: Target, ldc: Int
  ) {
    set.gradientProduct(
      rows, columns, examples, scale, dZ, ldz, aPrev, ldaPrev, exampleMajor, c, ldc)
  }
}

extension KernelTable {
  /// Does independent multiply-adds in registers only, to measure the peak; returns how many.
  package func multiplyAdds(rounds: Int) -> Int { set.multiplyAdds(rounds) }
}

// MARK: Elements

extension KernelTable {
  /// y = f(x), element by element.
  @inlinable
  package func apply(_ operation: UnaryOperation, _ x: Source, into y: Target, count: Int) {
    set.apply(operation, x, y, count)
  }

  /// z = x ∘ y, element by element.
  @inlinable
  package func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Source, into z: Target, count: Int
  ) {
    set.combine(operation, x, y, z, count)
  }

  /// z = x ∘ scalar.
  @inlinable
  package func combine(
    _ operation: BinaryOperation, _ x: Source, scalar: Double, into z: Target, count: Int
  ) {
    set.combine(operation, x, scalar, z, count)
  }

  /// z = scalar ∘ x.
  @inlinable
  package func combine(
    _ operation: BinaryOperation, scalar: Double, _ x: Source, into z: Target, count: Int
  ) {
    set.combine(operation, scalar, x, z, count)
  }

  /// z = x ∘ column, with the (rows, 1) column repeated along each row of x.
  @inlinable
  package func combine(
    _ operation: BinaryOperation, _ x: Source, rows: Int, columns: Int, column: Source,
    into z: Target
  ) {
    set.combineColumn(operation, x, rows, columns, column, z, false)
  }

  /// z = x ∘ row, with the (1, columns) row repeated for each row of x.
  @inlinable
  package func combine(
    _ operation: BinaryOperation, _ x: Source, rows: Int, columns: Int, row: Source,
    into z: Target
  ) {
    set.combineRow(operation, x, rows, columns, row, z, false)
  }

  /// z = column ∘ x, with the (rows, 1) column repeated along each row of x.
  @inlinable
  package func combine(
    _ operation: BinaryOperation, column: Source, _ x: Source, rows: Int, columns: Int,
    into z: Target
  ) {
    set.combineColumn(operation, x, rows, columns, column, z, true)
  }

  /// z = row ∘ x, with the (1, columns) row repeated for each row of x.
  @inlinable
  package func combine(
    _ operation: BinaryOperation, row: Source, _ x: Source, rows: Int, columns: Int,
    into z: Target
  ) {
    set.combineRow(operation, x, rows, columns, row, z, true)
  }

  /// y = y + alpha · x.
  @inlinable
  package func addScaled(_ alpha: Double, _ x: Source, to y: Target, count: Int) {
    set.addScaled(alpha, x, y, count)
  }

  @inlinable
  package func fill(_ y: Target, count: Int, with value: Double) {
    set.fill(y, count, value)
  }

  /// y = x · scale where the mask is 1, 0 where it is 0.
  @inlinable
  package func applyMask(
    _ mask: UnsafePointer<UInt8>, scale: Double, _ x: Source, into y: Target, count: Int
  ) {
    set.applyMask(mask, scale, x, y, count)
  }
}

// MARK: Activations

extension KernelTable {
  /// A = softmax(Z) by column, without overflow: the column's maximum is subtracted first.
  @inlinable
  package func softmax(_ z: Source, rows: Int, columns: Int, into a: Target) {
    set.softmax(z, rows, columns, a)
  }

  /// dZ = A ∘ (dA - Σ_rows dA ∘ A), the derivative of softmax by column.
  @inlinable
  package func softmaxBackward(
    dA: Source, a: Source, rows: Int, columns: Int, into dZ: Target
  ) {
    set.softmaxBackward(dA, a, rows, columns, dZ)
  }

  /// dZ = dA ∘ g′(Z), with the derivative computed from A = g(Z); db = scale · row sums of dZ.
  ///
  /// At the kink relu's derivative is 0, that of leaky relu its slope.
  @inlinable
  package func activationBackward(
    _ activation: ElementActivation, dA: Source, a: Source, rows: Int, examples: Int,
    into dZ: Target, db: Target? = nil, scale: Double = 1
  ) {
    set.activationBackward(activation, dA, a, rows, examples, dZ, db, scale)
  }
}

// MARK: Sums

extension KernelTable {
  /// y (rows, 1) = scale · the sum of each row of x, over the fixed segments of the columns.
  @inlinable
  package func rowSums(
    _ x: Source, rows: Int, columns: Int, scale: Double = 1, into y: Target
  ) {
    set.rowSums(x, rows, columns, scale, y)
  }

  /// y (1, columns) = scale · the sum of each column of x.
  @inlinable
  package func columnSums(
    _ x: Source, rows: Int, columns: Int, scale: Double = 1, into y: Target
  ) {
    set.columnSums(x, rows, columns, scale, y)
  }

  @inlinable
  package func sum(_ x: Source, count: Int) -> Double { set.sum(x, count) }

  @inlinable
  package func dot(_ x: Source, _ y: Source, count: Int) -> Double { set.dot(x, y, count) }

  @inlinable
  package func sumOfSquares(_ x: Source, count: Int) -> Double { set.dot(x, x, count) }

  /// The largest absolute value; 0 for no elements, NaN if one is NaN.
  @inlinable
  package func maximumMagnitude(_ x: Source, count: Int) -> Double {
    set.maximumMagnitude(x, count)
  }

  /// The mean and the variance (the mean squared deviation) of each row of x.
  @inlinable
  package func rowMoments(
    _ x: Source, rows: Int, columns: Int, mean: Target, variance: Target
  ) {
    set.rowMoments(x, rows, columns, mean, variance)
  }

  /// The mean and the variance (the mean squared deviation) of each column of x.
  @inlinable
  package func columnMoments(
    _ x: Source, rows: Int, columns: Int, mean: Target, variance: Target
  ) {
    set.columnMoments(x, rows, columns, mean, variance)
  }

  /// Whether no element is infinite or NaN.
  @inlinable
  package func allFinite(_ x: Source, count: Int) -> Bool { set.allFinite(x, count) }
}

// MARK: Losses

extension KernelTable {
  /// Σ w · (max(z, 0) - z·y + log(1 + e^-|z|)) over all elements; dZ = (sigmoid(z) - y) · w.
  ///
  /// Z and Y are (rows, examples); `weights` has one number per example, 1 where absent.
  @inlinable
  package func sigmoidCrossEntropy(
    z: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dZ: Target? = nil
  ) -> Double {
    loss(.sigmoidCrossEntropy, z, y, rows, examples, weights, dZ)
  }

  /// Σ w · Σ_rows y · (log Σ_rows e^z - z) over examples; dZ = (softmax(z) · Σ_rows y - y) · w.
  @inlinable
  package func softmaxCrossEntropy(
    z: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dZ: Target? = nil
  ) -> Double {
    loss(.softmaxCrossEntropy, z, y, rows, examples, weights, dZ)
  }

  /// Σ w · ½ (a - y)² over all elements; dA = (a - y) · w.
  @inlinable
  package func squaredError(
    a: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dA: Target? = nil
  ) -> Double {
    loss(.squaredError, a, y, rows, examples, weights, dA)
  }

  /// -Σ w · (y log a + (1 - y) log(1 - a)); dA = (a - y) / (a (1 - a)) · w.
  ///
  /// a is moved into epsilon ... 1 - epsilon first, so that saturated outputs stay finite.
  @inlinable
  package func binaryCrossEntropy(
    a: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dA: Target? = nil
  ) -> Double {
    loss(.binaryCrossEntropy, a, y, rows, examples, weights, dA)
  }

  /// -Σ w · y log a; dA = -y / a · w; a is at least epsilon.
  @inlinable
  package func categoricalCrossEntropy(
    a: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dA: Target? = nil
  ) -> Double {
    loss(.categoricalCrossEntropy, a, y, rows, examples, weights, dA)
  }
}

extension KernelTable {
  @usableFromInline
  func loss(
    _ function: LossFunction, _ x: Source, _ y: Source, _ rows: Int, _ examples: Int,
    _ weights: Source?, _ dX: Target?
  ) -> Double {
    let segments = ExampleSegments(examples: examples)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { sums in
      guard let sums = sums.baseAddress else { return 0 }
      set.loss(function, x, y, rows, examples, weights, dX, 0..<segments.count, sums)
      return foldByTree(sums, segments.count)
    }
  }
}

// MARK: Updates

extension KernelTable {
  /// g = dW + decay · W; W := W - alpha · g.
  @inlinable
  package func gradientDescent(
    _ w: Target, _ dW: Source, count: Int, alpha: Double, decay: Double = 0
  ) {
    set.gradientDescent(w, dW, count, alpha, decay)
  }

  /// g = dW + decay · W; v := beta · v + g; W := W - alpha · v.
  @inlinable
  package func momentum(
    _ w: Target, _ dW: Source, velocity: Target, count: Int, alpha: Double, beta: Double,
    decay: Double = 0
  ) {
    set.momentum(w, dW, velocity, count, alpha, beta, decay)
  }

  /// g = dW + decay · W; s := beta · s + (1 - beta) · g²; W := W - alpha · g / (√s + epsilon).
  @inlinable
  package func rmsprop(
    _ w: Target, _ dW: Source, square: Target, count: Int, alpha: Double, beta: Double,
    epsilon: Double, decay: Double = 0
  ) {
    set.rmsprop(w, dW, square, count, alpha, beta, epsilon, decay)
  }

  /// g = dW + decay · W; v := beta1 · v + (1 - beta1) · g; s := beta2 · s + (1 - beta2) · g²;
  /// W := W - alpha / correction1 · v / (√s / √correction2 + epsilon).
  ///
  /// The corrections of update t, counted from 1, are 1 - beta1ᵗ and 1 - beta2ᵗ.
  @inlinable
  package func adam(
    _ w: Target, _ dW: Source, mean: Target, square: Target, count: Int, alpha: Double,
    beta1: Double, beta2: Double, epsilon: Double, correction1: Double, correction2: Double,
    decay: Double = 0
  ) {
    set.adam(
      w, dW, mean, square, count, alpha / correction1, beta1, beta2, epsilon,
      correction2.squareRoot(), decay)
  }
}

// MARK: Conversions and copies

extension KernelTable {
  /// y = number · factor, rounded once from the exact value of the number.
  @inlinable
  package func convert(
    _ x: UnsafeRawPointer, _ type: NumberType, factor: Double = 1, into y: Target, count: Int
  ) {
    set.convert(x, type, factor, y, count)
  }

  /// y[i][j] = (x[i][j] - mean[j]) · inverseDeviation[j], for examples that lie in rows.
  @inlinable
  package func standardize(
    _ x: Source, examples: Int, features: Int, mean: Source, inverseDeviation: Source,
    into y: Target
  ) {
    set.standardize(x, examples, features, mean, inverseDeviation, y)
  }

  /// Row i of y is row indices[i] of x.
  @inlinable
  package func gatherRows(
    _ x: Source, rowLength: Int, indices: UnsafePointer<Int>, count: Int, into y: Target
  ) {
    set.gatherRows(x, rowLength, indices, count, y)
  }

  /// y (columns, rows) = xᵀ, x being (rows, columns).
  @inlinable
  package func transpose(_ x: Source, rows: Int, columns: Int, into y: Target) {
    set.transpose(x, rows, columns, y)
  }
}
