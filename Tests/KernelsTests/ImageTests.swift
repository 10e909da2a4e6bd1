import Kernels
import Testing

/// No bit of a convolution or a pooling depends on the vector level (with fused multiply-add) or on
/// the number of threads, and nothing outside the results is written.
@Suite(.serialized) struct ImageTests {
  private static let convolutions = [
    ConvolutionGeometry(
      height: 35, width: 32, channels: 2, filters: 17, kernel: 3, stride: 1, padding: 1),
    ConvolutionGeometry(
      height: 12, width: 11, channels: 20, filters: 33, kernel: 5, stride: 2, padding: 3),
    ConvolutionGeometry(
      height: 4, width: 5, channels: 260, filters: 18, kernel: 3, stride: 1, padding: 0),
    ConvolutionGeometry(
      height: 12, width: 50, channels: 3, filters: 8, kernel: 2, stride: 5, padding: 1),
    ConvolutionGeometry(
      height: 12, width: 11, channels: 6, filters: 17, kernel: 4, stride: 2, top: 1, left: 1,
      outputHeight: 6, outputWidth: 6),
    ConvolutionGeometry(
      height: 5, width: 4, channels: 3, filters: 8, kernel: 2, stride: 1, top: 0, left: 0,
      outputHeight: 5, outputWidth: 4),
    ConvolutionGeometry(
      height: 9, width: 11, channels: 3, filters: 5, groups: 4, kernel: 3, stride: 2, top: 1,
      left: 1, outputHeight: 5, outputWidth: 6),
    ConvolutionGeometry(
      height: 9, width: 23, channels: 1, filters: 1, groups: 37, kernel: 3, stride: 1, top: 1,
      left: 1, outputHeight: 9, outputWidth: 23),
    ConvolutionGeometry(
      height: 9, width: 12, channels: 1, filters: 1, groups: 18, kernel: 2, stride: 3, top: 0,
      left: 0, outputHeight: 3, outputWidth: 4),
  ]
  private static let poolings = [
    PoolingGeometry(
      height: 23, width: 21, channels: 19, windowHeight: 3, windowWidth: 3, stride: 2,
      outputHeight: 11, outputWidth: 10),
    PoolingGeometry(
      height: 20, width: 20, channels: 32, windowHeight: 2, windowWidth: 2, stride: 2,
      outputHeight: 10, outputWidth: 10),
    PoolingGeometry(
      height: 10, width: 17, channels: 21, windowHeight: 4, windowWidth: 3, stride: 2, top: 1,
      left: 2, outputHeight: 5, outputWidth: 9),
  ]

  @Test(.enabled(if: VectorLevel.available.contains(.avx512)))
  func `levels with multiply add agree`() {
    for g in Self.convolutions {
      #expect(
        convolution(g, 2, KernelTable<Float>(level: .avx2))
          == convolution(g, 2, KernelTable<Float>(level: .avx512)), "\(g)")
      #expect(
        convolution(g, 2, KernelTable<Double>(level: .avx2))
          == convolution(g, 2, KernelTable<Double>(level: .avx512)), "\(g)")
    }
    for g in Self.poolings {
      #expect(
        pooling(g, 2, KernelTable<Float>(level: .avx2))
          == pooling(g, 2, KernelTable<Float>(level: .avx512)), "\(g)")
    }
  }

  @Test(arguments: [2, 3, 5])
  func `any number of threads agrees`(threads: Int) {
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    // Enough examples for several segments in the last.
    let small = ConvolutionGeometry(
      height: 5, width: 4, channels: 2, filters: 9, kernel: 3, stride: 1, padding: 1)
    for (g, examples) in Self.convolutions.map({ ($0, 7) }) + [(small, 4100)] {
      ThreadPool.setThreads(1)
      let alone = convolution(g, examples, kernels(for: Float.self))
      ThreadPool.setThreads(threads)
      #expect(convolution(g, examples, kernels(for: Float.self)) == alone, "\(g)")
    }
    for g in Self.poolings {
      ThreadPool.setThreads(1)
      let alone = pooling(g, 3, kernels(for: Float.self))
      ThreadPool.setThreads(threads)
      #expect(pooling(g, 3, kernels(for: Float.self)) == alone, "\(g)")
    }
  }

  @Test(arguments: VectorLevel.available)
  func `an activation is fused both ways`(level: VectorLevel) {
    let table = KernelTable<Float>(level: level)
    let g = Self.convolutions[0]
    let arrays = Arrays<Float>(g, 2)
    let count = 2 * g.outputSize
    var packed = [Float](repeating: 0, count: table.convolutionWorkspace(g))
    let plan = ConvolutionPlan<Float>(g, examples: 2, wantsDX: true)
    var workspace = [Float](repeating: 0, count: plan.workspaceCount)
    func forward(_ activation: ElementActivation) -> [Float] {
      var a = [Float](repeating: .nan, count: count)
      table.convolve(
        g, examples: 2, x: arrays.x, w: arrays.w, bias: arrays.bias, activation: activation,
        into: &a, workspace: &packed)
      return a
    }
    func backward(_ activation: ElementActivation, _ dA: [Float], _ source: [Float]) -> [Float] {
      var dX = arrays.x
      var (dW, db) = (arrays.w, arrays.bias)
      table.convolveBack(
        plan, activation: activation, dA: dA, source: source, x: arrays.x, w: arrays.w,
        dX: &dX, dW: &dW, db: &db, workspace: &workspace)
      return dX + dW + db
    }
    let z = forward(.linear)
    for activation in ElementActivation.tested {
      var (a, dZ) = (z, z)
      table.apply(activation.function, z, into: &a, count: count)
      #expect(forward(activation) == a, "\(activation)")
      let source = activation.isDerivedFromZ ? z : a
      table.activationBackward(
        activation, dA: arrays.dA, source: source, rows: 1, examples: count, into: &dZ)
      #expect(
        backward(activation, arrays.dA, source) == backward(.linear, dZ, source), "\(activation)")
    }
  }

  @Test(arguments: VectorLevel.available)
  func `nothing outside is written`(level: VectorLevel) {
    let table = KernelTable<Float>(level: level)
    for g in Self.convolutions {
      let arrays = Arrays<Float>(g, 2)
      let a = Guarded<Float>(rows: 1, columns: 2 * g.outputSize, ld: 2 * g.outputSize)
      let packed = table.convolutionWorkspace(g)
      let workspace = Guarded<Float>(rows: 1, columns: packed, ld: packed)
      table.convolve(
        g, examples: 2, x: arrays.x, w: arrays.w, bias: arrays.bias, activation: .tanh,
        into: a.start, workspace: workspace.start)
      #expect(a.guardsAreWhole && workspace.guardsAreWhole, "\(g)")
      let plan = ConvolutionPlan<Float>(g, examples: 2, wantsDX: true)
      let count = plan.workspaceCount
      let (dX, dW, db, back) = (
        Guarded<Float>(rows: 1, columns: 2 * g.inputSize, ld: 2 * g.inputSize),
        Guarded<Float>(rows: g.outputPixel, columns: g.depth, ld: g.depth),
        Guarded<Float>(rows: 1, columns: g.outputPixel, ld: g.outputPixel),
        Guarded<Float>(rows: 1, columns: count, ld: count)
      )
      dX.fill(.nan)
      table.convolveBack(
        plan, activation: .tanh, dA: arrays.dA, source: a.start, x: arrays.x, w: arrays.w,
        dX: dX.start, dW: dW.start, db: db.start, workspace: back.start)
      for output in [dX, dW, db, back] { #expect(output.guardsAreWhole, "\(g)") }
      #expect(dX.elements.allSatisfy { !$0.isNaN }, "\(g)")
    }
  }
}

/// Drawn arrays for a convolution.
private struct Arrays<Scalar: BinaryFloatingPoint> {
  let geometry: ConvolutionGeometry
  let x: [Scalar]
  let w: [Scalar]
  let bias: [Scalar]
  let dA: [Scalar]

  init(_ g: ConvolutionGeometry, _ examples: Int) {
    var generator = Numbers(seed: 8)
    func draw(_ count: Int) -> [Scalar] { (0..<count).map { _ in Scalar(generator.number()) } }
    geometry = g
    x = draw(examples * g.inputSize)
    w = draw(g.outputPixel * g.depth)
    bias = draw(g.outputPixel)
    dA = draw(examples * g.outputSize)
  }
}

/// A, dX, dW and db one after the other.
private func convolution<Scalar: BinaryFloatingPoint>(
  _ g: ConvolutionGeometry, _ examples: Int, _ table: KernelTable<Scalar>
) -> [Scalar] {
  let arrays = Arrays<Scalar>(g, examples)
  var a = [Scalar](repeating: .nan, count: examples * g.outputSize)
  var packed = [Scalar](repeating: 0, count: table.convolutionWorkspace(g))
  table.convolve(
    g, examples: examples, x: arrays.x, w: arrays.w, bias: arrays.bias, activation: .sigmoid,
    into: &a, workspace: &packed)
  let plan = ConvolutionPlan<Scalar>(g, examples: examples, wantsDX: true)
  var workspace = [Scalar](repeating: 0, count: plan.workspaceCount)
  var dX = [Scalar](repeating: .nan, count: examples * g.inputSize)
  var dW = arrays.w
  var db = arrays.bias
  table.convolveBack(
    plan, activation: .sigmoid, dA: arrays.dA, source: a, x: arrays.x, w: arrays.w,
    dX: &dX, dW: &dW, db: &db, workspace: &workspace)
  return a + dX + dW + db
}

/// The largest, the means and both ways back.
private func pooling<Scalar: BinaryFloatingPoint>(
  _ g: PoolingGeometry, _ examples: Int, _ table: KernelTable<Scalar>
) -> [Scalar] {
  var generator = Numbers(seed: 9)
  let x = (0..<examples * g.inputSize).map { _ in Scalar(generator.number()) }
  let dY = (0..<examples * g.outputSize).map { _ in Scalar(generator.number()) }
  var found: [Scalar] = []
  for operation in [PoolingOperation.maximum, .mean] {
    var (y, dX) = (dY, x)
    table.pool(operation, g, examples: examples, x: x, into: &y)
    table.poolBack(operation, g, examples: examples, dY: dY, x: x, y: y, into: &dX)
    found += y + dX
  }
  return found
}
