import DeepNetwork
import TestSupport
import Testing

@Suite struct BatchNormalizationTests {
  /// Two units of mean 2 and 10, of variance 4 and 16.
  private let aPrev = Matrix<Double>([[0, 4, 0, 4], [6, 14, 14, 6]])

  @Test func `each unit is brought to mean 0 and variance 1, then scaled and shifted`() {
    var layer = BatchNormalization<Double>(2, epsilon: 1e-300)
    #expect(layer.forward(aPrev).a == Matrix([[-1, 1, -1, 1], [-1, 1, 1, -1]]))
    layer.gamma = Matrix([[3], [2]])
    layer.beta = Matrix([[10], [20]])
    #expect(layer.forward(aPrev).a == Matrix([[7, 13, 7, 13], [18, 22, 22, 18]]))
  }

  @Test func `the activation comes last`() {
    let layer = BatchNormalization<Double>(2, activation: .relu, epsilon: 1e-300)
    #expect(layer.forward(aPrev).a == Matrix([[0, 1, 0, 1], [0, 1, 1, 0]]))
    #expect(layer.name == "BatchNormalization 2, relu")
  }

  @Test func `epsilon is added to the variance`() {
    let layer = BatchNormalization<Double>(2, epsilon: 5)
    let a = layer.forward(aPrev).a
    expectClose(a[0, 1], 2 / 3.0)
    expectClose(a[1, 1], 4 / 21.0.squareRoot())
  }

  /// A picture of 1 × 2 pixels with two channels: rows 0 and 2 are channel 0, rows 1 and 3 channel 1.
  @Test func `images are normalized by channel over pixels and examples`() {
    let image = ImageShape(height: 1, width: 2, channels: 2)
    var layer = BatchNormalization<Double>(image: image, epsilon: 1e-300)
    #expect(layer.gamma.shape == Shape(2, 1) && layer.beta.shape == Shape(2, 1))
    let images = Matrix<Double>([[0, 4], [6, 14], [0, 4], [14, 6]])
    #expect(layer.forward(images).a == Matrix([[-1, 1], [-1, 1], [-1, 1], [1, -1]]))
    layer.observe(layer.forward(images).cache)
    expectClose(layer.state["mean"] ?? .empty, Matrix([[0.2], [1]]))
    expectClose(
      layer.state["variance"] ?? .empty, Matrix([[0.9 + 1.6 / 3], [0.9 + 6.4 / 3]]))
  }

  @Test func `running statistics keep momentum of themselves, and take the unbiased variance`() {
    var layer = BatchNormalization<Double>(2, momentum: 0.75)
    let cache = layer.forward(aPrev).cache
    layer.observe(cache)
    #expect(layer.state["mean"] == Matrix([[0.5], [2.5]]))
    // 0.75 · 1 + 0.25 · 4/3 · the variance
    expectClose(layer.state["variance"] ?? .empty, Matrix([[0.75 + 4 / 3.0], [0.75 + 16 / 3.0]]))
  }

  @Test func `inference takes the running statistics`() {
    var layer = BatchNormalization<Double>(2, activation: .relu, epsilon: 1e-300)
    layer.state = ["mean": Matrix([[1], [2]]), "variance": Matrix([[4], [0.25]])]
    layer.gamma = Matrix([[2], [1]])
    layer.beta = Matrix([[1], [-1]])
    #expect(layer.infer(Matrix([[3, -5], [3, 1]])) == Matrix([[3, 0], [1, 0]]))
  }

  @Test func `one value of a unit has no variance and changes no statistics`() {
    var layer = BatchNormalization<Double>(2, activation: .tanh)
    layer.beta = Matrix([[0.5], [-0.5]])
    let one = Matrix<Double>([[1e300], [-3]])
    let (a, cache) = layer.forward(one)
    #expect(a == Activation.tanh(layer.beta))
    let (dAPrev, gradients) = layer.backward(Matrix([[1], [2]]), cache: cache)
    #expect(dAPrev == Matrix([[0], [0]]) && gradients[0] == Matrix([[0], [0]]))
    #expect(gradients[1].isFinite && gradients[1][0, 0] > 0)
    let before = layer.state
    layer.observe(cache)
    #expect(layer.state == before)
  }

  @Test(arguments: [Activation.linear, .relu, .leakyRelu(), .tanh, .sigmoid, .softmax])
  func `the layer is sound`(_ activation: Activation) {
    expectSound(drawn(BatchNormalization<Double>(3, activation: activation)))
    let image = ImageShape(height: 2, width: 3, channels: 2)
    expectSound(drawn(BatchNormalization<Double>(image: image, activation: activation)))
    let grey = ImageShape(height: 2, width: 2, channels: 1)
    expectSound(drawn(BatchNormalization<Double>(image: grey, activation: activation)))
  }

  @Test(arguments: [1, 2, 6]) func `gradients are right for small batches`(_ m: Int) {
    let image = ImageShape(height: 2, width: 2, channels: 2)
    for layer in [
      drawn(BatchNormalization<Double>(3, activation: .tanh)),
      drawn(BatchNormalization<Double>(image: image, activation: .tanh)),
    ] {
      let report = GradientCheck().check(layer, examples: m)
      #expect(report.passed, "\(report)")
    }
  }

  @Test func `the order of the elements in memory does not matter`() throws {
    let layer = drawn(
      BatchNormalization<Double>(
        image: ImageShape(height: 2, width: 1, channels: 2), activation: .relu))
    let (a, cache) = layer.forward(randomMatrix(4, 3))
    let turned: Matrix<Double> = randomMatrix(4, 3)
    let examples = try MatrixExamples(X: turned, Y: turned).batch([0, 1, 2][...]).X
    #expect(layer.forward(examples).a == a)
    let dA: Matrix<Double> = randomMatrix(4, 3, seed: 3)
    let back = layer.backward(dA, cache: cache)
    let other = layer.backward(
      try MatrixExamples(X: dA, Y: dA).batch([0, 1, 2][...]).X, cache: layer.forward(examples).cache
    )
    #expect(back == other)
  }

  @Test func `every number of threads gives the same bits`() {
    let layer = drawn(
      BatchNormalization<Float>(
        image: ImageShape(height: 16, width: 16, channels: 24), activation: .relu))
    let aPrev: Matrix<Float> = randomMatrix(16 * 16 * 24, 40)
    let dA: Matrix<Float> = randomMatrix(16 * 16 * 24, 40, seed: 2)
    func results() -> [Matrix<Float>] {
      let (a, cache) = layer.forward(aPrev)
      let (dAPrev, gradients) = layer.backward(dA, cache: cache)
      return [a, dAPrev] + gradients
    }
    defer { ComputeThreads.use(ComputeThreads.usable) }
    ComputeThreads.use(1)
    let alone = results()
    ComputeThreads.use(2)
    #expect(results() == alone)
  }

  private func drawn<Scalar>(_ layer: BatchNormalization<Scalar>) -> BatchNormalization<Scalar> {
    var layer = layer
    layer.gamma = 1 + 0.3 * randomMatrix(layer.gamma.rows, 1, seed: 5)
    layer.beta = randomMatrix(layer.beta.rows, 1, seed: 6)
    return layer
  }
}
