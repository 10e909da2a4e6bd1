import DeepNetwork
import TestSupport
import Testing

@Suite struct Convolution2DTests {
  @Test func wholeNumbersGiveExactGradients() {
    let picture = PictureShape(height: 2, width: 3, channels: 1)
    let layer = Convolution2D<Double>(
      picture, W: Matrix([[1, 2, 3, 4]]), b: Matrix([[-10]]), kernel: 2, padding: .valid,
      activation: .relu)
    #expect(layer.output == PictureShape(height: 1, width: 2, channels: 1))
    let aPrev = Matrix<Double>([[1], [0], [-2], [2], [1], [3]])
    let (a, cache) = layer.forward(aPrev)
    // Z = (1 + 0 + 6 + 4 - 10, 0 - 4 + 3 + 12 - 10)
    #expect(a == Matrix([[1], [1]]))
    let (dAPrev, dW, db) = layer.backward(Matrix([[2], [-1]]), cache: cache)
    #expect(dAPrev == Matrix([[2], [3], [-2], [6], [5], [-4]]))
    #expect(dW == Matrix([[2, 2, 3, -1]]))
    #expect(db == Matrix([[1]]))
  }

  @Test(arguments: [
    (1, 1, Padding.same), (3, 1, .same), (3, 2, .zeros(1)), (2, 1, .valid), (2, 3, .zeros(1)),
  ])
  func gradientsAreThoseOfForward(_ kernel: Int, _ stride: Int, _ padding: Padding) {
    var random = RandomState(seed: 1)
    for activation in [Activation.tanh, .relu, .softmax] {
      expectSound(
        Convolution2D<Double>(
          PictureShape(height: 4, width: 5, channels: 2), filters: 3, kernel: kernel,
          stride: stride, padding: padding, activation: activation, from: &random))
    }
  }
}
