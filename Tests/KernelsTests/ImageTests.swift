import Kernels
import Testing

/// No bit of a convolution or a pooling depends on the vector level (with fused multiply-add) or on
/// the number of threads, and nothing outside the results is written.
@Suite(.serialized) struct ImageTests {
  @Test(.enabled(if: VectorLevel.available.contains(.avx512)))
  func `levels with multiply add agree`() {
    for g in ConvolutionGeometry.tested {
      #expect(
        convolution(g, 2, KernelTable<Float>(level: .avx2))
          == convolution(g, 2, KernelTable<Float>(level: .avx512)), "\(g)")
      #expect(
        convolution(g, 2, KernelTable<Double>(level: .avx2))
          == convolution(g, 2, KernelTable<Double>(level: .avx512)), "\(g)")
    }
    for g in PoolingGeometry.tested {
      #expect(
        pooling(g, 2, KernelTable<Float>(level: .avx2))
          == pooling(g, 2, KernelTable<Float>(level: .avx512)), "\(g)")
    }
  }

  @Test(arguments: [2, 3, 5])
  func `any number of threads agrees`(threads: Int) {
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    // Enough examples for several segments in the last two.
    let small = ConvolutionGeometry(
      height: 5, width: 4, channels: 2, filters: 9, kernel: 3, stride: 1, padding: 1)
    let fewPixels = ConvolutionGeometry(
      height: 3, width: 2, channels: 16, filters: 16, kernel: 2, stride: 1, padding: 0)
    for (g, examples) in ConvolutionGeometry.tested.map({ ($0, 7) })
      + [(small, 4100), (fewPixels, 1100)]
    {
      ThreadPool.setThreads(1)
      let alone = convolution(g, examples, kernels(for: Float.self))
      ThreadPool.setThreads(threads)
      #expect(convolution(g, examples, kernels(for: Float.self)) == alone, "\(g)")
    }
    for g in PoolingGeometry.tested {
      ThreadPool.setThreads(1)
      let alone = pooling(g, 3, kernels(for: Float.self))
      ThreadPool.setThreads(threads)
      #expect(pooling(g, 3, kernels(for: Float.self)) == alone, "\(g)")
    }
  }

  @Test func `dX is the same with dW and alone`() {
    for g in ConvolutionGeometry.tested {
      let arrays = ConvolutionArrays<Float>(g, 3)
      func dX(wantsDW: Bool) -> [Float] {
        let plan = ConvolutionPlan<Float>(
          g, examples: 3, activation: .tanh, wantsDX: true, wantsDW: wantsDW)
        var workspace = [Float](repeating: .nan, count: plan.workspaceCount)
        var dX = [Float](repeating: .nan, count: arrays.x.count)
        var (dW, db) = (arrays.w, arrays.bias)
        kernels(for: Float.self).convolveBack(
          plan, dA: arrays.dA, source: arrays.dA, x: arrays.x, w: arrays.w, dX: &dX, dW: &dW,
          db: &db, workspace: &workspace)
        #expect((dW == arrays.w && db == arrays.bias) != wantsDW, "\(g)")
        return dX
      }
      #expect(dX(wantsDW: false) == dX(wantsDW: true), "\(g)")
    }
  }

  @Test func `a picture's result is its own, with others or without`() {
    for g in ConvolutionGeometry.tested {
      // More than are done together where each pixel is a product over the examples.
      let most = g.isPixelwise ? 100 : 9
      let arrays = ConvolutionArrays<Float>(g, most)
      let table = kernels(for: Float.self)
      func results(_ examples: Int) -> [Float] {
        var a = [Float](repeating: .nan, count: examples * g.outputSize)
        var packed = [Float](repeating: .nan, count: table.convolutionWorkspace(g))
        table.convolve(
          g, examples: examples, x: arrays.x, w: arrays.w, bias: arrays.bias, activation: .tanh,
          into: &a, workspace: &packed)
        return a
      }
      let together = results(most)
      for examples in [1, 2, 5] {
        #expect(results(examples) == Array(together.prefix(examples * g.outputSize)), "\(g)")
      }
    }
  }

  @Test(arguments: VectorLevel.available)
  func `an activation is fused both ways`(level: VectorLevel) {
    let table = KernelTable<Float>(level: level)
    for g in [0, 9, 14].map({ ConvolutionGeometry.tested[$0] }) {
      expectFused(g, table)
    }
  }

  private func expectFused(_ g: ConvolutionGeometry, _ table: KernelTable<Float>) {
    let arrays = ConvolutionArrays<Float>(g, 2)
    let count = 2 * g.outputSize
    var packed = [Float](repeating: 0, count: table.convolutionWorkspace(g))
    func forward(_ activation: ElementActivation) -> [Float] {
      var a = [Float](repeating: .nan, count: count)
      table.convolve(
        g, examples: 2, x: arrays.x, w: arrays.w, bias: arrays.bias, activation: activation,
        into: &a, workspace: &packed)
      return a
    }
    func backward(_ activation: ElementActivation, _ dA: [Float], _ source: [Float]) -> [Float] {
      let plan = ConvolutionPlan<Float>(g, examples: 2, activation: activation, wantsDX: true)
      var workspace = [Float](repeating: 0, count: plan.workspaceCount)
      var dX = arrays.x
      var (dW, db) = (arrays.w, arrays.bias)
      table.convolveBack(
        plan, dA: dA, source: source, x: arrays.x, w: arrays.w, dX: &dX, dW: &dW, db: &db,
        workspace: &workspace)
      return dX + dW + db
    }
    let z = forward(.linear)
    for activation in ElementActivation.tested {
      var (a, dZ) = (z, z)
      table.apply(activation.function, z, into: &a, count: count)
      #expect(forward(activation) == a, "\(g), \(activation)")
      let source = activation.isDerivedFromZ ? z : a
      table.activationBackward(
        activation, dA: arrays.dA, source: source, rows: 1, examples: count, into: &dZ)
      #expect(
        backward(activation, arrays.dA, source) == backward(.linear, dZ, source),
        "\(g), \(activation)")
    }
  }

  @Test(arguments: VectorLevel.available)
  func `nothing outside is written`(level: VectorLevel) {
    let table = KernelTable<Float>(level: level)
    for g in ConvolutionGeometry.tested {
      let arrays = ConvolutionArrays<Float>(g, 2)
      let a = Guarded<Float>(rows: 1, columns: 2 * g.outputSize, ld: 2 * g.outputSize)
      let packed = table.convolutionWorkspace(g)
      let workspace = Guarded<Float>(rows: 1, columns: packed, ld: packed)
      table.convolve(
        g, examples: 2, x: arrays.x, w: arrays.w, bias: arrays.bias, activation: .tanh,
        into: a.start, workspace: workspace.start)
      #expect(a.guardsAreWhole && workspace.guardsAreWhole, "\(g)")
      let plan = ConvolutionPlan<Float>(g, examples: 2, activation: .tanh, wantsDX: true)
      let count = plan.workspaceCount
      let (dX, dW, db, back) = (
        Guarded<Float>(rows: 1, columns: 2 * g.inputSize, ld: 2 * g.inputSize),
        Guarded<Float>(rows: g.outputPixel, columns: g.depth, ld: g.depth),
        Guarded<Float>(rows: 1, columns: g.outputPixel, ld: g.outputPixel),
        Guarded<Float>(rows: 1, columns: count, ld: count)
      )
      dX.fill(.nan)
      table.convolveBack(
        plan, dA: arrays.dA, source: a.start, x: arrays.x, w: arrays.w, dX: dX.start,
        dW: dW.start, db: db.start, workspace: back.start)
      for output in [dX, dW, db, back] { #expect(output.guardsAreWhole, "\(g)") }
      #expect(dX.elements.allSatisfy { !$0.isNaN }, "\(g)")
    }
  }
}
