import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct LossTests {
  @Test func `the standard loss follows from the last activation`() {
    #expect(Loss.standard(for: .sigmoid) == .binaryCrossEntropy)
    #expect(Loss.standard(for: .softmax) == .categoricalCrossEntropy)
    for activation in [Activation.tanh, .relu, .leakyRelu(), .linear] {
      #expect(Loss.standard(for: activation) == .meanSquaredError)
    }
  }

  @Test func `costs of simple outputs are exact`() {
    let half = Matrix<Double>([[0.5, 0.5]])
    let (binary, dA) = Loss.binaryCrossEntropy.evaluate(a: half, y: Matrix([[1, 0]]))
    expectClose(binary, log(2), within: 1e-15)
    #expect(dA == Matrix([[-2, 2]]))

    let (categorical, dC) = Loss.categoricalCrossEntropy.evaluate(
      a: Matrix<Double>([[0.25, 0.5], [0.75, 0.5]]), y: Matrix([[1, 0], [0, 1]]))
    expectClose(categorical, (log(4) + log(2)) / 2, within: 1e-15)
    #expect(dC == Matrix([[-4, 0], [0, -2]]))

    let (squared, dS) = Loss.meanSquaredError.evaluate(
      a: Matrix<Double>([[3, 1], [0, 2]]), y: Matrix([[1, 1], [0, 4]]))
    #expect(squared == (2 + 2) / 2)
    #expect(dS == Matrix([[2, 0], [0, -2]]))
  }

  @Test func `dZ is A - Y where activation and loss cancel`() {
    let z: Matrix<Double> = randomMatrix(3, 5)
    var Y = Matrix<Double>(rows: 3, columns: 5)
    for j in 0..<5 { Y[j % 3, j] = 1 }
    for (loss, activation) in [
      (Loss.binaryCrossEntropy, Activation.sigmoid), (.categoricalCrossEntropy, .softmax),
    ] {
      #expect(loss.isTakenFromZ(with: activation))
      let (cost, dZ) = loss.evaluate(z: z, activation: activation, y: Y)
      let a = activation(z)
      expectClose(dZ, a - Y, within: 1e-15)
      let (costOfA, dA) = loss.evaluate(a: a, y: Y)
      expectClose(cost, costOfA, within: 1e-14)
      expectClose(activation.backward(dA, kept: a).dZ, dZ, within: 1e-14)
    }
    #expect(!Loss.meanSquaredError.isTakenFromZ(with: .linear))
    #expect(!Loss.binaryCrossEntropy.isTakenFromZ(with: .softmax))
  }

  private func checkSaturation<Scalar: NetworkScalar>(_: Scalar.Type) {
    for (z, y) in [(1000.0, 1.0), (1000, 0), (-1000, 1), (-1000, 0)] {
      let Z = Matrix<Scalar>([[Scalar(z)], [Scalar(-z)]])
      let Y = Matrix<Scalar>([[Scalar(y)], [Scalar(1 - y)]])
      for (loss, activation) in [
        (Loss.binaryCrossEntropy, Activation.sigmoid), (.categoricalCrossEntropy, .softmax),
        (.binaryCrossEntropy, .softmax), (.categoricalCrossEntropy, .sigmoid),
        (.meanSquaredError, .sigmoid), (.meanSquaredError, .tanh), (.meanSquaredError, .linear),
      ] {
        let (cost, dZ) = loss.evaluate(z: Z, activation: activation, y: Y)
        #expect(cost.isFinite && dZ.isFinite, "\(loss.name) of \(activation) at \(z), y = \(y)")
        let (costOfA, dA) = loss.evaluate(a: activation(Z), y: Y)
        #expect(costOfA.isFinite && dA.isFinite, "\(loss.name) of \(activation) at \(z), y = \(y)")
      }
    }
  }

  @Test func `saturated outputs give no infinity and no NaN`() {
    checkSaturation(Float.self)
    checkSaturation(Double.self)
  }

  @Test func `a wrong saturated answer costs what it must`() {
    // log(1 + e¹⁰⁰⁰) is 1000, and its slope 1: the network can find back.
    let (cost, dZ) = Loss.binaryCrossEntropy.evaluate(
      z: Matrix<Double>([[1000]]), activation: .sigmoid, y: Matrix([[0]]))
    #expect(cost == 1000 && dZ.scalar == 1)
    let (softmaxCost, softmaxDZ) = Loss.categoricalCrossEntropy.evaluate(
      z: Matrix<Double>([[1000], [0]]), activation: .softmax, y: Matrix([[0], [1]]))
    #expect(softmaxCost == 1000 && softmaxDZ == Matrix([[1], [-1]]))
    let (none, flat) = Loss.binaryCrossEntropy.evaluate(
      z: Matrix<Double>([[1000]]), activation: .sigmoid, y: Matrix([[1]]))
    #expect(none == 0 && flat.scalar == 0)
  }

  @Test func `weights of examples multiply cost and gradient`() {
    let a: Matrix<Double> = randomMatrix(2, 3)
    let y: Matrix<Double> = randomMatrix(2, 3, seed: 2)
    let weights = Matrix<Double>([[0.5, 2, 0.5]])
    let (cost, dA) = Loss.meanSquaredError.evaluate(a: a, y: y, weights: weights)
    expectClose(dA, (a - y) .* weights, within: 1e-15)
    let squares = (0.5 * square(a - y) .* weights).sum()
    expectClose(cost, squares / 3, within: 1e-14)
  }

  @Test(arguments: [("1 1 1", [1.0, 1, 1]), ("1 2.5 0.5", [1, 2.5, 0.5])])
  func `weights of classes are those of PyTorch's cross entropy`(_ name: String, _ values: [Double])
    throws
  {
    var expected = try FixtureReader("PyTorchClassWeights", name)
    let z: Matrix<Double> = randomMatrix(3, 6, seed: 5)
    var Y = Matrix<Double>(rows: 3, columns: 6)
    for (column, row) in [0, 1, 2, 1, 1, 0].enumerated() { Y[row, column] = 1 }
    let (cost, dZ) = Loss.categoricalCrossEntropy.evaluate(
      z: z, activation: .softmax, y: Y, weights: ExampleWeights(.values(values), Y: Y)(Y))
    expectClose(cost, expected.number(), within: 1e-14)
    expectClose(dZ, expected.matrix(3, 6), within: 1e-14)
  }
}

@Suite struct ExampleWeightsTests {
  @Test func `balanced weights make classes count the same`() {
    let Y = Matrix<Double>([[1, 0, 0, 0, 0]])
    let weights = ExampleWeights(.balanced, Y: Y)(Y)
    // 5 / (2 · 1) and 5 / (2 · 4), which have the mean 1.
    #expect(weights == Matrix([[2.5, 0.625, 0.625, 0.625, 0.625]]))
  }

  @Test func `weights have mean 1 over the training set, and are the same in each batch`() {
    let all = Matrix<Double>([[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]])
    let weights = ExampleWeights(.values([1, 2, 5]), Y: all)
    #expect(weights(all) == Matrix([[0.4, 0.8, 0.8, 2]]))
    #expect(weights(Matrix([[0, 0], [1, 1], [0, 0]])) == Matrix([[0.8, 0.8]]))
    #expect(weights(Matrix([[0], [0], [1]])) == Matrix([[2]]))
  }
}
