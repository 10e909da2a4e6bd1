import DeepNetwork
import TestSupport
import Testing

@Suite struct Convolution2DTests {
  @Test func `whole numbers give exact gradients`() {
    let image = ImageShape(height: 2, width: 3, channels: 1)
    let layer = Convolution2D<Double>(
      image, W: Matrix([[1, 2, 3, 4]]), b: Matrix([[-10]]), kernel: 2, padding: .valid,
      activation: .relu)
    #expect(layer.output == ImageShape(height: 1, width: 2, channels: 1))
    let aPrev = Matrix<Double>([[1], [0], [-2], [2], [1], [3]])
    let (a, cache) = layer.forward(aPrev)
    // Z = (1 + 0 + 6 + 4 - 10, 0 - 4 + 3 + 12 - 10)
    #expect(a == Matrix([[1], [1]]))
    let (dAPrev, dW, db) = layer.backward(Matrix([[2], [-1]]), cache: cache)
    #expect(dAPrev == Matrix([[2], [3], [-2], [6], [5], [-4]]))
    #expect(dW == Matrix([[2, 2, 3, -1]]))
    #expect(db == Matrix([[1]]))
  }

  @Test func `channels lie interleaved in images and filters`() {
    let layer = Convolution2D<Double>(
      ImageShape(height: 1, width: 2, channels: 2), W: Matrix([[1, 10], [100, 1000]]),
      b: Matrix([[0], [1]]), kernel: 1, activation: .linear)
    #expect(layer.infer(Matrix([[1], [2], [3], [4]])) == Matrix([[21], [2101], [43], [4301]]))
  }

  @Test func `zeros stand around the image`() {
    let layer = Convolution2D<Double>(
      ImageShape(height: 2, width: 2, channels: 1), W: Matrix([[1, 2, 3, 4, 5, 6, 7, 8, 9]]),
      b: Matrix([[0]]), kernel: 3, padding: .same, activation: .linear)
    let ones = Matrix<Double>(rows: 4, columns: 1, repeating: 1)
    #expect(layer.infer(ones) == Matrix([[28], [24], [16], [12]]))
  }

  /// Sizes around those of vectors and tiles, and a kernel as large as its picture.
  @Test(arguments: 0..<6) func `plain loops give the same`(part: Int) throws {
    var random = RandomState(seed: UInt32(part))
    for round in 0..<20 {
      let input = ImageShape(
        height: random.number(in: 1...9), width: random.number(in: 1...(round == 0 ? 40 : 9)),
        channels: random.number(in: 1...(round % 4 == 0 ? 35 : 5)))
      let kernel = random.number(in: 1...min(5, input.height, input.width))
      let stride = random.number(in: 1...(kernel + 1))
      let zeros = random.number(in: 0...(kernel - 1))
      let padding = [.same, Padding.zeros(zeros)][random.number(in: 0...1)]
      let filters = random.number(in: 1...(round % 3 == 0 ? 70 : 9))
      let m = [1, 2, 4, 16][random.number(in: 0...3)]
      try check(input, kernel, stride, padding, filters, m, of: Float.self, &random)
      try check(input, kernel, stride, padding, filters, m, of: Double.self, &random)
    }
  }

  @Test func `a kernel of the image and long sums give the same`() throws {
    var random = RandomState(seed: 9)
    let image = ImageShape(height: 6, width: 5, channels: 150)
    try check(image, 5, 1, .valid, 3, 2, of: Float.self, &random)
    try check(image, 3, 1, .zeros(1), 40, 1, of: Double.self, &random)
    let square = ImageShape(height: 4, width: 4, channels: 2)
    try check(square, 4, 1, .valid, 5, 4, of: Float.self, &random)
    try check(square, 4, 2, .zeros(3), 5, 4, of: Float.self, &random)
    try check(
      ImageShape(height: 1, width: 1, channels: 1), 1, 1, .valid, 1, 1, of: Float.self, &random)
    try check(
      ImageShape(height: 70, width: 60, channels: 2), 3, 2, .zeros(1), 5, 2, of: Float.self, &random
    )
  }

  private func check<Scalar: NetworkScalar>(
    _ input: ImageShape, _ kernel: Int, _ stride: Int, _ padding: Padding, _ filters: Int,
    _ m: Int, of _: Scalar.Type, _ random: inout RandomState
  ) throws {
    let output = try #require(
      input.convolved(filters: filters, kernel: kernel, stride: stride, padding: padding))
    let plain = PlainConvolution(
      input: input, output: output, kernel: kernel, stride: stride, padding: padding)
    let layer = Convolution2D<Scalar>(
      input, W: wholeNumbers(filters, plain.depth, from: &random),
      b: wholeNumbers(filters, 1, from: &random), kernel: kernel, stride: stride,
      padding: padding, activation: .relu)
    let aPrev: Matrix<Scalar> = wholeNumbers(input.count, m, from: &random)
    let dA: Matrix<Scalar> = wholeNumbers(output.count, m, from: &random)
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
      let alone = layer.parameterGradients(d, cache: cache)
      #expect(alone.dW == dW && alone.db == db, about)
    }
  }

  @Test(arguments: [
    (1, 1, Padding.same), (3, 1, .same), (3, 2, .zeros(1)), (2, 1, .valid), (2, 3, .zeros(1)),
    (2, 1, .same), (3, 2, .same), (2, 2, .same), (4, 3, .same),
  ])
  func `gradients are those of forward`(_ kernel: Int, _ stride: Int, _ padding: Padding) {
    var random = RandomState(seed: 1)
    for activation in [Activation.tanh, .relu, .softmax] {
      expectSound(
        Convolution2D<Double>(
          ImageShape(height: 4, width: 5, channels: 2), filters: 3, kernel: kernel,
          stride: stride, padding: padding, activation: activation, from: &random))
    }
  }

  @Test func `gradients from dZ are those from dA`() {
    var random = RandomState(seed: 3)
    let layer = Convolution2D<Double>(
      ImageShape(height: 3, width: 4, channels: 2), filters: 3, kernel: 3, activation: .tanh,
      from: &random)
    let aPrev: Matrix<Double> = randomMatrix(24, 6, seed: 3)
    let dA: Matrix<Double> = randomMatrix(36, 6, seed: 4)
    let (a, cache) = layer.forward(aPrev)
    let expected = layer.backward(dA, cache: cache)
    let (z, cacheOfZ) = layer.linear(aPrev)
    #expect(layer.activation(z) == a)
    let dZ = layer.activation.backward(dA, kept: a).dZ
    #expect(layer.backward(dZ: dZ, cache: cacheOfZ) == expected)
    #expect(layer.parameterGradients(dZ: dZ, cache: cacheOfZ) == (expected.dW, expected.db))
  }

  @Test(arguments: [1, 2, 5, 64]) func `one example gives the same among many`(m: Int) {
    var random = RandomState(seed: 5)
    let layer = Convolution2D<Float>(
      ImageShape(height: 20, width: 21, channels: 7), filters: 19, kernel: 3, stride: 2,
      padding: .zeros(1), activation: .sigmoid, from: &random)
    let X: Matrix<Float> = randomMatrix(layer.inputSize, m)
    let (a, cache) = layer.forward(X)
    let dA: Matrix<Float> = randomMatrix(layer.outputSize, m, seed: 2)
    let dAPrev = layer.backward(dA, cache: cache).dAPrev
    for e in [0, m / 2, m - 1] {
      let (one, cacheOfOne) = layer.forward(column(e, of: X))
      #expect(one == column(e, of: a))
      #expect(layer.backward(column(e, of: dA), cache: cacheOfOne).dAPrev == column(e, of: dAPrev))
    }
  }

  private func column(_ j: Int, of matrix: Matrix<Float>) -> Matrix<Float> {
    Matrix(rows: matrix.rows, columns: 1, (0..<matrix.rows).map { matrix[$0, j] })
  }

  @Test func `no examples give none`() {
    var random = RandomState(seed: 1)
    let layer = Convolution2D<Float>(
      ImageShape(height: 3, width: 3, channels: 1), filters: 2, kernel: 3, activation: .relu,
      from: &random)
    let (a, cache) = layer.forward(Matrix(rows: 9, columns: 0))
    #expect(a.shape == Shape(18, 0))
    let (dAPrev, dW, db) = layer.backward(a, cache: cache)
    #expect(dAPrev.shape == Shape(9, 0))
    #expect(dW == Matrix(rows: 2, columns: 9) && db == Matrix(rows: 2, columns: 1))
  }

  @Test func `weights are drawn for the kernel's inputs and outputs`() {
    let image = ImageShape(height: 3, width: 3, channels: 2)
    for (initializer, variance) in [(Initializer.he, 2.0 / 18), (.xavier, 2.0 / (18 + 36))] {
      var (random, replayed) = (RandomState(seed: 4), RandomState(seed: 4))
      let layer = Convolution2D<Double>(
        image, filters: 4, kernel: 3, activation: .tanh, initializer: initializer, from: &random)
      let W = Matrix(rows: 4, columns: 18, replayed.randn(72).map { $0 * variance.squareRoot() })
      #expect(layer.W == W && layer.b == Matrix(rows: 4, columns: 1))
      #expect(random == replayed)
    }
  }

  @Test func `the name tells the shapes`() {
    var random = RandomState(seed: 1)
    let image = ImageShape(height: 8, width: 6, channels: 3)
    let layers = [
      Convolution2D<Float>(image, filters: 4, kernel: 3, activation: .relu, from: &random),
      Convolution2D<Float>(
        image, filters: 4, kernel: 2, stride: 2, padding: .valid, activation: .tanh,
        from: &random),
    ]
    #expect(
      layers.map(\.name) == [
        "Convolution2D 8x6x3 -> 8x6x4, kernel 3, padding same, relu",
        "Convolution2D 8x6x3 -> 4x3x4, kernel 2, stride 2, padding valid, tanh",
      ])
  }
}

@Suite struct Convolution2DRefusalTests {
  @Test func `weights of another shape stop the program`() async throws {
    expectSaid(
      "W must be (filters, kernel·kernel·channels) = (3, 18), not (3, 9)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Convolution2D<Float>(
          ImageShape(height: 4, width: 4, channels: 2), W: Matrix(rows: 3, columns: 9),
          b: Matrix(rows: 3, columns: 1), kernel: 3, activation: .relu)
      })
  }

  @Test func `a bias of another shape stops the program`() async throws {
    expectSaid(
      "b must be (filters, 1) = (3, 1) beside W (3, 18), not (1, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Convolution2D<Float>(
          ImageShape(height: 4, width: 4, channels: 2), W: Matrix(rows: 3, columns: 18),
          b: Matrix(rows: 1, columns: 3), kernel: 3, activation: .relu)
      })
  }

  @Test func `a convolution that does not exist stops the program`() async throws {
    expectSaid(
      "no convolution of a picture 4x4x2 with 3 filters, kernel 5, stride 1 and padding valid",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var random = RandomState(seed: 1)
        _ = Convolution2D<Float>(
          ImageShape(height: 4, width: 4, channels: 2), filters: 3, kernel: 5, padding: .valid,
          activation: .relu, from: &random)
      })
  }

  @Test func `examples of another size stop the program`() async throws {
    expectSaid(
      "A_prev must have 32 rows for its convolution, not (30, 5)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var random = RandomState(seed: 1)
        let layer = Convolution2D<Float>(
          ImageShape(height: 4, width: 4, channels: 2), filters: 3, kernel: 3,
          activation: .relu, from: &random)
        _ = layer.forward(Matrix(rows: 30, columns: 5))
      })
  }

  @Test func `gradients of another shape stop the program`() async throws {
    expectSaid(
      "dA (48, 4) and A (48, 5) must be (48, 5)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var random = RandomState(seed: 1)
        let layer = Convolution2D<Float>(
          ImageShape(height: 4, width: 4, channels: 2), filters: 3, kernel: 3,
          activation: .relu, from: &random)
        let cache = layer.forward(Matrix(rows: 32, columns: 5)).cache
        _ = layer.backward(Matrix(rows: 48, columns: 4), cache: cache)
      })
  }
}
