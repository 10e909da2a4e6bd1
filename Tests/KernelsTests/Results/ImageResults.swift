import KernelTemplates
import Kernels

extension ConvolutionGeometry {
  static let tested: [Self] = [
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
    ConvolutionGeometry(
      height: 14, width: 16, channels: 17, filters: 80, kernel: 3, stride: 1, padding: 1),
    ConvolutionGeometry(
      height: 10, width: 9, channels: 66, filters: 16, kernel: 3, stride: 1, padding: 0),
    ConvolutionGeometry(
      height: 9, width: 33, channels: 3, filters: 32, kernel: 3, stride: 1, padding: 1),
    ConvolutionGeometry(
      height: 7, width: 6, channels: 5, filters: 20, kernel: 4, stride: 1, top: 1, left: 1,
      outputHeight: 7, outputWidth: 6),
    ConvolutionGeometry(
      height: 6, width: 5, channels: 3, filters: 4, groups: 2, kernel: 3, stride: 1, top: 1,
      left: 1, outputHeight: 6, outputWidth: 5),
    ConvolutionGeometry(
      height: 4, width: 3, channels: 19, filters: 50, kernel: 3, stride: 2, padding: 1),
    ConvolutionGeometry(
      height: 5, width: 4, channels: 16, filters: 17, kernel: 2, stride: 3, padding: 0),
    ConvolutionGeometry(
      height: 1, width: 2, channels: 32, filters: 16, kernel: 5, stride: 1, padding: 2),
  ]
}

extension PoolingGeometry {
  static let tested: [Self] = [
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
}

/// Drawn arrays for a convolution.
struct ConvolutionArrays<Scalar: BinaryFloatingPoint> {
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
func convolution<Scalar: BinaryFloatingPoint>(
  _ g: ConvolutionGeometry, _ examples: Int, _ table: KernelTable<Scalar>
) -> [Scalar] {
  let arrays = ConvolutionArrays<Scalar>(g, examples)
  var a = [Scalar](repeating: .nan, count: examples * g.outputSize)
  var packed = [Scalar](repeating: 0, count: table.convolutionWorkspace(g))
  table.convolve(
    g, examples: examples, x: arrays.x, w: arrays.w, bias: arrays.bias, activation: .sigmoid,
    into: &a, workspace: &packed)
  let plan = ConvolutionPlan<Scalar>(
    g, examples: examples, activation: .sigmoid, wantsDX: true)
  var workspace = [Scalar](repeating: 0, count: plan.workspaceCount)
  var dX = [Scalar](repeating: .nan, count: examples * g.inputSize)
  var dW = arrays.w
  var db = arrays.bias
  table.convolveBack(
    plan, dA: arrays.dA, source: a, x: arrays.x, w: arrays.w, dX: &dX, dW: &dW, db: &db,
    workspace: &workspace)
  return a + dX + dW + db
}

/// The largest, the means and both ways back.
func pooling<Scalar: BinaryFloatingPoint>(
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
