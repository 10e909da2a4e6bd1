import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct LayerNormalizationTests {
  /// Two examples of mean 2 and 10, of variance 4 and 16.
  private let aPrev = Matrix<Double>([[0, 6], [4, 14], [0, 14], [4, 6]])

  @Test func `each example is brought to mean 0 and variance 1, then scaled and shifted`() {
    var layer = LayerNormalization<Double>(4, epsilon: 1e-300)
    #expect(layer.forward(aPrev).a == Matrix([[-1, -1], [1, 1], [-1, 1], [1, -1]]))
    layer.gamma = Matrix([[3], [2], [1], [0]])
    layer.beta = Matrix([[10], [20], [30], [40]])
    #expect(layer.forward(aPrev).a == Matrix([[7, 7], [22, 22], [29, 31], [40, 40]]))
    #expect(layer.infer(aPrev) == layer.forward(aPrev).a)
  }

  @Test func `the activation comes last and epsilon is added to the variance`() {
    let layer = LayerNormalization<Double>(4, activation: .relu, epsilon: 5)
    let a = layer.forward(aPrev).a
    expectClose(a[1, 0], 2 / 3.0)
    expectClose(a[1, 1], 4 / 21.0.squareRoot())
    #expect(a[0, 0] == 0)
    #expect(layer.name == "LayerNormalization 4, relu")
  }

  @Test func `images are normalized pixel by pixel over their channels`() {
    let image = ImageShape(height: 1, width: 2, channels: 2)
    var layer = LayerNormalization<Double>(image: image, epsilon: 1e-300)
    #expect(layer.gamma.shape == Shape(2, 1) && layer.beta.shape == Shape(2, 1))
    layer.beta = Matrix([[10], [20]])
    #expect(layer.forward(aPrev).a == Matrix([[9, 9], [21, 21], [9, 11], [21, 19]]))
    #expect(layer.name == "LayerNormalization 1x2x2, linear")
  }

  @Test func `a single unit has no variance`() {
    var layer = LayerNormalization<Double>(1, activation: .tanh)
    layer.beta = Matrix([[0.5]])
    let (a, cache) = layer.forward(Matrix([[1e300, -3]]))
    #expect(a == Activation.tanh(Matrix([[0.5, 0.5]])))
    let (dAPrev, gradients) = layer.backward(Matrix([[1, 2]]), cache: cache)
    #expect(dAPrev == Matrix([[0, 0]]) && gradients[0] == Matrix([[0]]) && gradients[1][0, 0] > 0)
  }

  @Test func `no examples give none`() {
    let layer = LayerNormalization<Float>(3, activation: .relu)
    let (a, cache) = layer.forward(Matrix(rows: 3, columns: 0))
    let (dAPrev, gradients) = layer.backward(a, cache: cache)
    #expect(a.shape == Shape(3, 0) && dAPrev.shape == Shape(3, 0))
    #expect(gradients == [Matrix(rows: 3, columns: 1), Matrix(rows: 3, columns: 1)])
  }

  @Test(arguments: [Activation.linear, .relu, .leakyRelu(), .tanh, .sigmoid, .softmax])
  func `the layer is sound`(_ activation: Activation) {
    expectSound(drawn(LayerNormalization<Double>(3, activation: activation)))
    let image = ImageShape(height: 2, width: 3, channels: 4)
    expectSound(drawn(LayerNormalization<Double>(image: image, activation: activation)))
  }

  /// The bits: processes may share a batch, and each has its examples in the order of its own.
  @Test func `an example gives the same alone, among others and in any order in memory`() {
    let layer = drawn(
      LayerNormalization<Float>(image: ImageShape(height: 3, width: 5, channels: 19)))
    let X: Matrix<Float> = randomMatrix(layer.inputSize, 33)
    let dA: Matrix<Float> = randomMatrix(layer.inputSize, 33, seed: 2)
    let (a, cache) = layer.forward(X)
    let all = layer.backward(dA, cache: cache)
    let (turned, cacheOfTurned) = layer.forward(X.reordered)
    #expect(turned == a)
    #expect(layer.backward(dA.reordered, cache: cacheOfTurned) == all)
    let (one, cacheOfOne) = layer.forward(X[columns: 7..<8])
    #expect(one == a[columns: 7..<8])
    let back = layer.backward(dA[columns: 7..<8], cache: cacheOfOne)
    #expect(back.dAPrev == all.dAPrev[columns: 7..<8])
    #expect(layer.canBeShared)
  }

  @Test func `every number of threads gives the same bits`() {
    let layer = drawn(
      LayerNormalization<Float>(
        image: ImageShape(height: 16, width: 16, channels: 24), activation: .relu))
    let aPrev: Matrix<Float> = randomMatrix(layer.inputSize, 40)
    let dA: Matrix<Float> = randomMatrix(layer.inputSize, 40, seed: 2)
    expectSameBits(layer, aPrev, dA)
  }

  @Test func `examples of another size stop the program`() async {
    expectSaid(
      "A_prev must have 4 rows for its normalization, not (8, 2)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = LayerNormalization<Float>(4).forward(Matrix(rows: 8, columns: 2))
      })
  }

  @Test func `an epsilon that is nothing stops the program`() async {
    expectSaid(
      "epsilon must be above 0 in the layer's precision, not 1e-300",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = LayerNormalization<Float>(4, epsilon: 1e-300)
      })
  }

  private func drawn<Scalar>(_ layer: LayerNormalization<Scalar>) -> LayerNormalization<Scalar> {
    var layer = layer
    layer.gamma = 1 + 0.3 * randomMatrix(layer.gamma.rows, 1, seed: 5)
    layer.beta = randomMatrix(layer.beta.rows, 1, seed: 6)
    return layer
  }
}

/// Expects a layer's passes to have the same bits on one thread and on two.
func expectSameBits<L: NetworkLayer>(
  _ layer: L, _ aPrev: Matrix<L.Scalar>, _ dA: Matrix<L.Scalar>,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func results() -> [Matrix<L.Scalar>] {
    let (a, cache) = layer.forward(aPrev)
    let (dAPrev, gradients) = layer.backward(dA, cache: cache)
    return [a, dAPrev] + gradients
  }
  defer { ComputeThreads.use(ComputeThreads.usable) }
  ComputeThreads.use(1)
  let alone = results()
  ComputeThreads.use(2)
  #expect(results() == alone, sourceLocation: sourceLocation)
}
