import KernelTemplates
import Kernels

/// What a kernel makes of drawn numbers.
struct KernelResult<Scalar: BinaryFloatingPoint>: Equatable {
  let name: String
  let values: [Scalar]
}

/// What every function returns for the same drawn arrays, product by product.
func results<Scalar: BinaryFloatingPoint>(
  _ table: KernelTable<Scalar>, isLarge: Bool
) -> [KernelResult<Scalar>] {
  var drawn = DrawnArrays<Scalar>(rows: isLarge ? 23 : 7, columns: isLarge ? 9001 : 209)
  return drawn.functions(table) + drawn.derivatives(table) + drawn.sums(table)
    + drawn.losses(table) + drawn.updates(table) + drawn.conversions(table)
    + drawn.products(table) + drawn.meanProducts(table) + drawn.normalizations(table)
}

/// Arrays that the kernels are tried on.
struct DrawnArrays<Scalar: BinaryFloatingPoint> {
  typealias Result = KernelResult<Scalar>
  typealias Table = KernelTable<Scalar>

  let rows: Int
  let columns: Int
  let x: [Scalar]
  let y: [Scalar]
  private var generator: Numbers

  init(rows: Int, columns: Int) {
    var generator = Numbers(seed: 4)
    self.rows = rows
    self.columns = columns
    x = Self.draw(rows * columns, 3, &generator)
    y = Self.draw(rows * columns, 1, &generator)
    self.generator = generator
  }

  private var count: Int { rows * columns }
  private var positive: [Scalar] { y.map { $0.magnitude } }

  private static func draw(
    _ count: Int, _ factor: Double, _ generator: inout Numbers
  ) -> [Scalar] {
    var numbers: [Scalar] = []
    for _ in 0..<count { numbers.append(Scalar(generator.number() * factor)) }
    return numbers
  }

  private mutating func draw(_ count: Int) -> [Scalar] { Self.draw(count, 1, &generator) }

  func functions(_ table: Table) -> [Result] {
    var found: [Result] = []
    var z = x
    for (i, operation) in UnaryOperation.tested.enumerated() {
      table.apply(operation, x, into: &z, count: count)
      found.append(Result(name: "function \(i)", values: z.filter { !$0.isNaN }))
    }
    for (i, operation) in BinaryOperation.tested.enumerated() {
      table.combine(operation, x, y, into: &z, count: count)
      found.append(Result(name: "combination \(i)", values: z))
      table.combine(operation, x, scalar: 0.3, into: &z, count: count)
      found.append(Result(name: "combination \(i) with a number", values: z))
      table.combine(operation, x, rows: rows, columns: columns, column: y, into: &z)
      found.append(Result(name: "combination \(i) with a column", values: z))
      table.combine(operation, x, rows: rows, columns: columns, row: y, into: &z)
      found.append(Result(name: "combination \(i) with a row", values: z))
    }
    return found
  }

  func derivatives(_ table: Table) -> [Result] {
    var found: [Result] = []
    var z = x
    table.softmax(x, rows: rows, columns: columns, into: &z)
    found.append(Result(name: "softmax", values: z))
    table.softmaxBackward(dA: y, a: x, rows: rows, columns: columns, into: &z)
    found.append(Result(name: "softmax's derivative", values: z))
    var db = [Scalar](repeating: 0, count: rows)
    for (i, activation) in ElementActivation.tested.enumerated() {
      table.activationBackward(
        activation, dA: y, source: x, rows: rows, examples: columns, into: &z, db: &db)
      found.append(Result(name: "derivative \(i)", values: z + db))
    }
    return found
  }

  func sums(_ table: Table) -> [Result] {
    var sums = [Scalar](repeating: 0, count: rows)
    var means = sums
    var byColumn = [Scalar](repeating: 0, count: columns)
    table.rowSums(x, rows: rows, columns: columns, into: &sums)
    table.rowMeans(x, rows: rows, columns: columns, into: &means)
    table.columnSums(x, rows: rows, columns: columns, into: &byColumn)
    let totals = [
      table.sum(x, count: count), table.dot(x, y, count: count),
      table.sumOfSquares(x, count: count), table.maximumMagnitude(x, count: count),
    ]
    return [
      Result(name: "sums of rows", values: sums), Result(name: "means of rows", values: means),
      Result(name: "sums of columns", values: byColumn),
      Result(name: "sums", values: totals.map { Scalar($0) }),
    ]
  }

  func losses(_ table: Table) -> [Result] {
    let labels = y.map { $0 > 0 ? 1 : 0 as Scalar }
    let weights = Array(positive[..<columns])
    var z = x
    var found: [Result] = []
    func add(_ name: String, _ sum: Double) {
      found.append(Result(name: "loss: \(name)", values: z + [Scalar(sum)]))
    }
    add(
      "sigmoid",
      table.sigmoidCrossEntropy(
        z: x, y: labels, rows: rows, examples: columns, weights: weights, dZ: &z))
    add(
      "softmax",
      table.softmaxCrossEntropy(
        z: x, y: labels, rows: rows, examples: columns, weights: weights, dZ: &z))
    add(
      "square", table.squaredError(a: x, y: labels, rows: rows, examples: columns, dA: &z))
    add(
      "absolute", table.absoluteError(a: x, y: labels, rows: rows, examples: columns, dA: &z))
    add(
      "huber",
      table.huber(delta: 0.7, a: x, y: labels, rows: rows, examples: columns, dA: &z))
    add(
      "binary",
      table.binaryCrossEntropy(a: positive, y: labels, rows: rows, examples: columns, dA: &z))
    add(
      "categorical",
      table.categoricalCrossEntropy(
        a: positive, y: labels, rows: rows, examples: columns, dA: &z))
    return found
  }

  func updates(_ table: Table) -> [Result] {
    var w = x
    var (v, s) = (positive, positive)
    for step in 1...3 {
      let adam = UpdateRule.adam(
        beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 0.1 * Double(step),
        correction2: 0.001 * Double(step))
      let rules: [(UpdateRule, alpha: Double, decay: Double)] = [
        (.gradientDescent, 0.1, 0.01), (.momentum(beta: 0.9), 0.1, 0.01),
        (.momentum(beta: 0.9, isNesterov: true), 0.1, 0.01),
        (.rmsprop(beta: 0.99, epsilon: 1e-8), 0.01, 0), (adam, 0.01, 0),
      ]
      for (rule, alpha, decay) in rules {
        table.update(&w, y, by: rule, v: &v, s: &s, count: count, alpha: alpha, decay: decay)
      }
    }
    return [Result(name: "updates", values: w + v + s)]
  }

  func conversions(_ table: Table) -> [Result] {
    var z = x
    table.transpose(x, rows: rows, columns: columns, into: &z)
    let turned = Result(name: "transpose", values: z)
    var gathered = [Scalar](repeating: 0, count: 3 * columns)
    table.gatherRows(x, rowLength: columns, indices: [5, 0, 6], count: 3, into: &gathered)
    let bytes = x.map { UInt8(truncatingIfNeeded: Int($0 * 40)) }
    table.convert(bytes, .uint8, into: &z, count: count)
    return [
      turned, Result(name: "gathered rows", values: gathered), Result(name: "bytes", values: z),
    ]
  }

  mutating func products(_ table: Table) -> [Result] {
    var found: [Result] = []
    for (m, k, n) in [
      (20, 300, 209), (7, 1300, 48), (130, 64, 200), (33, 9, 5), (1, 500, 1), (77, 1303, 1),
      (40, 256, 1), (10, 98, 1),
    ] {
      let a = draw(m * k)
      let b = draw(k * n)
      let bias = draw(m)
      var c = draw(m * n)
      bias.withUnsafeBufferPointer { bias in
        table.gemm(
          m: m, n: n, k: k, alpha: 0.7, a: a, lda: k, b: b, ldb: n, beta: -0.3, c: &c, ldc: n,
          epilogue: Epilogue(bias: bias.baseAddress, activation: .tanh))
      }
      found.append(Result(name: "product of (\(m), \(k)) and (\(k), \(n))", values: c))
    }
    return found
  }

  mutating func meanProducts(_ table: Table) -> [Result] {
    var found: [Result] = []
    for (rows, examples) in [(12, 100), (12, 5000), (300, 1100)] {
      let dZ = draw(rows * examples)
      let a = draw(30 * examples)
      var c = [Scalar](repeating: 0, count: rows * 30)
      let plan = MeanProductPlan(rows: rows, columns: 30, examples: examples, of: Scalar.self)
      var workspace = [Scalar](repeating: 0, count: plan.workspaceCount)
      table.meanProduct(
        plan, dZ: dZ, ldz: examples, aPrev: a, ldaPrev: 30, exampleMajor: true, c: &c, ldc: 30,
        workspace: &workspace)
      found.append(Result(name: "mean of \(examples) products, \(rows) rows", values: c))
    }
    return found
  }
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
