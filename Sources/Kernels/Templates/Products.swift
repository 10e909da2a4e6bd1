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
  public static func gradientProduct(
    _ rows: Int, _ columns: Int, _ examples: Int, _ scale: Double, _ dZ: Source, _ ldz: Int,
    _ aPrev: Source, _ ldaPrev: Int, _ exampleMajor: Bool, _ c: Target, _ ldc: Int
  ) {
    let segments = ExampleSegments(examples: examples)
    let problem = GemmProblem(
      m: rows, n: columns, k: examples, alpha: Scalar(scale), beta: 0, a: dZ, lda: ldz,
      transposeA: false, b: aPrev, ldb: ldaPrev, transposeB: !exampleMajor, c: c, ldc: ldc)
    if segments.count == 1 { return multiply(problem) }
    sumSegments(problem, segments)
  }

  /// Sums over one segment after the other, folded as soon as two of the same size are there.
  @inlinable @inline(__always)
  public static func sumSegments(
    _ problem: GemmProblem<Scalar>, _ segments: ExampleSegments
  ) {
    let size = problem.m &* problem.n
    let sums = Target.allocate(capacity: size &* segments.count)
    defer { sums.deallocate() }
    multiplySegments(ProductSegments(problem, segments, sums))
    let scale = Vector(repeating: problem.alpha)
    var distance = 1
    while distance < segments.count {
      var i = 0
      while i &+ distance < segments.count {
        combine(Sum(), sums + i &* size, sums + (i &+ distance) &* size, sums + i &* size, size)
        i &+= 2 &* distance
      }
      distance &*= 2
    }
    for row in 0..<problem.m {
      for (j, n) in parts(problem.n) {
        store(
          scale * load(sums + (row &* problem.n &+ j), n), problem.c + (row &* problem.cRow &+ j), n
        )
      }
    }
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
