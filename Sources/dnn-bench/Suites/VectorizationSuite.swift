import Kernels

/// What the course shows first: explicit loops against the vectorized form.
enum VectorizationSuite: Suite {
  static let name = "vectorization"
  static let summary = "a dot product and logistic regression: explicit loops against vectors"

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let threads = try options.number("--threads", default: 1)
    let measurement = try Measurement(&options)
    let only = try options.value("--only") ?? ""
    ThreadPool.setThreads(threads)
    var results = Results(suite: name)
    results.facts = [
      ("vector level", VectorLevel.chosen.rawValue), ("threads", "\(threads)"),
    ]
    let cases: [(String, (Measurement) -> (loops: Double, vectors: Double))] = [
      ("dot product of a million numbers", dotProduct),
      ("logistic regression, 12288 x 209", { gradient(features: 12288, examples: 209, $0) }),
      ("logistic regression, 100 x 10000", { gradient(features: 100, examples: 10000, $0) }),
    ]
    for (name, measure) in cases where only.isEmpty || name.contains(only) {
      let (loops, vectors) = measure(measurement)
      results.rows.append(
        Row(
          name: name,
          figures: [
            ("loops, ms", loops * 1e3), ("vectorized, ms", vectors * 1e3),
            ("ratio", loops / vectors),
          ]))
    }
    return results
  }

  private static func numbers(_ count: Int, seed: UInt32 = 1) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / 0x1p24 - 0.5
    }
  }

  private static func dotProduct(_ measurement: Measurement) -> (loops: Double, vectors: Double) {
    var x = numbers(1_000_000)
    let y = numbers(1_000_000, seed: 77)
    let table = kernels(for: Float.self)
    var byLoops = 0.0
    var byVectors = 0.0
    let loops = measurement.bestSeconds {
      // Changed each time, so that the loop cannot be done once for all.
      x[0] = -x[0]
      var sum: Float = 0
      for i in 0..<x.count { sum += x[i] * y[i] }
      byLoops = Double(sum)
    }
    let vectors = measurement.bestSeconds { byVectors = table.dot(x, y, count: x.count) }
    precondition(abs(byLoops - byVectors) < 10, "\(byLoops) \(byVectors)")
    return (loops, vectors)
  }

  /// One gradient of logistic regression: dw = (1/m) Σ x (a - y), db = (1/m) Σ (a - y).
  private static func gradient(
    features n: Int, examples m: Int, _ measurement: Measurement
  ) -> (loops: Double, vectors: Double) {
    let X = numbers(m * n)
    let Y = numbers(m).map { $0 > 0 ? 1 : 0 as Float }
    let w = numbers(n).map { $0 / 100 }
    let b: Float = 0.1
    let table = kernels(for: Float.self)
    var dw = [Float](repeating: 0, count: n)
    var db: Float = 0
    let loops = measurement.bestSeconds {
      (dw, db) = gradientByLoops(X, Y, w, b, n, m)
    }
    var dwVectors = [Float](repeating: 0, count: n)
    var dbVectors: [Float] = [0]
    var z = [Float](repeating: 0, count: m)
    let bias = [b]
    let plan = MeanProductPlan(rows: 1, columns: n, examples: m, of: Float.self)
    var workspace = [Float](repeating: 0, count: plan.workspaceCount)
    let vectors = measurement.bestSeconds {
      bias.withUnsafeBufferPointer { bias in
        table.gemm(
          m: 1, n: m, k: n, a: w, lda: n, b: X, ldb: n, transposeB: true, c: &z, ldc: m,
          epilogue: Epilogue(bias: bias.baseAddress, activation: .sigmoid))
      }
      z.withUnsafeMutableBufferPointer { z in
        guard let z = z.baseAddress else { return }
        table.combine(.subtract, z, Y, into: z, count: m)
      }
      table.rowMeans(z, rows: 1, columns: m, into: &dbVectors)
      table.meanProduct(
        plan, dZ: z, ldz: m, aPrev: X, ldaPrev: n, exampleMajor: true, c: &dwVectors, ldc: n,
        workspace: &workspace)
    }
    precondition(abs(db - dbVectors[0]) < 1e-3)
    precondition(zip(dw, dwVectors).allSatisfy { abs($0 - $1) < 1e-3 })
    return (loops, vectors)
  }

  /// As first written down: a loop over the examples, in it two over the features.
  private static func gradientByLoops(
    _ X: [Float], _ Y: [Float], _ w: [Float], _ b: Float, _ n: Int, _ m: Int
  ) -> (dw: [Float], db: Float) {
    var dw = [Float](repeating: 0, count: n)
    var db: Float = 0
    let table = kernels(for: Float.self)
    for i in 0..<m {
      var z = b
      for j in 0..<n { z += w[j] * X[i * n + j] }
      var a: Float = 0
      table.apply(.sigmoid, &z, into: &a, count: 1)
      let dz = a - Y[i]
      for j in 0..<n { dw[j] += X[i * n + j] * dz }
      db += dz
    }
    for j in 0..<n { dw[j] /= Float(m) }
    return (dw, db / Float(m))
  }
}
