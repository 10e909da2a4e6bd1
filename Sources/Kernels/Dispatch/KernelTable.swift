import KernelTemplates

/// The kernels of one number type at the vector level of this machine.
///
/// Every method takes raw pointers and counts and checks nothing. Matrices are row-major; a leading
/// dimension is the distance between the starts of two rows. Numbers such as alpha are passed as
/// Double and rounded once to the array's type. Outputs may be the same array as an input of the
/// same shape, but for products; they may not overlap otherwise.
///
/// `@unchecked Sendable`: what the pointer leads to is never written again.
package struct KernelTable<Scalar>: @unchecked Sendable {
  package typealias Source = UnsafePointer<Scalar>
  package typealias Target = UnsafeMutablePointer<Scalar>

  /// Never freed nor changed: a table costs no counting of references.
  private let functions: UnsafePointer<KernelFunctions<Scalar>>

  init(_ functions: KernelFunctions<Scalar>) {
    let place = UnsafeMutablePointer<KernelFunctions<Scalar>>.allocate(capacity: 1)
    place.initialize(to: functions)
    self.functions = UnsafePointer(place)
  }

  var set: KernelFunctions<Scalar> { functions.pointee }
}

extension KernelTable {
  /// C = alpha · op(A) · op(B) + beta · C, then the epilogue.
  ///
  /// op(A) is (m, k), op(B) (k, n), C (m, n). A matrix marked as transposed lies in memory with
  /// rows and columns exchanged, with its leading dimension that of the stored form. C is not read
  /// if beta is 0.
  package func gemm(
    m: Int, n: Int, k: Int, alpha: Double = 1,
    a: Source, lda: Int, transposeA: Bool = false,
    b: Source, ldb: Int, transposeB: Bool = false, bHasTail: Bool = false,
    beta: Double = 0, c: Target, ldc: Int, epilogue: Epilogue<Scalar> = .none
  ) {
    set.gemm(
      m, n, k, alpha, a, lda, transposeA, b, ldb, transposeB, bHasTail, beta, c, ldc,
      epilogue.bias, epilogue.activation)
  }

  /// C = dZ · A_prevᵀ / m, the mean over the m examples, formed over their fixed segments.
  ///
  /// dZ is (rows, examples); A_prev is (columns, examples), or lies in memory as its transpose
  /// (examples, columns) if it is `exampleMajor`; C is (rows, columns), 0 without examples. The
  /// workspace has the plan's size; none is needed where that is 0.
  package func meanProduct(
    _ plan: MeanProductPlan, dZ: Source, ldz: Int, aPrev: Source, ldaPrev: Int,
    exampleMajor: Bool = false, c: Target, ldc: Int, workspace: Target?
  ) {
    set.meanProduct(plan, dZ, ldz, aPrev, ldaPrev, exampleMajor, c, ldc, workspace)
  }
}

extension KernelTable {
  /// Does independent multiply-adds in registers only, to measure the peak; returns how many.
  package func multiplyAdds(rounds: Int) -> Int { set.multiplyAdds(rounds) }
}
