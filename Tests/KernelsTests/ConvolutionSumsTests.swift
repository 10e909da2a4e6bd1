import KernelTemplates
import Kernels
import Testing

/// Convolutions, in tiles, pixel by pixel or in bands, are the sums of products that they are said to be: each level against
/// sums in float64.
@Suite struct ConvolutionSumsTests {
  @Test(arguments: VectorLevel.available)
  func `a convolution is its sums of products`(level: VectorLevel) {
    let geometries = ConvolutionGeometry.tested.filter { $0.groups == 1 }
    #expect(geometries.contains { $0.isTiled } && geometries.contains { $0.isPixelwise })
    #expect(geometries.contains { !$0.isTiled && !$0.isPixelwise })
    for g in geometries {
      expectSums(g, KernelTable<Float>(level: level), tolerance: 3e-6)
      expectSums(g, KernelTable<Double>(level: level), tolerance: 1e-14)
    }
  }

  @Test func `tiles are for filters of three by three that fill vectors`() {
    func isTiled(_ height: Int, _ channels: Int, _ filters: Int, _ kernel: Int, _ stride: Int)
      -> Bool
    {
      ConvolutionGeometry(
        height: height, width: 8, channels: channels, filters: filters, kernel: kernel,
        stride: stride, padding: 1
      ).isTiled
    }
    #expect(isTiled(8, 16, 16, 3, 1))
    #expect(!isTiled(8, 15, 16, 3, 1) && !isTiled(8, 16, 15, 3, 1))
    #expect(!isTiled(8, 16, 16, 5, 1) && !isTiled(8, 16, 16, 3, 2))
    // Of five rows the tiles' second row has three too many.
    #expect(isTiled(6, 16, 16, 3, 1) && !isTiled(5, 16, 16, 3, 1))
  }

  @Test func `few pixels are those of an output of 16 or fewer, with channels that fill vectors`() {
    func isPixelwise(_ side: Int, _ channels: Int, _ filters: Int, groups: Int = 1) -> Bool {
      ConvolutionGeometry(
        height: side, width: side, channels: channels, filters: filters, groups: groups, kernel: 1,
        stride: 1, top: 0, left: 0, outputHeight: side, outputWidth: side
      ).isPixelwise
    }
    #expect(isPixelwise(4, 16, 16) && !isPixelwise(5, 16, 16))
    #expect(!isPixelwise(4, 15, 16) && !isPixelwise(4, 16, 15))
    #expect(!isPixelwise(4, 16, 16, groups: 2))
  }
}

/// That A without activation, dX, dW and db are off by no more than a part of their root mean square.
private func expectSums<Scalar: BinaryFloatingPoint>(
  _ g: ConvolutionGeometry, _ table: KernelTable<Scalar>, tolerance: Double
) {
  let m = 2
  let arrays = ConvolutionArrays<Scalar>(g, m)
  var a = [Scalar](repeating: .nan, count: m * g.outputSize)
  var packed = [Scalar](repeating: .nan, count: table.convolutionWorkspace(g))
  table.convolve(
    g, examples: m, x: arrays.x, w: arrays.w, bias: arrays.bias, activation: .linear, into: &a,
    workspace: &packed)
  let plan = ConvolutionPlan<Scalar>(g, examples: m, activation: .linear, wantsDX: true)
  var workspace = [Scalar](repeating: .nan, count: plan.workspaceCount)
  var (dX, dW, db) = (arrays.x, arrays.w, arrays.bias)
  table.convolveBack(
    plan, dA: arrays.dA, source: arrays.dA, x: arrays.x, w: arrays.w, dX: &dX, dW: &dW, db: &db,
    workspace: &workspace)
  let sums = plainSums(arrays, examples: m)
  for (name, found, expected) in [
    ("Z", a, sums.z), ("dX", dX, sums.dX), ("dW", dW, sums.dW), ("db", db, sums.db),
  ] {
    let square = expected.reduce(0) { $0 + $1 * $1 } / Double(expected.count)
    let error = zip(found, expected).reduce(0) { sum, pair in
      let distance = Double(pair.0) - pair.1
      return sum + distance * distance
    }
    let part = (error / Double(expected.count) / square).squareRoot()
    #expect(part < tolerance, "\(name) of \(g)")
  }
}

private func plainSums<Scalar: BinaryFloatingPoint>(
  _ arrays: ConvolutionArrays<Scalar>, examples m: Int
) -> (z: [Double], dX: [Double], dW: [Double], db: [Double]) {
  let g = arrays.geometry
  let (x, w) = (arrays.x.map { Double($0) }, arrays.w.map { Double($0) })
  let dZ = arrays.dA.map { Double($0) / Double(m) }
  var z = [Double](repeating: 0, count: dZ.count)
  var (dX, dW) = ([Double](repeating: 0, count: x.count), [Double](repeating: 0, count: w.count))
  var db = [Double](repeating: 0, count: g.filters)
  for place in 0..<m * g.outputHeight * g.outputWidth {
    let (line, column) = place.quotientAndRemainder(dividingBy: g.outputWidth)
    let (example, row) = line.quotientAndRemainder(dividingBy: g.outputHeight)
    for f in 0..<g.filters {
      let at = place * g.filters + f
      z[at] = Double(arrays.bias[f])
      db[f] += dZ[at]
      for tap in 0..<g.kernel * g.kernel {
        let y = row * g.stride + tap / g.kernel - g.top
        let pixel = column * g.stride + tap % g.kernel - g.left
        guard (0..<g.height).contains(y), (0..<g.width).contains(pixel) else { continue }
        for c in 0..<g.channels {
          let source = ((example * g.height + y) * g.width + pixel) * g.channels + c
          let weight = f * g.depth + tap * g.channels + c
          z[at] += x[source] * w[weight]
          dX[source] += dZ[at] * Double(m) * w[weight]
          dW[weight] += dZ[at] * x[source]
        }
      }
    }
  }
  return (z, dX, dW, db)
}
