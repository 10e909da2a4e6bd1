import DeepNetwork
import TestSupport
import Testing

@Suite struct LayerCheckTests {
  private func dense(_ inputs: Int, _ outputs: Int, _ activation: Activation) -> Dense<Double> {
    Dense(
      W: randomMatrix(outputs, inputs, seed: 3), b: randomMatrix(outputs, 1, seed: 4),
      activation: activation)
  }

  @Test(arguments: [
    Activation.sigmoid, .tanh, .relu, .leakyRelu(), .linear, .softmax,
  ])
  func `dense layers of every small size are sound`(_ activation: Activation) {
    expectSound { dense($0, $1, activation) }
  }

  @Test func `dropout is sound`() {
    expectSound(sizes: [(4, 3), (1, 6)]) { Dropout(dense($0, $1, .tanh), keepProbability: 0.6) }
    expectSound(Dropout(dense(4, 3, .relu), keepProbability: 1))
  }

  @Test func `a layer of floats is sound`() {
    expectSound(
      Dense<Float>(W: randomMatrix(3, 4), b: randomMatrix(3, 1, seed: 2), activation: .sigmoid))
  }

  /// The layer that the README and the documentation show: forward and backward and nothing else.
  @Test func `a user's own layer is sound`() {
    expectSound { Swish(W: randomMatrix($1, $0, seed: 3), b: randomMatrix($1, 1, seed: 4)) }
  }

  @Test func `operations that are not those of inference are caught`() {
    struct Tripled: Layer {
      typealias Scalar = Double
      var error = 0.0
      var isCut = false
      let inputSize = 3
      let outputSize = 3
      func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (aPrev * 3, ()) }
      func backward(_ dA: Matrix<Double>, cache: Void)
        -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
      { (dA * 3, .empty, .empty) }
      func operations(_ aPrev: Tensor, in statement: inout Statement<Double>) -> Tensor {
        let three = statement.apply(.multiply, aPrev, statement.number(3 + error))
        return isCut ? statement.apply(.slice(0..<2, axis: 1), three) : three
      }
    }
    #expect(LayerCheck().check(Tripled()).passed)
    #expect(LayerCheck().check(Tripled(error: 1e-9)).violations == [.operationsDiffer])
    #expect(LayerCheck().check(Tripled(error: .nan)).violations == [.operationsDiffer])
    #expect(LayerCheck().check(Tripled(isCut: true)).violations == [.operationsDiffer])
  }

  private func report(_ mistake: BrokenDense.WrongAnswer, _ inputs: Int = 4, _ outputs: Int = 3)
    -> LayerReport
  {
    LayerCheck().check(
      BrokenDense(
        mistake, W: randomMatrix(outputs, inputs, seed: 11), b: randomMatrix(outputs, 1, seed: 12)))
  }

  @Test(arguments: BrokenDense.WrongAnswer.allCases)
  func `every broken layer is caught`(_ mistake: BrokenDense.WrongAnswer) {
    // Square where the mistake needs it to have the right shapes.
    let isSquare = [.dAPrevWithoutTranspose, .dAPrevIsDZ, .dWFromOwnOutput].contains(mistake)
    let report = isSquare ? report(mistake, 3, 3) : report(mistake)
    #expect(report.passed == (mistake == .none), "\(report)")
  }

  /// What a user reads for ten mistakes.
  static let sentences: [(BrokenDense.WrongAnswer, String)] = [
    (
      .dWTransposed,
      "layer 1 (BrokenDense): dW must be (n[1], n[0]) = (3, 4), but backward returned (4, 3): "
        + "transposed?"
    ),
    (
      .dAPrevTransposed,
      "layer 1 (BrokenDense): dA_prev must be (n[0], m) = (4, 5), but backward returned (5, 4): "
        + "transposed?"
    ),
    (
      .dbNotSummed,
      "layer 1 (BrokenDense): db must be (n[1], 1) = (3, 1), but backward returned (3, 5): "
        + "not summed over the examples?"
    ),
    (
      .valuesShared,
      "BrokenDense: a layer is a value: a copy must keep a change of its parameters, "
        + "and the original must not see it"
    ),
    (
      .forwardCounts,
      "BrokenDense: A (3, 5) wrong: forward is not a pure function: the same A_prev gave another A"
    ),
    (.dWZero, "BrokenDense: dW (3, 4) wrong, relative error 1.0e+00 of 12: it is 0 everywhere"),
    (
      .signOfDW,
      "BrokenDense: dW (3, 4) wrong, relative error 1.0e+00 of 12: "
        + "the sign is the other way round"
    ),
    (
      .noDerivativeInDb,
      "g'(Z) is missing in dZ = dA * g'(Z)"
    ),
    (
      .dAPrevDividedByM,
      "m times too small: dA_prev is the gradient of the sum over the examples, "
        + "only the gradients of parameters are divided by m"
    ),
    (
      .cacheOfLastBatch,
      "BrokenDense: dW (3, 4) wrong: it belongs to another batch: backward must use its cache "
        + "and nothing that forward left in the layer"
    ),
  ]

  @Test(arguments: sentences)
  func `the message names the mistake`(_ mistake: BrokenDense.WrongAnswer, _ sentence: String) {
    let text = report(mistake).description
    #expect(text.contains(sentence), "\(text)")
  }

  @Test func `a sound layer says so`() {
    #expect("\(report(.none))" == "BrokenDense: sound")
  }

  @Test func `inference that mixes examples is caught`() {
    let report = LayerCheck().check(Centered())
    #expect(report.violations == [.inferenceMixesExamples])
    #expect(report.gradients.passed)
  }

  @Test func `sizes other than those asked for are caught`() {
    let report = LayerCheck().check { dense($1, $0, .tanh) }
    #expect("\(report)".hasSuffix("inputSize and outputSize must be (1, 2), but are (2, 1)"))
  }

  @Test func `a dA_prev alone that is not that of backward is caught`() {
    struct Doubled: Layer {
      typealias Scalar = Double
      let inputSize = 3
      let outputSize = 3
      func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (aPrev * 2, ()) }
      func backward(_ dA: Matrix<Double>, cache: Void)
        -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
      { (dA * 2, .empty, .empty) }
      func inputGradient(_ dA: Matrix<Double>, cache: Void) -> Matrix<Double> { dA }
    }
    let report = LayerCheck().check(Doubled())
    #expect(report.violations == [.inputGradientDiffers])
    #expect("\(report)".hasSuffix("inputGradient must return the dA_prev of backward"))
  }

  @Test func `an output layer whose Z is another is caught`() {
    let report = LayerCheck().check(OtherZ(dense: dense(4, 3, .sigmoid)))
    #expect(report.violations == [.linearDiffers])
  }
}

/// A = Z sigmoid(Z), Z = W·A_prev + b: the activation of a user.
private struct Swish: Layer {
  var W: Matrix<Double>
  var b: Matrix<Double>

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows }

  func forward(_ aPrev: Matrix<Double>)
    -> (a: Matrix<Double>, cache: (aPrev: Matrix<Double>, z: Matrix<Double>))
  {
    let z = W * aPrev + b
    return (z .* sigmoid(z), (aPrev, z))
  }

  func backward(_ dA: Matrix<Double>, cache: (aPrev: Matrix<Double>, z: Matrix<Double>))
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  {
    let s = sigmoid(cache.z)
    let dZ = dA .* (s + cache.z .* s .* (1 - s))
    let m = Double(dA.columns)
    return (W.transposed * dZ, dZ * cache.aPrev.transposed / m, dZ.rowSums() / m)
  }
}

/// Takes the mean of the batch away, in inference too.
private struct Centered: Layer {
  let inputSize = 3
  let outputSize = 3

  private func centered(_ matrix: Matrix<Double>) -> Matrix<Double> {
    matrix - matrix.rowSums() / Double(matrix.columns)
  }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Bool) {
    (centered(aPrev), true)
  }

  func backward(_ dA: Matrix<Double>, cache: Bool)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (centered(dA), .empty, .empty) }
}

/// An output layer that says one Z and computes A from another.
private struct OtherZ: OutputLayer {
  var dense: Dense<Double>
  var W: Matrix<Double> {
    get { dense.W }
    set { dense.W = newValue }
  }
  var b: Matrix<Double> {
    get { dense.b }
    set { dense.b = newValue }
  }
  var inputSize: Int { dense.inputSize }
  var outputSize: Int { dense.outputSize }
  var activation: Activation { .tanh }

  func linear(_ aPrev: Matrix<Double>) -> (z: Matrix<Double>, cache: Dense<Double>.Cache) {
    dense.linear(aPrev)
  }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Dense<Double>.Cache) {
    dense.forward(aPrev)
  }

  func backward(_ dA: Matrix<Double>, cache: Dense<Double>.Cache)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { dense.backward(dA, cache: cache) }

  func backward(dZ: Matrix<Double>, cache: Dense<Double>.Cache)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { dense.backward(dZ: dZ, cache: cache) }

  func parameterGradients(dZ: Matrix<Double>, cache: Dense<Double>.Cache)
    -> (dW: Matrix<Double>, db: Matrix<Double>)
  { dense.parameterGradients(dZ: dZ, cache: cache) }
}
