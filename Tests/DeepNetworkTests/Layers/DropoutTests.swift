import DeepNetwork
import TestSupport
import Testing

@Suite struct DropoutTests {
  private let dense = Dense<Double>(
    W: randomMatrix(3, 2), b: randomMatrix(3, 1, seed: 2), activation: .tanh)
  private let aPrev: Matrix<Double> = randomMatrix(2, 4, seed: 3)

  @Test func `the mask is rand below the keep probability row by row`() {
    var layer = Dropout(dense, keepProbability: 0.6)
    var (random, replayed) = (RandomState(seed: 9), RandomState(seed: 9))
    layer.draw(m: 4, from: &random)
    let mask = Matrix<Double>(
      rows: 3, columns: 4, replayed.rand(12).map { $0 < 0.6 ? 1 / 0.6 : 0 })
    #expect(random == replayed)
    let expectedA = dense.forward(aPrev).a .* mask
    #expect(layer.forward(aPrev).a == expectedA)
    let (_, cache) = layer.forward(aPrev)
    let dA: Matrix<Double> = randomMatrix(3, 4, seed: 4)
    let (actual, expected) = (
      layer.backward(dA, cache: cache),
      dense.backward(dA .* mask, cache: dense.forward(aPrev).cache)
    )
    #expect(actual == (expected.dAPrev, [expected.dW, expected.db]))
  }

  @Test func `nothing is left out before the first draw and in inference`() {
    var layer = Dropout(dense, keepProbability: 0.1)
    #expect(layer.forward(aPrev).a == dense.forward(aPrev).a)
    var random = RandomState(seed: 1)
    layer.draw(m: 4, from: &random)
    #expect(layer.forward(aPrev).a != dense.forward(aPrev).a)
    #expect(layer.infer(aPrev) == dense.infer(aPrev))
  }

  @Test func `a dropout that keeps all is the inner layer`() {
    var layer = Dropout(dense, keepProbability: 1)
    var random = RandomState(seed: 1)
    layer.draw(m: 4, from: &random)
    #expect(layer.forward(aPrev).a == dense.forward(aPrev).a)
  }

  @Test func `the cache keeps the mask of its pass`() {
    var layer = Dropout(dense, keepProbability: 0.5)
    var random = RandomState(seed: 1)
    layer.draw(m: 4, from: &random)
    let dA: Matrix<Double> = randomMatrix(3, 4, seed: 4)
    let cache = layer.forward(aPrev).cache
    let expected = layer.backward(dA, cache: cache)
    layer.draw(m: 7, from: &random)
    #expect(layer.backward(dA, cache: cache) == expected)
  }

  @Test func `parameters are the inner layer's`() {
    var layer = Dropout(dense, keepProbability: 0.5)
    layer.W[0, 0] = 42
    layer.b[1, 0] = 43
    #expect(layer.inner.W[0, 0] == 42 && layer.inner.b[1, 0] == 43)
    #expect(layer.name == "Dense 2 -> 3, tanh, dropout 0.5")
  }

  @Test(arguments: ["0", "-0.5", "1.5", "nan"])
  func `a keep probability outside is refused`(_ probability: String) async {
    await #expect(processExitsWith: .failure) { [probability] in
      _ = Dropout(
        Dense<Double>(W: Matrix([[1]]), b: Matrix([[0]]), activation: .tanh),
        keepProbability: Double(probability) ?? 0)
    }
  }
}

@Suite struct DropoutLayerTests {
  private let aPrev: Matrix<Double> = randomMatrix(3, 4, seed: 3)

  @Test func `it leaves out what Dropout around a layer does`() {
    let flat = Flatten<Double>(ImageShape(height: 1, width: 3, channels: 1))
    var (around, alone) = (
      Dropout(flat, keepProbability: 0.75), DropoutLayer<Double>(3, rate: 0.25)
    )
    var (random, replayed) = (RandomState(seed: 9), RandomState(seed: 9))
    around.draw(m: 4, from: &random)
    alone.draw(m: 4, from: &replayed)
    #expect(random == replayed)
    let (a, cache) = alone.forward(aPrev)
    #expect(a == around.forward(aPrev).a && a != aPrev)
    #expect(zip(a.elements, aPrev.elements).allSatisfy { $0 == 0 || $0 == $1 * (1 / 0.75) })
    let dA: Matrix<Double> = randomMatrix(3, 4, seed: 4)
    let expected = around.backward(dA, cache: around.forward(aPrev).cache)
    #expect(alone.backward(dA, cache: cache) == expected)
  }

  @Test func `nothing is left out in inference, before the first draw or with rate 0`() {
    var (half, none) = (DropoutLayer<Double>(3, rate: 0.5), DropoutLayer<Double>(3, rate: 0))
    #expect(half.forward(aPrev).a == aPrev)
    var random = RandomState(seed: 1)
    half.draw(m: 4, from: &random)
    none.draw(m: 4, from: &random)
    #expect(half.forward(aPrev).a != aPrev && half.infer(aPrev) == aPrev)
    #expect(none.forward(aPrev).a == aPrev)
  }

  @Test func `the layer is sound and tells its rate`() {
    let layer = DropoutLayer<Double>(4, rate: 0.3)
    expectSound(layer)
    #expect(layer.name == "Dropout 4, rate 0.3" && layer.keepProbability == 0.7)
  }

  @Test(arguments: ["-0.1", "1", "nan"])
  func `a rate outside is refused`(_ rate: String) async {
    expectSaid(
      "rate must be from 0 to below 1, not",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [rate] in
        _ = DropoutLayer<Double>(3, rate: Double(rate) ?? 0)
      })
  }
}
