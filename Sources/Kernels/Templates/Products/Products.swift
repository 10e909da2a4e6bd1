/// The products that layers form.
extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(__always)
  public static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
    _ a: Source, _ lda: Int, _ transposeA: Bool, _ b: Source, _ ldb: Int, _ transposeB: Bool,
    _ bHasTail: Bool, _ beta: Double, _ c: Target, _ ldc: Int, _ bias: Source?,
    _ activation: ElementActivation
  ) {
    var problem = GemmProblem(
      m: m, n: n, k: k, alpha: Scalar(alpha), beta: Scalar(beta), a: a, lda: lda,
      transposeA: transposeA, b: b, ldb: ldb, transposeB: transposeB, c: c, ldc: ldc)
    problem.bHasTail = bHasTail
    problem.epilogue = Epilogue(bias: bias, activation: activation)
    multiply(problem)
  }

  @inlinable @inline(__always)
  public static func multiplyAdds(_ rounds: Int) -> Int {
    let factor = Vector(repeating: 0.5)
    var (a, b, c, d, e, f) = (factor, factor, factor, factor, factor, factor)
    for _ in 0..<rounds {
      a = .fma(a, factor, factor)
      b = .fma(b, factor, factor)
      c = .fma(c, factor, factor)
      d = .fma(d, factor, factor)
      e = .fma(e, factor, factor)
      f = .fma(f, factor, factor)
    }
    let sum = (((((a + b) + c) + d) + e) + f).sumOfLanes
    return sum > 0 ? 6 &* lanes &* rounds : 0
  }
}
