import TestSupport
import Testing

@testable import DeepNetwork

struct SumOfProductsTests {
  /// With strides, groups, kernels wider than the picture's middle and zeros around it.
  @Test(arguments: [
    (kernel: 3, stride: 1, padding: Padding.same, groups: 1),
    (kernel: 3, stride: 2, padding: .same, groups: 2),
    (kernel: 2, stride: 1, padding: .valid, groups: 4),
    (kernel: 5, stride: 3, padding: .zeros(4), groups: 1),
  ])
  func `the products of a convolution add up to its pixel`(
    kernel: Int, stride: Int, padding: Padding, groups: Int
  ) throws {
    let image = ImageShape(height: 5, width: 4, channels: 4)
    var random = RandomState(seed: 3)
    var layer = Convolution2D<Double>(
      image, filters: 4, kernel: kernel, stride: stride, padding: padding, groups: groups,
      activation: .linear, from: &random)
    layer.b = randomMatrix(4, 1, seed: 4)
    let X: Matrix<Double> = randomMatrix(image.count, 2, seed: 5)
    let statement = try #require(
      layer.statement(ofLayer: 1, from: Tensor("X", shape: [1, image.count])))
    let operation = try #require(statement.operations.last)
    let sum = try #require(operation.sumOfProducts(statement.values(for: X)))
    let output = layer.output
    let row = (output.height / 2) * output.width + output.width / 2
    expectClose(sum.value, layer.infer(X)[row * output.channels, 0])
    #expect(sum.place == " at row \(output.height / 2), column \(output.width / 2)")
    #expect(sum.products.count <= kernel * kernel * image.channels / groups)
  }

  @Test func `the products of a dense layer add up to its first unit`() throws {
    let layer = Dense<Double>(
      W: randomMatrix(3, 4, seed: 1), b: randomMatrix(3, 1, seed: 2), activation: .relu)
    let X: Matrix<Double> = randomMatrix(4, 2, seed: 3)
    let statement = try #require(layer.statement(ofLayer: 1, from: Tensor("X", shape: [1, 4])))
    let values = statement.values(for: X)
    let sum = try #require(statement.operations[0].sumOfProducts(values))
    expectClose(sum.value, (layer.W * X + layer.b)[0, 0])
    #expect(sum.place == "[0,0]" && sum.products.count == 4)
    #expect(statement.operations[1].sumOfProducts(values) == nil)
  }
}
