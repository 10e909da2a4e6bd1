import Foundation
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

  /// `Tests/Arm64/run` holds arm64 against the same lines, which every such level prints alike.
  @Test(arguments: VectorLevel.withMultiplyAdd)
  func `the bits of a level with multiply add are those on record`(level: VectorLevel) throws {
    let record = try String(
      contentsOf: Bundle.module.bundleURL.appendingPathComponent("Fixtures/digests.txt"),
      encoding: .utf8)
    let lines =
      kernelDigests(KernelTable<Float>(level: level), "float")
      + kernelDigests(KernelTable<Double>(level: level), "double")
    #expect(lines == record.split(separator: "\n").map(String.init))
  }

  @Test(arguments: [2, 3, 5])
  func `any number of threads agrees`(threads: Int) {
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    ThreadPool.setThreads(1)
    let alone = results(kernels(for: Float.self), isLarge: true)
    ThreadPool.setThreads(threads)
    let together = results(kernels(for: Float.self), isLarge: true)
    expectSame(alone, together)
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
    expectSame(results(a, isLarge: false), results(b, isLarge: false))
  }

  private func expectSameDoubles(_ a: KernelTable<Double>, _ b: KernelTable<Double>) {
    expectSame(results(a, isLarge: false), results(b, isLarge: false))
  }

  private func expectSame<Scalar>(_ a: [KernelResult<Scalar>], _ b: [KernelResult<Scalar>]) {
    #expect(a.count == b.count)
    for (first, second) in zip(a, b) { #expect(first == second, "\(first.name)") }
  }
}

extension VectorLevel {
  /// The levels of this processor whose multiply-add is one operation.
  fileprivate static var withMultiplyAdd: [VectorLevel] {
    #if arch(arm64)
      available
    #else
      available.filter { $0 != .baseline }
    #endif
  }
}
