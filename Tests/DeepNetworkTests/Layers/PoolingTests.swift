import DeepNetwork
import TestSupport
import Testing

@Suite struct PoolingTests {
  @Test func `the first of equals, in the order of rows, gets the gradient`() {
    let layer = MaxPool2D<Double>(ImageShape(height: 2, width: 4, channels: 1), size: 2)
    let aPrev = Matrix<Double>([[1], [3], [5], [5], [3], [3], [5], [5]])
    let (a, cache) = layer.forward(aPrev)
    #expect(a == Matrix([[3], [5]]))
    let dAPrev = layer.backward(Matrix([[7], [-2]]), cache: cache).dAPrev
    #expect(dAPrev == Matrix([[0], [7], [-2], [0], [0], [0], [0], [0]]))
  }

  @Test func `a NaN is the largest of its window`() {
    let layer = MaxPool2D<Float>(ImageShape(height: 1, width: 6, channels: 1), size: 1, stride: 2)
    #expect(layer.output == ImageShape(height: 1, width: 3, channels: 1))
    let square = MaxPool2D<Float>(ImageShape(height: 2, width: 2, channels: 1), size: 2)
    for position in 0..<4 {
      var aPrev = Matrix<Float>([[1], [2], [3], [.infinity]])
      aPrev[position, 0] = .nan
      let (a, cache) = square.forward(aPrev)
      #expect(a[0, 0].isNaN)
      let dAPrev = square.backward(Matrix([[1]]), cache: cache).dAPrev
      #expect(dAPrev == Matrix(rows: 4, columns: 1))
    }
  }

  @Test func `windows that overlap have their means`() {
    let layer = AveragePool2D<Double>(
      ImageShape(height: 2, width: 3, channels: 1), size: 2, stride: 1)
    let (a, cache) = layer.forward(Matrix([[1], [2], [3], [4], [5], [6]]))
    #expect(a == Matrix([[3], [4]]))
    let dAPrev = layer.backward(Matrix([[4], [8]]), cache: cache).dAPrev
    #expect(dAPrev == Matrix([[1], [3], [2], [1], [3], [2]]))
  }

  @Test(arguments: 0..<4) func `plain loops give the same`(part: Int) throws {
    var random = RandomState(seed: UInt32(part))
    for round in 0..<20 {
      let input = ImageShape(
        height: random.number(in: 1...9), width: random.number(in: 1...9),
        channels: random.number(in: 1...(round % 3 == 0 ? 40 : 5)))
      let size = random.number(in: 1...min(4, input.height, input.width))
      let stride = random.number(in: 1...4)
      let zeros = random.number(in: 0...(size - 1))
      let padding = [.valid, .same, Padding.zeros(zeros)][random.number(in: 0...2)]
      let m = [1, 2, 5, 33][random.number(in: 0...3)]
      try check(input, size, stride, padding, m, of: Float.self, &random)
      try check(input, size, stride, padding, m, of: Double.self, &random)
    }
    let large = ImageShape(height: 31, width: 30, channels: 17)
    try check(large, 3, 2, .valid, 3, of: Float.self, &random)
    try check(large, 4, 3, .same, 3, of: Float.self, &random)
  }

  private func check<Scalar: NetworkScalar>(
    _ input: ImageShape, _ size: Int, _ stride: Int, _ padding: Padding, _ m: Int,
    of _: Scalar.Type, _ random: inout RandomState
  ) throws {
    let output = try #require(input.pooled(size: size, stride: stride, padding: padding))
    let plain = PlainPooling(
      input: input, output: output, size: size, stride: stride, padding: padding)
    let aPrev: Matrix<Scalar> = wholeNumbers(input.count, m, from: &random)
    // Multiples of size², so that shares of them are exact.
    let dA = wholeNumbers(output.count, m, from: &random, of: Scalar.self) * Scalar(size * size)
    let (largest, mean) = (
      MaxPool2D<Scalar>(input, size: size, stride: stride, padding: padding),
      AveragePool2D<Scalar>(input, size: size, stride: stride, padding: padding)
    )
    for (x, d) in [(aPrev, dA), (aPrev.reordered, dA.reordered), (aPrev, dA.reordered)] {
      let about: Comment = "\(largest.name), m = \(m), \(Scalar.self)"
      let (a, cache) = largest.forward(x)
      let expected = plain.largest(aPrev, dA: dA)
      #expect(a == expected.a, about)
      #expect(largest.backward(d, cache: cache).dAPrev == expected.dAPrev, about)
      let expectedMean = plain.mean(aPrev, dA: dA)
      let (means, cacheOfMean) = mean.forward(x)
      #expect(means == expectedMean.a, about)
      #expect(mean.backward(d, cache: cacheOfMean).dAPrev == expectedMean.dAPrev, about)
    }
  }

  @Test(arguments: [
    (2, 2, Padding.valid), (3, 1, .valid), (1, 2, .valid), (2, 3, .valid), (3, 2, .zeros(1)),
    (2, 2, .same), (4, 3, .same),
  ])
  func `gradients are those of forward`(_ size: Int, _ stride: Int, _ padding: Padding) {
    let image = ImageShape(height: 5, width: 6, channels: 2)
    expectSound(MaxPool2D<Double>(image, size: size, stride: stride, padding: padding))
    expectSound(AveragePool2D<Double>(image, size: size, stride: stride, padding: padding))
  }

  @Test func `padding counts in means and never wins`() {
    let row = ImageShape(height: 1, width: 3, channels: 1)
    let aPrev = Matrix<Double>([[-4], [-8], [-12]])
    let means = AveragePool2D<Double>(row, size: 2, stride: 1, padding: .zeros(1))
    #expect(means.forward(aPrev).a == Matrix([[-1], [-3], [-5], [-3], [-1], [-3], [-5], [-3]]))
    let largest = MaxPool2D<Double>(row, size: 2, stride: 1, padding: .zeros(1))
    #expect(
      largest.forward(aPrev).a == Matrix([[-4], [-4], [-8], [-12], [-4], [-4], [-8], [-12]]))
  }

  /// Over 4 pixels windows of 2 with stride 1 need one more, and with stride 3 one more.
  @Test func `the odd column of padding stands behind`() {
    let row = ImageShape(height: 1, width: 4, channels: 1)
    let aPrev = Matrix<Double>([[2], [4], [6], [8]])
    func means(_ size: Int, _ stride: Int) -> Matrix<Double> {
      AveragePool2D(row, size: size, stride: stride, padding: .same).forward(aPrev).a
    }
    // The row below is padding: the means are over 4 or 9.
    #expect(means(2, 1) == Matrix([[1.5], [2.5], [3.5], [2]]))
    #expect(means(2, 3) == Matrix([[1.5], [2]]))
    #expect(means(3, 2) == Matrix([[12 / 9.0], [14 / 9.0]]))
  }

  @Test func `the name tells the shapes`() {
    let image = ImageShape(height: 8, width: 6, channels: 3)
    #expect(MaxPool2D<Float>(image, size: 2).name == "MaxPool2D 8x6x3 -> 4x3x3, size 2, stride 2")
    #expect(
      AveragePool2D<Float>(image, size: 3, stride: 1).name
        == "AveragePool2D 8x6x3 -> 6x4x3, size 3, stride 1")
    #expect(
      MaxPool2D<Float>(image, size: 3, stride: 2, padding: .same).name
        == "MaxPool2D 8x6x3 -> 4x3x3, size 3, stride 2, padding same")
  }

  @Test func `windows larger than the image stop the program`() async throws {
    expectSaid(
      "no pooling of a picture 2x3x1 with windows of size 3, stride 3",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = MaxPool2D<Float>(ImageShape(height: 2, width: 3, channels: 1), size: 3)
      })
  }

  @Test func `padding as large as a window stops the program`() async throws {
    expectSaid(
      "no pooling of a picture 4x4x1 with windows of size 2, stride 2, padding 2",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let image = ImageShape(height: 4, width: 4, channels: 1)
        _ = AveragePool2D<Float>(image, size: 2, padding: .zeros(2))
      })
  }

  @Test func `examples of another size stop the program`() async throws {
    expectSaid(
      "A_prev must have 4 rows for its pooling, not (3, 2)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = AveragePool2D<Float>(ImageShape(height: 2, width: 2, channels: 1), size: 2)
        _ = layer.forward(Matrix(rows: 3, columns: 2))
      })
  }
}

@Suite struct GlobalAveragePoolingTests {
  @Test func `each channel has its mean, and each pixel its share of the gradient`() {
    let layer = GlobalAveragePool2D<Double>(ImageShape(height: 1, width: 2, channels: 2))
    let (a, cache) = layer.forward(Matrix([[1, 5], [2, 6], [3, 7], [4, 10]]))
    #expect(a == Matrix([[2, 6], [3, 8]]))
    let dAPrev = layer.backward(Matrix([[2, 4], [6, 8]]), cache: cache).dAPrev
    #expect(dAPrev == Matrix([[1, 2], [3, 4], [1, 2], [3, 4]]))
    #expect(layer.name == "GlobalAveragePool2D 1x2x2 -> 2")
  }

  @Test func `the layer is sound in any picture`() {
    for (height, width, channels) in [(1, 1, 1), (3, 5, 2), (4, 1, 19)] {
      let image = ImageShape(height: height, width: width, channels: channels)
      expectSound(GlobalAveragePool2D<Double>(image))
    }
  }

  @Test func `order in memory and threads change no bit`() {
    let layer = GlobalAveragePool2D<Float>(ImageShape(height: 14, width: 15, channels: 37))
    let aPrev: Matrix<Float> = randomMatrix(layer.inputSize, 9)
    let dA: Matrix<Float> = randomMatrix(37, 9, seed: 2)
    expectSameBits(layer, aPrev, dA)
    #expect(layer.forward(aPrev.reordered).a == layer.forward(aPrev).a)
  }

  @Test func `a picture without pixels stops the program`() async {
    expectSaid(
      "no means of a picture 0x3x1",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = GlobalAveragePool2D<Float>(ImageShape(height: 0, width: 3, channels: 1))
      })
  }
}
