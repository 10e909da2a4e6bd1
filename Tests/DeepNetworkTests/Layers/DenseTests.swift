import TestSupport
import Testing

@testable import DeepNetwork

private let hidden: [Activation] = [.sigmoid, .tanh, .relu, .leakyRelu(), .linear]
private let outputs: [Activation] = [.sigmoid, .softmax, .linear, .tanh, .relu, .leakyRelu()]

/// Forward, cost, backward and update against what NumPy computes for the same network.
@Suite struct DenseTests {
  /// The rounding of sums of up to 15 products, in another order.
  private let tolerance = 1e-13

  private func check(_ n: [Int], _ activations: [Activation], m: Int) throws {
    let name =
      "\(n.map(String.init).joined(separator: "-")) "
      + activations.map(\.name).joined(separator: " ")
    var expected = try FixtureReader("NumPySteps", name)
    let network = TestNetwork(n, activations: activations, m: m, seed: 3)
    let model = try network.model()
    let pass = Propagation(model, loss: .standard(for: activations[activations.count - 1]))

    var a = network.X
    for layer in network.layers {
      a = layer.forward(a).a
      expectClose(a, expected.matrix(layer.outputSize, m), within: tolerance, "A, \(name)")
    }
    let (loss, _, output) = try pass.run(
      X: network.X, Y: network.Y, weights: nil, wantsOutput: true)
    expectClose(loss / Double(m), expected.number(), within: tolerance)
    expectClose(try #require(output), a, within: tolerance)
    for (l, layer) in pass.layers.enumerated() {
      expectClose(
        layer.gradient.dW, expected.matrix(n[l + 1], n[l]), within: tolerance, "dW, \(name)")
      expectClose(layer.gradient.db, expected.matrix(n[l + 1], 1), within: tolerance, "db, \(name)")
    }
    pass.update(.gradientDescent, UpdateStep(alpha: 0.1, number: 1, decays: true, l2: 0))
    for (l, layer) in pass.model.layers.enumerated() {
      expectClose(layer.W, expected.matrix(n[l + 1], n[l]), within: tolerance, "W, \(name)")
      expectClose(layer.b, expected.matrix(n[l + 1], 1), within: tolerance, "b, \(name)")
    }
    #expect(expected.isAtEnd)
  }

  @Test(arguments: outputs)
  func `a step of one layer is NumPy's`(_ output: Activation) throws {
    try check([3, 2], [output], m: 4)
  }

  @Test(arguments: hidden, outputs)
  func `a step of two layers is NumPy's`(_ hidden: Activation, _ output: Activation) throws {
    try check([3, 4, 2], [hidden, output], m: 5)
  }

  @Test func `whole numbers give exact gradients`() {
    let layer = Dense<Double>(
      W: Matrix([[1, -2], [3, 0]]), b: Matrix([[1], [-5]]), activation: .relu)
    let aPrev = Matrix<Double>([[1, 2], [-1, 1]])
    let (a, cache) = layer.forward(aPrev)
    // Z = [[4, 1], [-2, 1]]
    #expect(a == Matrix([[4, 1], [0, 1]]))
    let (dAPrev, dW, db) = layer.backward(Matrix([[2, 4], [8, 6]]), cache: cache)
    // dZ = [[2, 4], [0, 6]]
    #expect(dW == Matrix([[5, 1], [6, 3]]))
    #expect(db == Matrix([[3], [3]]))
    #expect(dAPrev == Matrix([[2, 22], [-4, -8]]))
  }

  @Test func `shapes follow from W for every small size`() {
    for (inputs, units, m) in [(1, 1, 1), (1, 3, 2), (3, 1, 1), (2, 4, 3)] {
      let layer = Dense<Float>(
        W: randomMatrix(units, inputs), b: Matrix(rows: units, columns: 1), activation: .tanh)
      let (a, cache) = layer.forward(randomMatrix(inputs, m))
      let (dAPrev, dW, db) = layer.backward(randomMatrix(units, m), cache: cache)
      #expect(a.shape == Shape(units, m) && dAPrev.shape == Shape(inputs, m))
      #expect(dW.shape == layer.W.shape && db.shape == layer.b.shape)
    }
  }

  @Test func `gradients from dZ are those from dA`() {
    let layer = Dense<Double>(
      W: randomMatrix(3, 4), b: randomMatrix(3, 1, seed: 2), activation: .tanh)
    let aPrev: Matrix<Double> = randomMatrix(4, 6, seed: 3)
    let dA: Matrix<Double> = randomMatrix(3, 6, seed: 4)
    let (a, cache) = layer.forward(aPrev)
    let expected = layer.backward(dA, cache: cache)
    let (z, cacheOfZ) = layer.linear(aPrev)
    #expect(layer.activation(z) == a)
    let actual = layer.backward(dZ: layer.activation.backward(dA, kept: a).dZ, cache: cacheOfZ)
    #expect(actual == expected)
    #expect(layer.parameterGradients(dA, cache: cache) == (expected.dW, expected.db))
  }

  @Test func `a bias of another shape stops the program`() async throws {
    expectSaid(
      "b must be (n[l], 1) = (3, 1) beside W (3, 4), not (1, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Dense<Double>(
          W: Matrix(rows: 3, columns: 4), b: Matrix(rows: 1, columns: 3), activation: .relu)
      })
  }
}
