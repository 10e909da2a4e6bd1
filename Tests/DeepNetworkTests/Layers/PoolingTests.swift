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
      let m = [1, 2, 5, 33][random.number(in: 0...3)]
      try check(input, size, stride, m, of: Float.self, &random)
      try check(input, size, stride, m, of: Double.self, &random)
    }
    let large = ImageShape(height: 31, width: 30, channels: 17)
    try check(large, 3, 2, 3, of: Float.self, &random)
  }

  private func check<Scalar: NetworkScalar>(
    _ input: ImageShape, _ size: Int, _ stride: Int, _ m: Int, of _: Scalar.Type,
    _ random: inout RandomState
  ) throws {
    let output = try #require(input.pooled(size: size, stride: stride))
    let plain = PlainPooling(input: input, output: output, size: size, stride: stride)
    let aPrev: Matrix<Scalar> = wholeNumbers(input.count, m, from: &random)
    // Multiples of size², so that shares of them are exact.
    let dA = wholeNumbers(output.count, m, from: &random, of: Scalar.self) * Scalar(size * size)
    let (largest, mean) = (
      MaxPool2D<Scalar>(input, size: size, stride: stride),
      AveragePool2D<Scalar>(input, size: size, stride: stride)
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

  @Test(arguments: [(2, 2), (3, 1), (1, 2), (2, 3)])
  func `gradients are those of forward`(_ size: Int, _ stride: Int) {
    let image = ImageShape(height: 5, width: 6, channels: 2)
    expectSound(MaxPool2D<Double>(image, size: size, stride: stride))
    expectSound(AveragePool2D<Double>(image, size: size, stride: stride))
  }

  @Test func `the name tells the shapes`() {
    let image = ImageShape(height: 8, width: 6, channels: 3)
    #expect(MaxPool2D<Float>(image, size: 2).name == "MaxPool2D 8x6x3 -> 4x3x3, size 2, stride 2")
    #expect(
      AveragePool2D<Float>(image, size: 3, stride: 1).name
        == "AveragePool2D 8x6x3 -> 6x4x3, size 3, stride 1")
  }

  @Test func `windows larger than the image stop the program`() async throws {
    expectSaid(
      "no pooling of a picture 2x3x1 with windows of size 3, stride 3",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = MaxPool2D<Float>(ImageShape(height: 2, width: 3, channels: 1), size: 3)
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
