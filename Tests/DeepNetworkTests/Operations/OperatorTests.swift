import TestSupport
import Testing

@testable import DeepNetwork

/// The operators by themselves, with ONNX's meaning of each.
@Suite struct OperatorTests {
  private static let all: [Operator] = [
    .sigmoid, .tanh, .relu, .leakyRelu(alpha: 0.25), .elu(alpha: 0.5), .gelu, .softplus, .exp,
    .log, .erf, .squareRoot, .absolute, .negative, .identity, .add, .subtract, .multiply, .divide,
    .max, .min, .gemm, .matrixProduct, .reshape([0, 2, 3]), .flatten, .transpose([0, 2, 1]),
    .concatenate(axis: 1), .slice(1..<3, axis: 1),
    .convolution(kernel: [2, 3], strides: [1, 2], pads: [1, 0, 0, 1], groups: 2),
    .maxPool(kernel: [2, 2], strides: [2, 2]),
    .averagePool(kernel: [2, 2], strides: [1, 1], pads: [1, 1, 1, 1]), .globalAveragePool,
    .mean(axes: [1, 2]), .softmax(), .softmax(axis: 1), .batchNormalization(epsilon: 0.5),
    Operator(ZeroPadding(before: [0, 1], behind: [2, 0])),
  ]

  @Test(arguments: all) func `an operator is the one of its form`(_ one: Operator) {
    #expect(Operator(one.form) == one)
    let stranger = OperatorForm("Not\(one.form.name)", one.form.attributes)
    #expect(Operator(stranger) == nil)
  }

  private func tensor(_ shape: [Int], _ numbers: [Double]? = nil) -> TensorValue<Double> {
    let numbers = numbers ?? (0..<shape.product).map { Double($0) }
    return TensorValue(shape, Matrix(rows: 1, columns: numbers.count, numbers))
  }

  private func expect(
    _ one: Operator, _ inputs: [TensorValue<Double>], _ shape: [Int], _ numbers: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let value = try #require(one.value(of: inputs), sourceLocation: sourceLocation)
    #expect(value.shape == shape, sourceLocation: sourceLocation)
    #expect(value.numbers.elements == numbers, sourceLocation: sourceLocation)
  }

  @Test func `axes are changed, exchanged, joined and cut`() throws {
    let x = tensor([2, 3])
    try expect(.reshape([0, 1, 3]), [x], [2, 1, 3], [0, 1, 2, 3, 4, 5])
    try expect(.transpose([1, 0]), [x], [3, 2], [0, 3, 1, 4, 2, 5])
    try expect(.transpose([1, 2, 0]), [tensor([2, 1, 3])], [1, 3, 2], [0, 3, 1, 4, 2, 5])
    try expect(.flatten, [tensor([2, 1, 3])], [2, 3], [0, 1, 2, 3, 4, 5])
    try expect(.concatenate(axis: 1), [x, tensor([2, 1])], [2, 4], [0, 1, 2, 0, 3, 4, 5, 1])
    try expect(.slice(1..<3, axis: 1), [x], [2, 2], [1, 2, 4, 5])
    let steps = Operator(Slicing(starts: [0], ends: [3], axes: [1], steps: [2]))
    try expect(steps, [x], [2, 2], [0, 2, 3, 5])
    let padding = Operator(ZeroPadding(before: [0, 1], behind: [1, 0]))
    try expect(padding, [tensor([1, 2], [7, 8])], [2, 3], [0, 7, 8, 0, 0, 0])
  }

  @Test func `the smaller of two tensors is stretched along its axes of 1`() throws {
    let x = tensor([2, 3])
    try expect(.add, [x, tensor([1], [10])], [2, 3], [10, 11, 12, 13, 14, 15])
    try expect(.subtract, [x, tensor([3], [0, 1, 2])], [2, 3], [0, 0, 0, 3, 3, 3])
    try expect(.multiply, [tensor([2, 1], [2, -1]), x], [2, 3], [0, 2, 4, -3, -4, -5])
    try expect(.max, [x, tensor([1], [2])], [2, 3], [2, 2, 2, 3, 4, 5])
    #expect(Operator.add.value(of: [x, tensor([2])]) == nil)
    #expect(Operator.add.value(of: [tensor([2, 1]), tensor([1, 3])]) == nil)
  }

  @Test func `products go over the last axes`() throws {
    let x = tensor([1, 2], [1, 2])
    let W = tensor([2, 2], [1, 0, 3, 1])
    try expect(.gemm, [x, W, tensor([2], [10, 20])], [1, 2], [11, 25])
    try expect(.gemm, [x, W], [1, 2], [1, 5])
    let two = tensor([2, 1, 2], [1, 2, 3, 4])
    try expect(.matrixProduct, [two, W], [2, 1, 2], [7, 2, 15, 4])
    let each = tensor([2, 2, 1], [1, 1, 0, 2])
    try expect(.matrixProduct, [two, each], [2, 1, 1], [3, 8])
  }

  @Test func `windows slide over the rows and columns of each channel`() throws {
    let x = tensor([1, 2, 2, 2])
    // Channels 0 1 / 2 3 and 4 5 / 6 7, each with a filter of its own.
    let filters = tensor([2, 1, 1, 2], [1, 1, 1, -1])
    try expect(
      .convolution(kernel: [1, 2], pads: [0, 1, 0, 0], groups: 2),
      [x, filters, tensor([2], [0, 100])], [1, 2, 2, 2], [0, 1, 2, 5, 96, 99, 94, 99])
    try expect(
      .convolution(kernel: [2, 2]), [x, tensor([1, 2, 2, 2], [1, 1, 1, 1, 0, 0, 0, 1])],
      [1, 1, 1, 1], [13])
    try expect(
      .maxPool(kernel: [2, 2], strides: [2, 2], pads: [1, 1, 0, 0]), [x.negative],
      [1, 2, 1, 1], [0, -4])
    try expect(
      .averagePool(kernel: [2, 2], strides: [2, 2], pads: [1, 1, 0, 0]), [x], [1, 2, 1, 1],
      [0, 1])
    try expect(.globalAveragePool, [x], [1, 2, 1, 1], [1.5, 5.5])
    try expect(.mean(axes: [1]), [x], [1, 1, 2, 2], [2, 3, 4, 5])
  }

  @Test func `normalization and softmax are along their axis`() throws {
    let x = tensor([1, 2, 1, 2])
    let channels = [[2, 3], [10, 20], [1, 2], [0.75, 3.75]].map { tensor([2], $0) }
    try expect(
      .batchNormalization(epsilon: 0.25), [x] + channels, [1, 2, 1, 2], [8, 10, 20, 21.5])
    let halves = tensor([1, 2, 2], [1, 5, 1, 5])
    try expect(.softmax(axis: 1), [halves], [1, 2, 2], [0.5, 0.5, 0.5, 0.5])
    try expect(.softmax(), [tensor([2, 1], [3, 4])], [2, 1], [1, 1])
  }

  @Test func `tensors of other axes are refused`() {
    let x = tensor([2, 3])
    #expect(Operator.gemm.value(of: [x, x.flat]) == nil)
    #expect(Operator.reshape([0, 4]).value(of: [x]) == nil)
    #expect(Operator.transpose([0, 1, 2]).value(of: [x]) == nil)
    #expect(Operator.slice(2..<4, axis: 1).value(of: [x]) == nil)
    #expect(Operator.concatenate(axis: 0).value(of: [x, tensor([2, 2])]) == nil)
    #expect(Operator.maxPool(kernel: [1, 1], strides: [1, 1]).value(of: [x]) == nil)
    #expect(Operator.softmax(axis: 2).value(of: [x]) == nil)
    let (tall, wide) = (tensor([1 << 15, 1]), tensor([1, 1 << 15]))
    #expect(Operator.matrixProduct.value(of: [tall, wide]) == nil)
    let picture = tensor([1, 3, 2, 2])
    #expect(
      Operator.convolution(kernel: [3, 3]).value(of: [picture, tensor([1, 3, 3, 3])]) == nil)
    #expect(
      Operator.convolution(kernel: [1, 1]).value(of: [picture, tensor([1, 2, 1, 1])]) == nil)
  }

  @Test func `forms that ask for more than there can be are no operators`() {
    let huge = OperatorAttribute.integers([1 << 40, 1])
    #expect(Operator(OperatorForm("MaxPool", ["kernel_shape": huge])) == nil)
    #expect(Operator(OperatorForm("Conv", ["kernel_shape": .integers([0, 1])])) == nil)
    #expect(Operator(OperatorForm("Reshape", integers: [[-1, 2]])) == nil)
    #expect(Operator(OperatorForm("Reshape", integers: [Array(repeating: 1, count: 9)])) == nil)
    #expect(Operator(OperatorForm("Slice", integers: [[0], [1], [0], [0]])) == nil)
    #expect(Operator(OperatorForm("Transpose", ["perm": .integers([0, 0])])) == nil)
    let pads = OperatorForm(
      "AveragePool", ["kernel_shape": .integers([2, 2]), "pads": .integers([2, 0, 0, 0])])
    #expect(Operator(pads) == nil)
  }

  @Test func `the error function is composed to the last digits in float64`() throws {
    struct ErrorFunction: Layer {
      typealias Scalar = Double
      let inputSize = 1
      let outputSize = 1
      func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (erf(aPrev), ()) }
      func backward(_ dA: Matrix<Double>, cache: Void)
        -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
      { (dA, .empty, .empty) }
      func operations(_ aPrev: Tensor, in statement: inout Statement<Double>) -> Tensor {
        statement.apply(.erf, aPrev)
      }
    }
    let statement = try ErrorFunction().statement().forRuntimes()
    #expect(!statement.operations.contains { $0.operator == .erf })
    let X = Matrix<Double>(rows: 1, columns: 2001, (0...2000).map { Double($0 - 1000) / 100 })
    let difference = statement.value(of: statement.output, for: X) - erf(X)
    #expect(difference.maximumMagnitude() <= 2e-15)
  }
}

extension TensorValue {
  fileprivate var negative: TensorValue { TensorValue(shape, -numbers) }
  fileprivate var flat: TensorValue { TensorValue([shape.product], numbers) }
}
