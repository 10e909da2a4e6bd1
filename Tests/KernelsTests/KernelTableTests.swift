import Kernels
import Testing

@Suite struct KernelTableTests {
  @Test func `GEMM multiplies and adds the bias`() {
    let a: [Float] = [1, 2, 3, 4, 5, 6]
    let b: [Float] = [1, 0, 0, 1, 1, 1]
    let bias: [Float] = [10, -100]
    var c: [Float] = [.nan, .nan, .nan, .nan]
    bias.withUnsafeBufferPointer { bias in
      kernels(for: Float.self).gemm(
        m: 2, n: 2, k: 3, a: a, lda: 3, b: b, ldb: 2, c: &c, ldc: 2,
        epilogue: Epilogue(bias: bias.baseAddress, activation: .relu))
    }
    #expect(c == [14, 15, 0, 0])
  }
}
