import Kernels
import Testing

/// No bit of a result depends on the vector level (with fused multiply-add), on the number of
/// threads, or on how many other columns are computed with it.
@Suite(.serialized) struct SameBitsTests {
  @Test(.enabled(if: VectorLevel.available.contains(.avx512)))
  func `levels with multiply add agree`() {
    expectSameFloats(KernelTable<Float>(level: .avx2), KernelTable<Float>(level: .avx512))
    expectSameDoubles(KernelTable<Double>(level: .avx2), KernelTable<Double>(level: .avx512))
  }

  @Test(arguments: [2, 3, 5])
  func `any number of threads agrees`(threads: Int) {
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    ThreadPool.setThreads(1)
    let alone = results(kernels(for: Float.self), isLarge: true)
    ThreadPool.setThreads(threads)
    let together = results(kernels(for: Float.self), isLarge: true)
    for (name, values) in alone {
      #expect(together[name] == values, "\(name)")
    }
  }

  @Test(arguments: VectorLevel.available)
  func `one column equals the same among many`(level: VectorLevel) {
    let table = KernelTable<Float>(level: level)
    var generator = Numbers(seed: 5)
    for (m, k, n) in [(7, 1300, 40), (20, 700, 209), (5, 7, 33), (64, 784, 64), (1, 209, 17)] {
      let w = (0..<m * k).map { _ in Float(generator.number()) }
      let x = (0..<k * n).map { _ in Float(generator.number()) }
      var all = [Float](repeating: 0, count: m * n)
      table.gemm(
        m: m, n: n, k: k, a: w, lda: k, b: x, ldb: k, transposeB: true, c: &all, ldc: n)
      for j in [0, n / 2, n - 1] {
        let column = Array(x[j * k..<(j + 1) * k])
        var one = [Float](repeating: 0, count: m)
        table.gemm(m: m, n: 1, k: k, a: w, lda: k, b: column, ldb: 1, c: &one, ldc: 1)
        #expect(one == (0..<m).map { all[$0 * n + j] }, "\((m, k, n))")
      }
      var row = [Float](repeating: 0, count: n)
      table.gemm(m: 1, n: n, k: k, a: w, lda: k, b: x, ldb: k, transposeB: true, c: &row, ldc: n)
      #expect(row == Array(all[..<n]))
    }
  }

  @Test(arguments: VectorLevel.available)
  func `storage order does not matter`(level: VectorLevel) {
    let table = KernelTable<Double>(level: level)
    var generator = Numbers(seed: 6)
    for (m, k, n) in [(3, 5, 9), (17, 300, 31), (40, 64, 100), (128, 70, 64), (30, 20, 4)] {
      let a = (0..<m * k).map { _ in generator.number() }
      let b = (0..<k * n).map { _ in generator.number() }
      var aT = a
      var bT = b
      table.transpose(a, rows: m, columns: k, into: &aT)
      table.transpose(b, rows: k, columns: n, into: &bT)
      var first: [Double]?
      for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
        var c = [Double](repeating: .nan, count: m * n)
        table.gemm(
          m: m, n: n, k: k, a: transposeA ? aT : a, lda: transposeA ? m : k,
          transposeA: transposeA, b: transposeB ? bT : b, ldb: transposeB ? k : n,
          transposeB: transposeB, c: &c, ldc: n)
        if let first { #expect(c == first) } else { first = c }
      }
    }
  }

  private func expectSameFloats(_ a: KernelTable<Float>, _ b: KernelTable<Float>) {
    let first = results(a, isLarge: false)
    let second = results(b, isLarge: false)
    for (name, values) in first { #expect(second[name] == values, "\(name)") }
  }

  private func expectSameDoubles(_ a: KernelTable<Double>, _ b: KernelTable<Double>) {
    let first = results(a, isLarge: false)
    let second = results(b, isLarge: false)
    for (name, values) in first { #expect(second[name] == values, "\(name)") }
  }
}

/// What every function returns for the same drawn arrays.
private func results<Scalar: BinaryFloatingPoint>(
  _ table: KernelTable<Scalar>, isLarge: Bool
) -> [String: [Scalar]] {
  var generator = Numbers(seed: 4)
  let rows = isLarge ? 23 : 7
  let columns = isLarge ? 9001 : 209
  let count = rows * columns
  func draw(_ count: Int, _ factor: Double = 1) -> [Scalar] {
    (0..<count).map { _ in Scalar(generator.number() * factor) }
  }
  let x = draw(count, 3)
  let y = draw(count)
  let labels = y.map { $0 > 0 ? 1 : 0 as Scalar }
  let probabilities = y.map { abs($0) }
  let weights = draw(columns).map { abs($0) }
  var found: [String: [Scalar]] = [:]
  var z = x
  for operation in UnaryOperation.tested {
    table.apply(operation, x, into: &z, count: count)
    found["\(operation)"] = z.filter { !$0.isNaN }
  }
  for operation in BinaryOperation.tested {
    table.combine(operation, x, y, into: &z, count: count)
    found["\(operation)"] = z
  }
  table.softmax(x, rows: rows, columns: columns, into: &z)
  found["softmax"] = z
  table.softmaxBackward(dA: y, a: x, rows: rows, columns: columns, into: &z)
  found["softmaxBackward"] = z
  var db = [Scalar](repeating: 0, count: rows)
  for activation in ElementActivation.tested {
    table.activationBackward(
      activation, dA: y, source: x, rows: rows, examples: columns, into: &z, db: &db)
    found["backward \(activation)"] = z + db
  }
  table.rowSums(x, rows: rows, columns: columns, into: &db)
  found["rowSums"] = db
  table.rowMeans(x, rows: rows, columns: columns, into: &db)
  found["rowMeans"] = db
  var byColumn = [Scalar](repeating: 0, count: columns)
  table.columnSums(x, rows: rows, columns: columns, into: &byColumn)
  found["columnSums"] = byColumn
  found["sums"] = [
    table.sum(x, count: count), table.dot(x, y, count: count),
    table.sumOfSquares(x, count: count), table.maximumMagnitude(x, count: count),
  ].map { Scalar($0) }
  typealias Loss = (
    UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>
  ) -> Double
  let losses: [(String, [Scalar], Loss)] = [
    (
      "sigmoid", x,
      {
        table.sigmoidCrossEntropy(
          z: $0, y: $1, rows: rows, examples: columns, weights: weights, dZ: $2)
      }
    ),
    (
      "softmax", x,
      {
        table.softmaxCrossEntropy(
          z: $0, y: $1, rows: rows, examples: columns, weights: weights, dZ: $2)
      }
    ),
    ("square", x, { table.squaredError(a: $0, y: $1, rows: rows, examples: columns, dA: $2) }),
    ("absolute", x, { table.absoluteError(a: $0, y: $1, rows: rows, examples: columns, dA: $2) }),
    (
      "huber", x,
      { table.huber(delta: 0.7, a: $0, y: $1, rows: rows, examples: columns, dA: $2) }
    ),
    (
      "binary", probabilities,
      { table.binaryCrossEntropy(a: $0, y: $1, rows: rows, examples: columns, dA: $2) }
    ),
    (
      "categorical", probabilities,
      { table.categoricalCrossEntropy(a: $0, y: $1, rows: rows, examples: columns, dA: $2) }
    ),
  ]
  for (name, outputs, loss) in losses {
    let sum = loss(outputs, labels, &z)
    found["loss \(name)"] = z + [Scalar(sum)]
  }
  var w = x
  var v = probabilities
  var s = probabilities
  for step in 1...3 {
    let rules: [(UpdateRule, alpha: Double, decay: Double)] = [
      (.gradientDescent, 0.1, 0.01), (.momentum(beta: 0.9), 0.1, 0.01),
      (.momentum(beta: 0.9, isNesterov: true), 0.1, 0.01),
      (.rmsprop(beta: 0.99, epsilon: 1e-8), 0.01, 0),
      (
        .adam(
          beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 0.1 * Double(step),
          correction2: 0.001 * Double(step)), 0.01, 0
      ),
    ]
    for (rule, alpha, decay) in rules {
      table.update(&w, y, by: rule, v: &v, s: &s, count: count, alpha: alpha, decay: decay)
    }
  }
  found["updates"] = w + v + s
  for (m, k, n) in [(20, 300, 209), (7, 1300, 48), (130, 64, 200), (33, 9, 5), (1, 500, 1)] {
    let a = draw(m * k)
    let b = draw(k * n)
    let bias = draw(m)
    var c = draw(m * n)
    bias.withUnsafeBufferPointer { bias in
      table.gemm(
        m: m, n: n, k: k, alpha: 0.7, a: a, lda: k, b: b, ldb: n, beta: -0.3, c: &c, ldc: n,
        epilogue: Epilogue(bias: bias.baseAddress, activation: .tanh))
    }
    found["gemm \((m, k, n))"] = c
  }
  for (rows, examples) in [(12, 100), (12, 5000), (300, 1100)] {
    let dZ = draw(rows * examples)
    let a = draw(30 * examples)
    var c = [Scalar](repeating: 0, count: rows * 30)
    let plan = MeanProductPlan(rows: rows, columns: 30, examples: examples, of: Scalar.self)
    var workspace = [Scalar](repeating: 0, count: plan.workspaceCount)
    table.meanProduct(
      plan, dZ: dZ, ldz: examples, aPrev: a, ldaPrev: 30, exampleMajor: true, c: &c, ldc: 30,
      workspace: &workspace)
    found["mean product \((rows, examples))"] = c
  }
  return found
}

extension UnaryOperation {
  static let tested: [UnaryOperation] = [
    .exp, .log, .log1p, .tanh, .sigmoid, .relu, .leakyRelu(slope: 0.1), .square, .squareRoot,
    .absolute, .erf, .gelu, .silu, .elu(alpha: 0.7), .softplus,
  ]
}

extension BinaryOperation {
  static let tested: [BinaryOperation] = [.add, .subtract, .multiply, .divide]
}

extension ElementActivation {
  static let tested: [ElementActivation] = [
    .linear, .sigmoid, .tanh, .relu, .leakyRelu(slope: 0.1), .gelu, .silu, .elu(alpha: 0.7),
    .softplus,
  ]
}
