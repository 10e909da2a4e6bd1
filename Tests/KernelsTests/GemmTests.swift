import Kernels
import Testing

/// Every path of the product against a plain loop in higher precision, at each level there is.
@Suite struct GemmTests {
  @Test(arguments: VectorLevel.available)
  func `float products equal a plain loop`(level: VectorLevel) {
    var generator = Numbers(seed: 1)
    let table = KernelTable<Float>(level: level)
    for _ in 0..<2000 {
      let shape = ProductShape(from: &generator)
      expectProduct(shape, table, exact: { Double($0) }, &generator)
    }
  }

  @Test(arguments: VectorLevel.available)
  func `double products equal a plain loop`(level: VectorLevel) {
    var generator = Numbers(seed: 2)
    let table = KernelTable<Double>(level: level)
    for _ in 0..<1000 {
      let shape = ProductShape(from: &generator)
      expectProduct(shape, table, exact: { $0 }, &generator)
    }
  }
}

/// A shape with its strides and factors, drawn at random; small ones are the most frequent.
private struct ProductShape {
  var m, n, k: Int
  var transposeA, transposeB: Bool
  var extraA, extraB, extraC: Int
  var alpha, beta: Double
  var bias: Bool
  /// What lies behind B, the mark of its guards, may be read but must not count.
  var bHasTail: Bool

  init(from generator: inout Numbers) {
    func size(_ generator: inout Numbers) -> Int {
      switch generator.below(10) {
      case 0: 0
      case 1: 1
      case 2...5: generator.below(20)
      case 6...8: generator.below(100)
      default: generator.below(400)
      }
    }
    m = size(&generator)
    n = size(&generator)
    k = generator.below(20) == 0 ? generator.below(1200) : size(&generator)
    transposeA = generator.below(2) == 0
    transposeB = generator.below(2) == 0
    extraA = generator.below(3) * generator.below(20)
    extraB = generator.below(3) * generator.below(20)
    extraC = generator.below(3) * generator.below(20)
    alpha = [1, 1, -0.5, 0, 3][generator.below(5)]
    beta = [0, 0, 1, -2, 0.25][generator.below(5)]
    bias = generator.below(3) == 0
    bHasTail = generator.below(2) == 0
  }
}

private func expectProduct<Scalar: BinaryFloatingPoint>(
  _ s: ProductShape, _ table: KernelTable<Scalar>, exact: (Scalar) -> Double,
  _ generator: inout Numbers
) {
  let lda = (s.transposeA ? s.m : s.k) + s.extraA
  let ldb = (s.transposeB ? s.k : s.n) + s.extraB
  let ldc = s.n + s.extraC
  let a = Guarded<Scalar>(
    rows: s.transposeA ? s.k : s.m, columns: s.transposeA ? s.m : s.k, ld: lda)
  let b = Guarded<Scalar>(
    rows: s.transposeB ? s.n : s.k, columns: s.transposeB ? s.k : s.n, ld: ldb)
  let c = Guarded<Scalar>(rows: s.m, columns: s.n, ld: ldc)
  let bias = Guarded<Scalar>(rows: 1, columns: s.m, ld: s.m)
  a.draw(&generator)
  b.draw(&generator)
  bias.draw(&generator)
  if s.beta == 0 { c.fill(.nan) } else { c.draw(&generator) }
  var expected: [Double] = []
  var bounds: [Double] = []
  for i in 0..<s.m {
    for j in 0..<s.n {
      var sum = 0.0
      var magnitude = 0.0
      for p in 0..<s.k {
        let x = s.transposeA ? a[p, i] : a[i, p]
        let y = s.transposeB ? b[j, p] : b[p, j]
        sum += exact(x) * exact(y)
        magnitude += abs(exact(x) * exact(y))
      }
      var value = s.alpha * sum + (s.beta == 0 ? 0 : s.beta * exact(c[i, j]))
      if s.bias { value += exact(bias[0, i]) }
      expected.append(value)
      bounds.append((abs(s.alpha) * magnitude * Double(s.k + 4) + 16) * Double(Scalar.ulpOfOne))
    }
  }
  table.gemm(
    m: s.m, n: s.n, k: s.k, alpha: s.alpha, a: a.start, lda: lda, transposeA: s.transposeA,
    b: b.start, ldb: ldb, transposeB: s.transposeB, bHasTail: s.bHasTail,
    beta: s.beta, c: c.start, ldc: ldc,
    epilogue: Epilogue(bias: s.bias ? UnsafePointer(bias.start) : nil))
  var worst = 0.0
  for i in 0..<s.m {
    for j in 0..<s.n {
      let error = abs(exact(c[i, j]) - expected[i * s.n + j])
      worst = max(worst, error.isFinite ? error / bounds[i * s.n + j] : .infinity)
    }
  }
  #expect(worst <= 1, "\(s)")
  #expect(a.guardsAreWhole && b.guardsAreWhole && c.guardsAreWhole, "\(s)")
}

/// dW over the examples, with its fixed segments.
@Suite struct MeanProductTests {
  @Test(arguments: VectorLevel.available, [false, true])
  func `the Gram matrix is the product with the transpose`(level: VectorLevel, exampleMajor: Bool) {
    let table = KernelTable<Double>(level: level)
    var generator = Numbers(seed: 13)
    for (rows, columns, examples) in [
      (1, 1, 1), (3, 5, 0), (7, 20, 209), (5, 30, 1023), (5, 30, 1024), (20, 3, 1700),
      (4, 9, 40_000),
    ] {
      let ldz = examples + 3
      let ldaPrev = (exampleMajor ? columns : examples) + 2
      let dZ = Guarded<Double>(rows: rows, columns: examples, ld: ldz)
      let a = Guarded<Double>(
        rows: exampleMajor ? examples : columns, columns: exampleMajor ? columns : examples,
        ld: ldaPrev)
      let c = Guarded<Double>(rows: rows, columns: columns, ld: columns + 1)
      dZ.draw(&generator)
      a.draw(&generator)
      c.fill(.nan)
      let plan = MeanProductPlan(
        rows: rows, columns: columns, examples: examples, of: Double.self)
      var workspace = [Double](repeating: .nan, count: plan.workspaceCount)
      table.meanProduct(
        plan, dZ: dZ.start, ldz: ldz, aPrev: a.start, ldaPrev: ldaPrev,
        exampleMajor: exampleMajor, c: c.start, ldc: columns + 1, workspace: &workspace)
      for i in 0..<rows {
        for j in 0..<columns {
          let sum = (0..<examples).reduce(0.0) {
            $0 + dZ[i, $1] * (exampleMajor ? a[$1, j] : a[j, $1])
          }
          #expect(abs(c[i, j] - sum / Double(max(1, examples))) < 1e-13)
        }
      }
      #expect(c.guardsAreWhole)
    }
  }
}
