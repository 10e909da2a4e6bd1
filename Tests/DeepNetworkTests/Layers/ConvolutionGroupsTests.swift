import DeepNetwork
import TestSupport
import Testing

/// Convolutions in groups, and convolutions without bias.
@Suite struct ConvolutionGroupsTests {
  @Test func `the filters of a group see its channels alone`() {
    let layer = Convolution2D<Double>(
      ImageShape(height: 1, width: 2, channels: 4),
      W: Matrix([[1, 10], [2, 20], [3, 30], [4, 40]]), b: Matrix([[0], [0], [0], [1]]), kernel: 1,
      groups: 2, activation: .linear)
    let a = layer.infer(Matrix([[1], [2], [3], [4], [5], [6], [7], [8]]))
    #expect(a == Matrix([[21], [42], [129], [173], [65], [130], [261], [349]]))
    #expect(
      layer.name == "Convolution2D 1x2x4 -> 1x2x4, kernel 1, padding same, groups 2, linear")
  }

  @Test(arguments: 0..<6) func `plain loops give the same`(part: Int) throws {
    var random = RandomState(seed: UInt32(part))
    for round in 0..<16 {
      let groups = random.number(in: 1...(round % 4 == 0 ? 37 : 5))
      let depthwise = round % 2 == 0
      let input = ImageShape(
        height: random.number(in: 1...9), width: random.number(in: 1...9),
        channels: groups * (depthwise ? 1 : random.number(in: 1...4)))
      let filters = groups * (depthwise && round % 3 > 0 ? 1 : random.number(in: 1...4))
      let kernel = random.number(in: 1...min(5, input.height, input.width))
      let zeros = Padding.zeros(random.number(in: 0...(kernel - 1)))
      let plain = try plain(
        input, filters, groups, kernel, stride: random.number(in: 1...(kernel + 1)),
        [.same, .valid, zeros][random.number(in: 0...2)])
      let m = [1, 2, 4, 16][random.number(in: 0...3)]
      check(plain, m, of: Float.self, &random)
      check(plain, m, of: Double.self, &random)
    }
    let large = ImageShape(height: 70, width: 40, channels: 33)
    check(try plain(large, 33, 33, 3, stride: 1, .same), 2, of: Float.self, &random)
    check(try plain(large, 66, 11, 3, stride: 2, .same), 2, of: Float.self, &random)
  }

  private func plain(
    _ input: ImageShape, _ filters: Int, _ groups: Int, _ kernel: Int, stride: Int,
    _ padding: Padding
  ) throws -> PlainConvolution {
    let output = try #require(
      input.convolved(filters: filters, kernel: kernel, stride: stride, padding: padding))
    return PlainConvolution(
      input: input, output: output, kernel: kernel, stride: stride, padding: padding,
      groups: groups)
  }

  private func check<Scalar: NetworkScalar>(
    _ plain: PlainConvolution, _ m: Int, of _: Scalar.Type, _ random: inout RandomState
  ) {
    let filters = plain.output.channels
    let layer = Convolution2D<Scalar>(
      plain.input, W: wholeNumbers(filters, plain.depth, from: &random),
      b: wholeNumbers(filters, 1, from: &random), kernel: plain.kernel, stride: plain.stride,
      padding: plain.padding, groups: plain.groups, activation: .relu)
    let aPrev: Matrix<Scalar> = wholeNumbers(plain.input.count, m, from: &random)
    let dA: Matrix<Scalar> = wholeNumbers(plain.output.count, m, from: &random)
    let Z = plain.z(aPrev, W: layer.W, b: layer.b)
    let dZ = Matrix(
      rows: dA.rows, columns: m, zip(dA.elements, Z.elements).map { $1 > 0 ? $0 : 0 })
    let expected = plain.gradients(dZ, aPrev, W: layer.W)
    let about: Comment = "\(layer.name), m = \(m), \(Scalar.self)"
    for (x, d) in [(aPrev, dA), (aPrev.reordered, dA.reordered)] {
      let (a, cache) = layer.forward(x)
      #expect(a == relu(Z), about)
      let (dAPrev, dW, db) = layer.backward(d, cache: cache)
      #expect(dAPrev == expected.dAPrev, about)
      #expect(dW == expected.dW, about)
      #expect(db == expected.db, about)
      #expect(layer.parameterGradients(d, cache: cache) == (dW, db), about)
    }
  }

  @Test(arguments: [(6, 6), (6, 3), (12, 6), (3, 1)])
  func `layers with groups and without bias are sound`(_ filters: Int, _ groups: Int) {
    var random = RandomState(seed: 1)
    for (activation, bias) in [(Activation.tanh, true), (.relu, false), (.softmax, true)] {
      expectSound(
        Convolution2D<Double>(
          ImageShape(height: 4, width: 3, channels: 6), filters: filters, kernel: 3, stride: 2,
          padding: .zeros(1), groups: groups, bias: bias, activation: activation, from: &random))
    }
  }

  @Test func `without bias all is as with one of zeros`() {
    var (random, other) = (RandomState(seed: 1), RandomState(seed: 1))
    let image = ImageShape(height: 5, width: 4, channels: 3)
    let layer = Convolution2D<Float>(
      image, filters: 7, kernel: 3, bias: false, activation: .relu, from: &random)
    let zeros = Convolution2D<Float>(
      image, filters: 7, kernel: 3, activation: .relu, from: &other)
    let aPrev: Matrix<Float> = randomMatrix(60, 5)
    let dA: Matrix<Float> = randomMatrix(140, 5)
    let (a, cache) = layer.forward(aPrev)
    let (dAPrev, dW, db) = layer.backward(dA, cache: cache)
    let expected = zeros.backward(dA, cache: zeros.forward(aPrev).cache)
    #expect(a == zeros.forward(aPrev).a && dAPrev == expected.dAPrev && dW == expected.dW)
    #expect(layer.b.isEmpty && db.isEmpty)
    #expect(layer.name == "Convolution2D 5x4x3 -> 5x4x7, kernel 3, padding same, no bias, relu")
  }

  @Test(arguments: [1, 4, 32]) func `neither threads nor other examples change a bit`(groups: Int) {
    var random = RandomState(seed: 5)
    let layer = Convolution2D<Float>(
      ImageShape(height: 40, width: 31, channels: 32), filters: 32, kernel: 3, stride: 1,
      groups: groups, activation: .sigmoid, from: &random)
    let X: Matrix<Float> = randomMatrix(layer.inputSize, 5)
    let dA: Matrix<Float> = randomMatrix(layer.outputSize, 5, seed: 2)
    expectSameBits(layer, X, dA)
    let one = Matrix(rows: X.rows, columns: 1, (0..<X.rows).map { X[$0, 3] })
    let a = layer.forward(X).a
    #expect(
      layer.forward(one).a == Matrix(rows: a.rows, columns: 1, (0..<a.rows).map { a[$0, 3] }))
  }

  @Test func `weights are drawn for the inputs and outputs of a group`() {
    var (random, replayed) = (RandomState(seed: 4), RandomState(seed: 4))
    let layer = Convolution2D<Double>(
      ImageShape(height: 3, width: 3, channels: 4), filters: 6, kernel: 3, groups: 2,
      activation: .tanh, initializer: .xavier, from: &random)
    let scale = (2.0 / (18 + 27)).squareRoot()
    #expect(layer.W == Matrix(rows: 6, columns: 18, replayed.randn(108).map { $0 * scale }))
  }

  /// Momentum and L2 with an empty b.
  @Test func `a network without biases learns`() throws {
    var random = RandomState(seed: 3)
    let convolution = Convolution2D<Double>(
      ImageShape(height: 4, width: 4, channels: 2), filters: 4, kernel: 3, groups: 2, bias: false,
      activation: .relu, from: &random)
    let means = GlobalAveragePool2D<Double>(convolution.output)
    let model = try Model<Double>([convolution, means, ActivationLayer(4, .softmax)])
    let X: Matrix<Double> = random.normal(32, 12)
    let Y = labels(random.normal(4, 12), for: .softmax)
    var hyperparameters = hyperparameters(iterations: 30, alpha: 0.3)
    hyperparameters.optimizer = .momentum()
    hyperparameters.l2 = 0.01
    hyperparameters.logEvery = 1
    let trainer = try Trainer(
      model, on: MatrixExamples(X: X, Y: Y), hyperparameters, random: random, dropoutSeed: 1)
    let costs = try trainer.rows().map(\.cost)
    #expect(costs[costs.count - 1] < 0.9 * costs[0])
    #expect(try GradientCheck().check(trainer.model, X: X, Y: Y).passed)
  }

  @Test func `groups that do not divide channels and filters stop the program`() async {
    expectSaid(
      "groups must divide the 4 channels and the 6 filters, not be 4",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var random = RandomState(seed: 1)
        _ = Convolution2D<Float>(
          ImageShape(height: 4, width: 4, channels: 4), filters: 6, kernel: 3, groups: 4,
          activation: .relu, from: &random)
      })
  }

  @Test func `weights of all channels stop the program`() async {
    expectSaid(
      "W must be (filters, kernel·kernel·channels / groups) = (6, 18), not (6, 36)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Convolution2D<Float>(
          ImageShape(height: 4, width: 4, channels: 4), W: Matrix(rows: 6, columns: 36),
          b: Matrix(rows: 6, columns: 1), kernel: 3, groups: 2, activation: .relu)
      })
  }
}
