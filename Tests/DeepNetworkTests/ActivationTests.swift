import DeepNetwork
import TestSupport
import Testing

@Suite struct ActivationTests {
  private let all: [Activation] = [
    .sigmoid, .tanh, .relu, .leakyRelu(), .elu(), .gelu, .silu, .softplus, .linear, .softmax,
  ]

  @Test func `names lead to activations and back`() {
    let names = Activation.kinds.map { $0.name }
    #expect(names.compactMap { Activation(name: $0)?.name } == names)
    #expect(all.map(\.name) == names)
    #expect(Activation(name: "leakyRelu") == .leakyRelu())
    #expect(Activation(name: "Relu") == nil && Activation(name: "") == nil)
  }

  @Test func `values at simple points are exact`() {
    let z = Matrix<Double>([[-2, 0, 3]])
    #expect(Activation.relu(z) == Matrix([[0, 0, 3]]))
    #expect(Activation.leakyRelu()(z) == Matrix([[-0.02, 0, 3]]))
    #expect(Activation.leakyRelu(slope: 0.5)(z) == Matrix([[-1, 0, 3]]))
    #expect(Activation.leakyRelu(slope: 0)(z) == Matrix([[0, 0, 3]]))
    #expect(Activation.linear(z) == z)
    #expect(Activation.sigmoid(z)[0, 1] == 0.5 && Activation.tanh(z)[0, 1] == 0)
    #expect(Activation.softmax(z) == Matrix([[1, 1, 1]]))
    #expect(Activation.softmax(Matrix<Double>([[5], [5]])) == Matrix([[0.5], [0.5]]))
  }

  /// From mpmath with 30 digits: 1/(1+exp(-z)), tanh(z).
  @Test func `values are those of mpmath`() {
    let z = Matrix<Double>([[-5, -0.5, 1e-9, 0.7, 20]])
    expectClose(
      Activation.sigmoid(z),
      Matrix([
        [
          0.00669285092428485556, 0.377540668798145435, 0.50000000025, 0.668187772168166249,
          0.999999997938846382,
        ]
      ]), within: 4e-16)
    expectClose(
      Activation.tanh(z),
      Matrix([
        [
          -0.999909204262595131, -0.462117157260009758, 1e-9, 0.604367777117163522, 1,
        ]
      ]), within: 4e-16)
    #expect(abs(Activation.tanh(z)[0, 2] - 1e-9) < 1e-24)
  }

  @Test func `saturated values are finite, and their slopes too`() {
    for scalar in [1000.0, 1e30, 1e300] {
      let z = Matrix<Double>([[-scalar, scalar], [scalar, -scalar]])
      for activation in all {
        let a = activation(z)
        let (dZ, db) = activation.backward(
          Matrix(rows: 2, columns: 2, repeating: 1), kept: a)
        #expect(a.isFinite && dZ.isFinite && db.isFinite, "\(activation) at \(scalar)")
      }
      #expect(Activation.sigmoid(z) == Matrix([[0, 1], [1, 0]]))
      #expect(Activation.softmax(z) == Matrix([[0, 1], [1, 0]]))
      #expect(Activation.tanh(z) == Matrix([[-1, 1], [1, -1]]))
    }
  }

  @Test func `the slope at a kink is zero or that of the left side`() {
    let dA = Matrix<Double>([[8, 8, 8]])
    let z = Matrix<Double>([[-1, 0, 1]])
    let relu = Activation.relu
    #expect(relu.backward(dA, kept: relu(z)).dZ == Matrix([[0, 0, 8]]))
    let leaky = Activation.leakyRelu(slope: 0.25)
    #expect(leaky.backward(dA, kept: leaky(z)).dZ == Matrix([[2, 2, 8]]))
  }

  @Test func `the bias gets the mean of dZ`() {
    for activation in all {
      let a = activation(randomMatrix(3, 4, seed: 1, of: Double.self))
      let (dZ, db) = activation.backward(randomMatrix(3, 4, seed: 2), kept: a)
      expectClose(db, dZ.rowSums() / 4, within: 1e-15)
    }
  }

  @Test func `the columns of softmax sum to one`() {
    let a = Activation.softmax(randomMatrix(5, 7, seed: 1, of: Double.self) * 30)
    expectClose(a.columnSums(), Matrix(rows: 1, columns: 7, repeating: 1), within: 1e-15)
    #expect(a.elements.allSatisfy { $0 >= 0 })
  }
}
