import DeepNetwork
import TestSupport
import Testing

@Suite struct ModelTests {
  private func network<Scalar: NetworkScalar>(_ n: [Int], of _: Scalar.Type) throws
    -> Model<Scalar>
  {
    var random = RandomState(seed: 1)
    var activations = [Activation](repeating: .relu, count: n.count - 2)
    activations.append(.sigmoid)
    return Model(
      try DimensionChecker.check(Architecture(n: n, activations: activations)),
      initializer: .he, from: &random)
  }

  @Test func `a prediction goes layer by layer`() throws {
    let model = try network([4, 3, 2], of: Double.self)
    let X: Matrix<Double> = randomMatrix(4, 5)
    #expect(try model.predict(X) == model.layers[1].forward(model.layers[0].forward(X).a).a)
    #expect(try model.predict(X).shape == Shape(2, 5))
    #expect(model.inputSize == 4 && model.outputSize == 2 && model.L == 2)
    #expect(model.parameterCount == 15 + 8)
  }

  @Test(arguments: [[5, 1], [64, 20, 7, 5, 1], [300, 33, 17, 10]])
  func `one prediction is the same among many`(_ n: [Int]) throws {
    let model = try network(n, of: Float.self)
    let X: Matrix<Float> = randomMatrix(n[0], 70)
    let all = try model.predict(X)
    for columns in [0..<1, 3..<4, 69..<70, 10..<12, 20..<37, 0..<69] {
      let part = try model.predict(X.gatheringColumns(Array(columns)[...]))
      #expect(part == all.gatheringColumns(Array(columns)[...]), "columns \(columns)")
    }
  }

  @Test func `no examples give no predictions`() throws {
    #expect(
      try network([4, 3, 2], of: Float.self).predict(Matrix(rows: 4, columns: 0)).shape
        == Shape(2, 0))
  }

  @Test func `examples of another size are refused`() throws {
    let model = try network([4, 2], of: Float.self)
    #expect(throws: DimensionError([.input(shape: Shape(3, 5), n0: 4)])) {
      try model.predict(Matrix(rows: 3, columns: 5))
    }
  }

  @Test func `layers can only be replaced by ones of the same sizes`() async throws {
    await #expect(processExitsWith: .failure) {
      let layer = Dense<Float>(
        W: Matrix(rows: 2, columns: 2), b: Matrix(rows: 2, columns: 1), activation: .relu)
      var model = try Model<Float>([layer, layer])
      model.layers.removeLast()
    }
  }

  @Test func `models are values`() throws {
    let model = try network([4, 3, 2], of: Double.self)
    var copy = model
    copy.layers[0].W[0, 0] += 1
    #expect(copy.parameters != model.parameters)
  }

  @Test func `dropout is off in prediction`() throws {
    let network = TestNetwork([4, 6, 1], activations: [.relu, .sigmoid], m: 5, seed: 1)
    let (plain, dropout) = (try network.model(), try network.model(keepProbability: 0.5))
    #expect(try plain.predict(network.X) == dropout.predict(network.X))
  }

  // MARK: Scores

  @Test func `a score is the mean over all examples, whatever the parts`() throws {
    let count = 2 * 1024 + 17
    let network = TestNetwork([3, 4, 2], activations: [.tanh, .softmax], m: count, seed: 2)
    let model = try network.model()
    let score = try model.score(on: network.examples, loss: .categoricalCrossEntropy)
    let A = try model.predict(network.X)
    expectClose(
      score.cost, Loss.categoricalCrossEntropy.evaluate(a: A, y: network.Y).cost, within: 1e-12)
    let right = zip(A.rowOfLargest(), network.Y.rowOfLargest()).count { $0 == $1 }
    #expect(score.accuracy == Double(right) / Double(count))
  }

  @Test func `a yes is a probability above one half`() throws {
    let layer = Dense<Double>(W: Matrix([[1]]), b: Matrix([[0]]), activation: .sigmoid)
    let examples = try MatrixExamples<Double>(
      X: Matrix([[-1, 0, 1, 2]]), Y: Matrix([[0, 1, 1, 0]]))
    // 0.5 is no yes.
    let score = try Model([layer]).score(on: examples, loss: .binaryCrossEntropy)
    #expect(score.accuracy == 0.5)
  }

  @Test func `values have no accuracy, and no examples no score`() throws {
    let network = TestNetwork([3, 1], activations: [.linear], m: 4, seed: 1)
    let model = try network.model()
    #expect(try model.score(on: network.examples, loss: .meanSquaredError).accuracy == nil)
    let none = try MatrixExamples<Double>(
      X: Matrix(rows: 3, columns: 0), Y: Matrix(rows: 1, columns: 0))
    #expect(try model.score(on: none, loss: .meanSquaredError).cost.isNaN)
  }
}
