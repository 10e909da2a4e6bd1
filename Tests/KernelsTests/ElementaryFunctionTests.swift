import Foundation
import Kernels
import Testing

/// A few ulp from the correctly rounded value, over the whole range.
@Suite struct ElementaryFunctionTests {
  private static let functions: [(UnaryOperation, @Sendable (Double) -> Double)] = [
    (.exp, { exp($0) }), (.log, { log($0) }), (.log1p, { log1p($0) }), (.tanh, { tanh($0) }),
    (.sigmoid, { sigmoid($0) }), (.erf, { erf($0) }),
    (.gelu, { $0 == -.infinity ? 0 : $0 / 2 * erfc(-$0 * 0.5.squareRoot()) }),
    (.silu, { $0 == -.infinity ? 0 : $0 * sigmoid($0) }),
    (.elu(alpha: 0.75), { $0 > 0 ? $0 : 0.75 * expm1($0) }),
    (.softplus, { max($0, 0) + log1p(exp(-abs($0))) }),
  ]

  /// Units in the last place: more for products of several functions, and where without fused
  /// multiply-add remainders are not exact.
  private func bound(_ operation: UnaryOperation, _ level: VectorLevel) -> Double {
    #if arch(x86_64)
      let unfused = level == .baseline ? 0.5 : 0
    #else
      let unfused = 0.0
    #endif
    return switch operation {
    case .gelu: 4.5 + unfused
    case .silu: 2.5 + unfused
    default: 2 + unfused
    }
  }

  /// Bit patterns spread over all of Float; every one of them, at the widest level, where
  /// `DNN_EXHAUSTIVE` is set (some minutes).
  @Test(arguments: VectorLevel.available, 0..<functions.count)
  func `float functions are within their ulps`(level: VectorLevel, index: Int) {
    let isExhaustive =
      ProcessInfo.processInfo.environment["DNN_EXHAUSTIVE"] != nil
      && level == VectorLevel.available.last
    let stride: UInt64 = isExhaustive ? 1 : 4093
    let (operation, exact) = Self.functions[index]
    let table = KernelTable<Float>(level: level)
    var worst = 0.0
    var worstX: Float = 0
    let block = 1 << 16
    var x = [Float](repeating: 0, count: block)
    var y = x
    var bits: UInt64 = 0
    while bits < 1 << 32 {
      var count = 0
      while count < block, bits < 1 << 32 {
        x[count] = Float(bitPattern: UInt32(bits))
        bits += stride
        count += 1
      }
      table.apply(operation, x, into: &y, count: count)
      for i in 0..<count where operation != .silu || !(x[i] < -87) {
        let error = ulps(y[i], exact(Double(x[i])))
        if !(error <= worst) { (worst, worstX) = (error, x[i]) }
      }
    }
    #expect(worst <= bound(operation, level), "\(operation) at \(worstX)")
  }

  #if arch(x86_64)
    @Test(arguments: VectorLevel.available)
    func `double functions are within their ulps`(level: VectorLevel) {
      let functions: [(UnaryOperation, @Sendable (Float80) -> Float80)] = [
        (.exp, { expl($0) }), (.log, { logl($0) }), (.log1p, { log1pl($0) }),
        (.tanh, { tanhl($0) }), (.sigmoid, { sigmoid($0) }), (.erf, { erfl($0) }),
        (.gelu, { $0 == -.infinity ? 0 : $0 * normalDistribution($0) }),
        (.silu, { $0 == -.infinity ? 0 : $0 * sigmoid($0) }),
        (.elu(alpha: 0.75), { $0 > 0 ? $0 : 0.75 * expm1l($0) }),
        (.softplus, { max($0, 0) + log1pl(expl(-abs($0))) }),
      ]
      let table = KernelTable<Double>(level: level)
      var generator = Numbers(seed: 3)
      let anywhere = (0..<60_000).map { _ in Double(bitPattern: generator.next()) }
      let usual = (0..<60_000).map { _ in generator.number() * 40 }
      let wide = (0..<20_000).map { _ in generator.number() * 800 }
      let nearZero = (0..<20_000).map { _ in generator.number() * 0.5 }
      let nearOne = (0..<20_000).map { _ in 1 + generator.number() * 0.5 }
      let x = anywhere + usual + wide + nearZero + nearOne
      var y = x
      for (operation, exact) in functions {
        table.apply(operation, x, into: &y, count: x.count)
        var worst = 0.0
        var worstX = 0.0
        for i in 0..<x.count where operation != .silu || !(x[i] < -708) {
          let error = ulps(y[i], exact(Float80(x[i])))
          if !(error <= worst) { (worst, worstX) = (error, x[i]) }
        }
        #expect(worst <= bound(operation, level), "\(operation) at \(worstX)")
      }
    }
  #endif

  @Test(arguments: VectorLevel.available)
  func `edges are those of the C library`(level: VectorLevel) {
    let table = KernelTable<Double>(level: level)
    func value(_ operation: UnaryOperation, _ x: Double) -> Double {
      var x = x
      table.apply(operation, [x], into: &x, count: 1)
      return x
    }
    #expect(value(.exp, .infinity) == .infinity)
    #expect(value(.exp, -.infinity) == 0)
    #expect(value(.exp, 0) == 1)
    #expect(value(.exp, .nan).isNaN)
    #expect(value(.exp, -745) == exp(-745))
    #expect(value(.log, 0) == -.infinity)
    #expect(value(.log, -0.0) == -.infinity)
    #expect(value(.log, -1).isNaN)
    #expect(value(.log, .infinity) == .infinity)
    #expect(value(.log, .leastNonzeroMagnitude) == log(.leastNonzeroMagnitude))
    #expect(value(.log, 1) == 0)
    #expect(value(.log1p, -1) == -.infinity)
    #expect(value(.log1p, -2).isNaN)
    #expect(value(.log1p, .infinity) == .infinity)
    #expect(value(.log1p, .leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    #expect(value(.log1p, -0.0).sign == .minus)
    #expect(value(.tanh, .infinity) == 1)
    #expect(value(.tanh, -.infinity) == -1)
    #expect(value(.tanh, -0.0).sign == .minus)
    #expect(value(.tanh, .leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    #expect(value(.tanh, .nan).isNaN)
    #expect(value(.sigmoid, .infinity) == 1)
    #expect(value(.sigmoid, -.infinity) == 0)
    #expect(value(.sigmoid, 0) == 0.5)
    #expect(value(.sigmoid, -740) == exp(-740))
    #expect(value(.sigmoid, .nan).isNaN)
    #expect(value(.relu, .nan).isNaN)
    #expect(value(.erf, .infinity) == 1)
    #expect(value(.erf, -.infinity) == -1)
    #expect(value(.erf, -0.0).sign == .minus)
    #expect(value(.erf, .leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    #expect(value(.erf, 1e300) == 1)
    #expect(value(.erf, -6) == -1)
    #expect(value(.erf, .nan).isNaN)
  }
}

private func sigmoid(_ z: Double) -> Double { z < -40 ? exp(z) : 1 / (1 + exp(-z)) }

#if arch(x86_64)
  func sigmoid(_ z: Float80) -> Float80 { z < -40 ? expl(z) : 1 / (1 + expl(-z)) }

  /// ½ erfc(-z / √2); what rounding z / √2 loses is made up for by the derivative.
  func normalDistribution(_ z: Float80) -> Float80 {
    let root = Float80(0.5).squareRoot()
    let x = -z * root
    guard x > 0, x.isFinite else { return erfcl(x) / 2 }
    let rest = Float80(0.5).addingProduct(-root, root) / (2 * root)
    let lost = (-x).addingProduct(-z, root) - z * rest
    return (erfcl(x) - lost * 2 / Float80.pi.squareRoot() * expl(-x * x)) / 2
  }
#endif

/// The distance in units of the last place of the correctly rounded value; 0 for equal or both NaN.
private func ulps<Scalar: BinaryFloatingPoint, Wider: BinaryFloatingPoint>(
  _ value: Scalar, _ exact: Wider
) -> Double {
  let rounded = Scalar(exact)
  if rounded.isNaN || value.isNaN { return rounded.isNaN && value.isNaN ? 0 : .infinity }
  if value == rounded { return 0 }
  if !rounded.isFinite || !value.isFinite { return .infinity }
  return abs(Double(Wider(value) - exact)) / Double(rounded.ulp)
}
