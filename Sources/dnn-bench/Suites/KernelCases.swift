import Kernels

/// An array that a case works on.
private final class Numbers<Scalar: BinaryFloatingPoint> {
  let start: UnsafeMutablePointer<Scalar>

  init(_ count: Int) {
    start = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64
    ).bindMemory(to: Scalar.self, capacity: count)
    var state: UInt32 = 1
    for i in 0..<count {
      state = state &* 1_664_525 &+ 1_013_904_223
      start[i] = Scalar(Double(Int32(bitPattern: state)) / 0x1p30)
    }
  }

  deinit { start.deallocate() }
}

/// A product (m, k) · (k, n), named after its shape.
struct ProductCase {
  let m: Int
  let k: Int
  let n: Int
  var isDouble = false
  /// The second factor lies in memory as its transpose, as the examples of a data set do.
  var transposeB = false
  /// The first factor lies in memory as its transpose, as W does on the way back.
  var transposeA = false
  /// A gradient product dZ · A_prevᵀ over k examples, A_prev lying in memory by examples.
  var isGradient = false

  var name: String {
    let kind = isGradient ? "gradient" : "gemm"
    let order = (transposeA ? "T" : "N") + (transposeB ? "T" : "N")
    return "\(kind) f\(isDouble ? 64 : 32) \(m)x\(k)x\(n)" + (isGradient ? "" : " \(order)")
  }

  var operations: Double { 2 * Double(m) * Double(n) * Double(k) }

  static let table: [ProductCase] = [
    ProductCase(m: 2048, k: 2048, n: 2048),
    ProductCase(m: 2048, k: 2048, n: 2048, isDouble: true),
    ProductCase(m: 512, k: 784, n: 128),
    ProductCase(m: 512, k: 784, n: 1024),
    ProductCase(m: 256, k: 512, n: 128),
    ProductCase(m: 64, k: 64, n: 256),
    ProductCase(m: 20, k: 12288, n: 209),
    ProductCase(m: 7, k: 12288, n: 209),
    ProductCase(m: 20, k: 209, n: 12288, isGradient: true),
    ProductCase(m: 512, k: 128, n: 784, isGradient: true),
    ProductCase(m: 20, k: 12288, n: 209, transposeB: true),
    ProductCase(m: 7, k: 12288, n: 209, transposeB: true),
    ProductCase(m: 128, k: 784, n: 64, transposeB: true),
    ProductCase(m: 128, k: 64, n: 784, isGradient: true),
    ProductCase(m: 64, k: 128, n: 64),
    ProductCase(m: 128, k: 64, n: 64, transposeA: true),
    ProductCase(m: 10, k: 64, n: 64),
    ProductCase(m: 20, k: 209, n: 209),
    ProductCase(m: 7, k: 20, n: 209),
    ProductCase(m: 5, k: 7, n: 209),
    ProductCase(m: 1, k: 5, n: 209),
    ProductCase(m: 7, k: 209, n: 20, transposeB: true),
    ProductCase(m: 5, k: 209, n: 7, transposeB: true),
    ProductCase(m: 1, k: 209, n: 5, transposeB: true),
    ProductCase(m: 20, k: 7, n: 209, transposeA: true),
    ProductCase(m: 128, k: 784, n: 1),
    ProductCase(m: 512, k: 784, n: 1),
    ProductCase(m: 20, k: 12288, n: 1),
    ProductCase(m: 4096, k: 4096, n: 1),
    ProductCase(m: 1, k: 12288, n: 209),
  ]

  func seconds(_ measurement: Measurement) -> Double {
    isDouble ? seconds(Double.self, measurement) : seconds(Float.self, measurement)
  }

  private func seconds<Scalar: BinaryFloatingPoint>(
    _: Scalar.Type, _ measurement: Measurement
  ) -> Double {
    let table = kernels(for: Scalar.self)
    let a = Numbers<Scalar>(m * k)
    let b = Numbers<Scalar>(k * n)
    let c = Numbers<Scalar>(m * n)
    let plan = MeanProductPlan(rows: m, columns: n, examples: k, of: Scalar.self)
    let workspace = Numbers<Scalar>(plan.workspaceCount)
    return measurement.bestSeconds {
      if isGradient {
        table.meanProduct(
          plan, dZ: a.start, ldz: k, aPrev: b.start, ldaPrev: n, exampleMajor: true, c: c.start,
          ldc: n, workspace: workspace.start)
      } else {
        table.gemm(
          m: m, n: n, k: k, a: a.start, lda: transposeA ? m : k, transposeA: transposeA,
          b: b.start, ldb: transposeB ? k : n, transposeB: transposeB, c: c.start, ldc: n)
      }
    }
  }
}

/// A function over an array that stays in the cache.
struct ElementCase {
  let label: String
  let operation: UnaryOperation
  let count: Int
  var isDouble = false

  var name: String { "\(label) f\(isDouble ? 64 : 32) \(count)" }

  static let table: [ElementCase] = [
    ("exp", .exp), ("log", .log), ("log1p", .log1p), ("tanh", .tanh), ("sigmoid", .sigmoid),
    ("relu", .relu),
  ].flatMap { (label: String, operation: UnaryOperation) in
    [
      ElementCase(label: label, operation: operation, count: 1_000_000),
      ElementCase(label: label, operation: operation, count: 1_000_000, isDouble: true),
    ]
  }

  func seconds(_ measurement: Measurement) -> Double {
    isDouble ? seconds(Double.self, measurement) : seconds(Float.self, measurement)
  }

  private func seconds<Scalar: BinaryFloatingPoint>(
    _: Scalar.Type, _ measurement: Measurement
  ) -> Double {
    let table = kernels(for: Scalar.self)
    let x = Numbers<Scalar>(count)
    let y = Numbers<Scalar>(count)
    return measurement.bestSeconds {
      table.apply(operation, x.start, into: y.start, count: count)
    }
  }
}
