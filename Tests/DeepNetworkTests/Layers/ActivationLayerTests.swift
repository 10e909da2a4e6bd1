import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct ActivationLayerTests {
  @Test func `A is g of A_prev`() {
    let aPrev = Matrix<Double>([[-2, 0], [3, 1]])
    let (a, cache) = ActivationLayer(2, .leakyRelu(slope: 0.5)).forward(aPrev)
    #expect(a == Matrix([[-1, 0], [3, 1]]))
    let dA = Matrix<Double>([[4, 5], [6, 7]])
    let back = ActivationLayer(2, .leakyRelu(slope: 0.5)).backward(dA, cache: cache)
    #expect(back == (Matrix([[2, 2.5], [6, 7]]), .empty, .empty))
    let linear = ActivationLayer<Double>(2, .linear)
    #expect(linear.forward(aPrev).a == aPrev)
    #expect(linear.backward(dA, cache: linear.forward(aPrev).cache).dAPrev == dA)
    #expect(ActivationLayer<Double>(2, .softmax).infer(aPrev) == Activation.softmax(aPrev))
  }

  @Test(arguments: [Activation.linear, .relu, .leakyRelu(), .tanh, .sigmoid, .softmax])
  func `the layer is sound`(_ activation: Activation) {
    expectSound(ActivationLayer<Double>(4, activation))
    let image = ImageShape(height: 2, width: 3, channels: 2)
    expectSound(ActivationLayer<Double>(image: image, activation))
  }

  @Test func `the name tells size and function`() {
    let image = ImageShape(height: 2, width: 3, channels: 2)
    #expect(ActivationLayer<Float>(4, .relu).name == "Activation 4, relu")
    #expect(ActivationLayer<Float>(image: image, .tanh).name == "Activation 2x3x2, tanh")
  }

  /// A sigmoid that is rounded to 1 still has a cost and a gradient from Z.
  @Test(arguments: [Activation.sigmoid, .softmax])
  func `at the end it is taken together with the loss`(_ activation: Activation) throws {
    let dense = Dense<Double>(
      W: Matrix([[900, 0], [0, 900]]), b: Matrix([[0], [1]]), activation: activation)
    let X = Matrix<Double>([[1, -1], [1, 2]])
    let Y = Matrix<Double>([[0, 1], [1, 0]])
    let apart: [any NetworkLayer<Double>] = [
      Dense(W: dense.W, b: dense.b, activation: .linear), ActivationLayer(2, activation),
    ]
    let (together, split) = (try Model<Double>([dense]), try Model<Double>(apart))
    let loss = try split.loss(given: nil)
    #expect(try loss == together.loss(given: nil))
    let (whole, parts) = (Propagation(together, loss: loss), Propagation(split, loss: loss))
    let (one, other) = (
      try whole.run(X: X, Y: Y, weights: nil), try parts.run(X: X, Y: Y, weights: nil)
    )
    #expect(one.loss == other.loss && one.loss.isFinite && one.loss > 100)
    #expect(try split.predict(X) == together.predict(X))
    #expect(split.answer(X, Y: Y, loss: loss).cost == one.loss / 2)
  }

  @Test func `dead units of pictures are counted by channel`() {
    let image = ImageShape(height: 2, width: 3, channels: 2)
    #expect(InspectedUnits(ActivationLayer<Float>(image: image, .relu))?.count == 2)
    #expect(InspectedUnits(ActivationLayer<Float>(5, .relu))?.count == 5)
  }

  @Test func `examples of another size stop the program`() async {
    expectSaid(
      "A_prev must have 4 rows for its activation, not (3, 2)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = ActivationLayer<Float>(4, .relu).forward(Matrix(rows: 3, columns: 2))
      })
  }
}
