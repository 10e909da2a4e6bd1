import Foundation
import Kernels
import Testing

/// gelu, silu, elu and softplus: what they return is in `ElementaryFunctionTests`.
@Suite struct LinearUnitTests {
  private static let units: [ElementActivation] = [.gelu, .silu, .elu(alpha: 0.75), .softplus]

  private func values(
    _ function: UnaryOperation, _ z: [Double], _ table: KernelTable<Double>
  ) -> [Double] {
    var a = z
    table.apply(function, z, into: &a, count: z.count)
    return a
  }

  /// g'(Z), from Z or from A as the activation wants it.
  private func slopes(
    _ activation: ElementActivation, _ z: [Double], _ table: KernelTable<Double>
  ) -> [Double] {
    let ones = [Double](repeating: 1, count: z.count)
    let source = activation.isDerivedFromZ ? z : values(activation.function, z, table)
    var dZ = ones
    table.activationBackward(
      activation, dA: ones, source: source, rows: 1, examples: z.count, into: &dZ)
    return dZ
  }

  @Test(arguments: VectorLevel.available, units)
  func `a derivative is the quotient of central differences`(
    level: VectorLevel, activation: ElementActivation
  ) {
    let table = KernelTable<Double>(level: level)
    let h = 0x1p-17
    let z = stride(from: -12, through: 12, by: 0.0625).map { $0 + 0.01 }
    let above = values(activation.function, z.map { $0 + h }, table)
    let below = values(activation.function, z.map { $0 - h }, table)
    expectClose(
      slopes(activation, z, table), zip(above, below).map { ($0 - $1) / (2 * h) }, 2e-10)
  }

  #if arch(x86_64)
    @Test(arguments: VectorLevel.available)
    func `derivatives are exact where they are small too`(level: VectorLevel) {
      let table = KernelTable<Double>(level: level)
      let formulas: [(ElementActivation, lowest: Double, @Sendable (Float80) -> Float80)] = [
        (
          .gelu, -37,
          { z in
            let bell = expl(-z * z / 2)
            return normalDistribution(z) + z * bell / (2 * Float80.pi).squareRoot()
          }
        ),
        (.silu, -700, { sigmoid($0) * (1 + $0 * sigmoid(-$0)) }),
        (.softplus, -700, { sigmoid($0) }),
        (.elu(alpha: 0.75), -2, { 0.75 * expl($0) }),
      ]
      var generator = Numbers(seed: 14)
      for (activation, lowest, formula) in formulas {
        let z = (0..<3000).map { _ in lowest * abs(generator.number()) }
        let found = slopes(activation, z, table)
        // Near their zeros the derivatives are differences of larger numbers.
        for (z, slope) in zip(z, found) where !(activation.isDerivedFromZ && z > -2) {
          let exact = formula(Float80(z))
          #expect(abs(Double((Float80(slope) - exact) / exact)) < 4e-15, "\(activation) at \(z)")
        }
        let usual = (0..<3000).map { _ in 2 * generator.number() }
        for (z, slope) in zip(usual, slopes(activation, usual, table))
        where activation.isDerivedFromZ {
          #expect(
            abs(Double(Float80(slope) - formula(Float80(z)))) < 1e-15, "\(activation) at \(z)")
        }
      }
    }
  #endif

  @Test(arguments: VectorLevel.available)
  func `edges are the limits`(level: VectorLevel) {
    let table = KernelTable<Double>(level: level)
    let (least, greatest) = (Double.leastNormalMagnitude, Double.greatestFiniteMagnitude)
    let z = [-.infinity, -greatest, -0.0, 0, least, greatest, .infinity]
    let log2 = log(2.0)
    let gated = [0, 0, 0, 0, least / 2, greatest, .infinity]
    let expected: [(ElementActivation, a: [Double], slopes: [Double])] = [
      (.gelu, gated, [0, 0, 0.5, 0.5, 0.5, 1, 1]), (.silu, gated, [0, 0, 0.5, 0.5, 0.5, 1, 1]),
      (
        .elu(alpha: 0.75), [-0.75, -0.75, 0, 0, least, greatest, .infinity],
        [0, 0, 0.75, 0.75, 1, 1, 1]
      ),
      (.softplus, [0, 0, log2, log2, log2, greatest, .infinity], [0, 0, 0.5, 0.5, 0.5, 1, 1]),
    ]
    for (activation, a, g) in expected {
      #expect(values(activation.function, z, table) == a, "\(activation)")
      #expect(slopes(activation, z, table) == g, "\(activation)")
      #expect(values(activation.function, [.nan], table)[0].isNaN, "\(activation)")
      #expect(slopes(activation, [.nan], table)[0].isNaN, "\(activation)")
      if activation != .softplus {
        #expect(values(activation.function, [-0.0], table)[0].sign == .minus, "\(activation)")
      }
    }
  }

  @Test(arguments: VectorLevel.available, ElementActivation.tested)
  func `a product's activation is the function of its sum with the bias`(
    level: VectorLevel, activation: ElementActivation
  ) {
    let table = KernelTable<Float>(level: level)
    var generator = Numbers(seed: 15)
    for (m, k, n) in [(1, 3, 1), (5, 7, 33), (20, 700, 209), (130, 64, 48)] {
      func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.number()) } }
      let (a, b, bias) = (draw(m * k), draw(k * n), draw(m))
      let z = Guarded<Float>(rows: m, columns: n, ld: n)
      let fused = Guarded<Float>(rows: m, columns: n, ld: n + 3)
      bias.withUnsafeBufferPointer { bias in
        table.gemm(
          m: m, n: n, k: k, a: a, lda: k, b: b, ldb: n, c: z.start, ldc: n,
          epilogue: Epilogue(bias: bias.baseAddress))
        table.gemm(
          m: m, n: n, k: k, a: a, lda: k, b: b, ldb: n, c: fused.start, ldc: n + 3,
          epilogue: Epilogue(bias: bias.baseAddress, activation: activation))
      }
      table.apply(activation.function, z.start, into: z.start, count: m * n)
      #expect(fused.elements == z.elements, "\((m, k, n))")
      #expect(fused.guardsAreWhole)
    }
  }
}
