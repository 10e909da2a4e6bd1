@testable import DeepNetwork
import TestSupport
import Testing

/// A = (W·A_prev + b) ∘ sigmoid(V·A_prev): a layer that learns three matrices under names of its own.
struct Gate<Scalar: NetworkScalar>: NetworkLayer {
  var W: Matrix<Scalar>
  var b: Matrix<Scalar>
  var V: Matrix<Scalar>

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows }

  var parameters: [Parameter<Self>] {
    [Parameter("W", \.W), Parameter("V", \.V), Parameter("b", \.b, decays: false)]
  }

  struct Cache: Sendable {
    let aPrev, z, gate: Matrix<Scalar>
  }

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (z, gate) = (W * aPrev + b, sigmoid(V * aPrev))
    return (z .* gate, Cache(aPrev: aPrev, z: z, gate: gate))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let dZ = dA .* cache.gate
    let dV = dA .* cache.z .* cache.gate .* (1 - cache.gate)
    return (
      W.transposed * dZ + V.transposed * dV,
      [dZ.meanProduct(cache.aPrev), dV.meanProduct(cache.aPrev), dZ.rowMeans()]
    )
  }
}

@Suite struct NamedParametersTests {
  private func gate(_ inputs: Int, _ outputs: Int) -> Gate<Double> {
    Gate(
      W: randomMatrix(outputs, inputs, seed: 1), b: randomMatrix(outputs, 1, seed: 2),
      V: randomMatrix(outputs, inputs, seed: 3))
  }

  private let X: Matrix<Double> = randomMatrix(3, 8, seed: 4)
  private let Y: Matrix<Double> = randomMatrix(2, 8, seed: 5)

  private func trainer(
    _ layers: [any NetworkLayer<Double>], _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> Trainer<Double> {
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(6))
    hyperparameters.loss = .meanSquaredError
    change(&hyperparameters)
    return try Trainer(
      try Model(layers), on: MatrixExamples(X: X, Y: Y), hyperparameters)
  }

  @Test func `a layer of any parameters is sound, in a block and behind dropout too`() throws {
    expectSound { gate($0, $1) }
    expectSound(try Residual([gate(3, 3), gate(3, 3)]))
    expectSound(sizes: [(3, 2)]) { Dropout(gate($0, $1), keepProbability: 0.7) }
  }

  @Test func `each parameter learns, and each gradient has its name`() throws {
    let layers: [any NetworkLayer<Double>] = [gate(3, 4), gate(4, 2)]
    let (_, gradients) = try Model(layers).gradients(X: X, Y: Y, loss: .meanSquaredError)
    #expect(gradients.map(\.names) == [["W", "V", "b"], ["W", "V", "b"]])
    #expect(gradients[0]["V"].shape == Shape(4, 3) && gradients[0].dW == gradients[0]["W"])
    #expect(
      try GradientCheck().check(
        try Model(layers), X: X, Y: Y, loss: .meanSquaredError, l2: 0.5
      ).passed)
    let trainer = try trainer(layers)
    try trainer.train()
    for (old, new) in zip(layers, trainer.model.layers) {
      for name in ["W", "V", "b"] { #expect(old[parameter: name] != new[parameter: name]) }
    }
  }

  /// A first update of gradient descent on a gradient of zeros: only decay is left.
  @Test func `decay touches the parameters that say so, and no others`() throws {
    let layer = gate(3, 2)
    let zeros = try MatrixExamples(X: X, Y: Model<Double>([layer]).predict(X))
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(1))
    hyperparameters.loss = .meanSquaredError
    hyperparameters.l2 = 8
    let decayed = try Trainer(try Model<Double>([layer]), on: zeros, hyperparameters)
    try decayed.train()
    let after = decayed.model.layers[0]
    expectClose(after.W, 0.9 * layer.W, within: 1e-14)
    expectClose(after[parameter: "V"], 0.9 * layer.V, within: 1e-14)
    expectClose(after.b, layer.b, within: 1e-14)
    var normalization = BatchNormalization<Double>(3)
    normalization.gamma = Matrix([[2], [3], [4]])
    let cost = try trainer([normalization, gate(3, 2)]) { $0.l2 = 8 }
    #expect(
      cost.model.squaredNormOfWeights
        == gate(3, 2).W.sumOfSquares() + gate(3, 2).V.sumOfSquares())
  }

  @Test func `weight decay spares what normalizes`() throws {
    var normalization = BatchNormalization<Double>(3)
    normalization.gamma = Matrix([[2], [3], [4]])
    func after(_ weightDecay: Double) throws -> any NetworkLayer<Double> {
      let trainer = try trainer([normalization, gate(3, 2)]) {
        $0.optimizer = .adamW(weightDecay: weightDecay)
        $0.duration = .iterations(1)
      }
      try trainer.train()
      return trainer.model.layers[0]
    }
    #expect(try after(0)[parameter: "gamma"] == after(5)[parameter: "gamma"])
  }

  @Test func `a training goes on to the same bits`() throws {
    let straight = try trainer([gate(3, 4), gate(4, 2)]) { $0.optimizer = .adam() }
    try straight.train()
    let stopped = try trainer([gate(3, 4), gate(4, 2)]) { $0.optimizer = .adam() }
    try stopped.train(shouldStop: { $0.iteration == 3 })
    let resumed = try trainer([gate(3, 4), gate(4, 2)]) { $0.optimizer = .adam() }
    try resumed.resume(from: stopped.state)
    try resumed.train()
    #expect(
      resumed.model.layers.map { $0.namedValues } == straight.model.layers.map { $0.namedValues })
  }

  @Test func `another number of gradients than parameters is named`() throws {
    struct Short: NetworkLayer {
      var inner: Gate<Double>
      var inputSize: Int { 3 }
      var outputSize: Int { 2 }
      var parameters: [Parameter<Short>] {
        [Parameter("W", \.inner.W), Parameter("V", \.inner.V), Parameter("b", \.inner.b)]
      }
      func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Gate<Double>.Cache) {
        inner.forward(aPrev)
      }
      func backward(_ dA: Matrix<Double>, cache: Gate<Double>.Cache)
        -> (dAPrev: Matrix<Double>, gradients: [Matrix<Double>])
      {
        let (dAPrev, gradients) = inner.backward(dA, cache: cache)
        return (dAPrev, Array(gradients.prefix(2)))
      }
    }
    let report = LayerCheck().check(Short(inner: gate(3, 2)))
    #expect(
      "\(report)"
        == "layer 1 (Short 3 -> 2): backward must return a gradient for each of W, V, b, but returned 2"
    )
  }
}

/// A layer that forgets to say what it learns.
private struct Forgetful: Layer {
  let W: Matrix<Double>
  var scale = Matrix<Double>.empty

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows }
  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Bool) { (W * aPrev, true) }
  func backward(_ dA: Matrix<Double>, cache: Bool)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (W.transposed * dA, .empty, .empty) }
}

@Suite struct StrayMatrixTests {
  private let dense = Dense<Double>(
    W: randomMatrix(2, 2), b: randomMatrix(2, 1), activation: .linear)

  private func trainer(_ layer: any NetworkLayer<Double>) throws {
    _ = try Trainer(
      try Model<Double>([layer, dense]),
      on: MatrixExamples(X: randomMatrix(2, 3), Y: randomMatrix(2, 3)),
      Hyperparameters(alpha: 0.1, duration: .iterations(1)))
  }

  @Test func `a W that cannot be set is named by the check and by the trainer`() {
    let layer = Forgetful(W: randomMatrix(2, 2))
    #expect(LayerCheck().check(layer).violations.contains(.strayMatrix("W")))
    let error = #expect(throws: DimensionError.self) { try trainer(layer) }
    #expect(
      error?.description
        == "layer 1 (Forgetful 2 -> 2): the stored matrix W is neither a parameter nor part of the "
        + "state, so that it is not trained and not in files: declare it as var W")
  }

  @Test func `a matrix of another name is told where it belongs`() {
    struct Scaling: Layer {
      var scale: Matrix<Double>
      var inputSize: Int { 2 }
      var outputSize: Int { 2 }
      func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Bool) {
        (scale .* aPrev, true)
      }
      func backward(_ dA: Matrix<Double>, cache: Bool)
        -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
      { (scale .* dA, .empty, .empty) }
    }
    let error = #expect(throws: DimensionError.self) {
      try trainer(Scaling(scale: Matrix([[2], [3]])))
    }
    #expect(
      error?.violations.first == .strayMatrix(layer: 1, name: "Scaling 2 -> 2", property: "scale"))
    #expect(error?.description.contains("call it W or b, name it in parameters") == true)
  }

  @Test func `masks and statistics are no stray matrices`() throws {
    try trainer(BatchNormalization<Double>(2))
    var (dropout, random) = (DropoutLayer<Double>(2, rate: 0.5), RandomState(seed: 1))
    dropout.draw(m: 40, from: &random)
    try trainer(dropout)
  }
}
