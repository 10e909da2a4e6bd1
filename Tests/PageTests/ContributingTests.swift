import ArrayFiles
import Experiments
import Foundation
import TestSupport
import Testing

/// A = W ∘ A_prev: each unit is scaled, W is (n, 1).
struct Scale<Scalar: NetworkScalar>: Layer {
  var W: Matrix<Scalar>
  var inputSize: Int { W.rows }
  var outputSize: Int { W.rows }

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Matrix<Scalar>) {
    (W .* aPrev, aPrev)
  }

  func backward(_ dA: Matrix<Scalar>, cache aPrev: Matrix<Scalar>)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (W .* dA, (dA .* aPrev).rowMeans(), b) }
}

extension Scale {
  func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    statement.apply(.multiply, statement.flat(aPrev), statement.vector("W", W))
  }
}

struct ScaleKind: LayerKind {
  static let name = "scale"
  static let summary = "A = W ∘ A_prev."

  func output(of input: LayerInput) -> LayerOutput {
    LayerOutput(like: input, W: Shape(input.size, 1))
  }

  func layer<Scalar>(_ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>)
    -> any NetworkLayer<Scalar>
  { Scale(W: parameters.W) }
}

/// g(z) = z / (1 + |z|).
struct Softsign: ActivationKind {
  static let name = "softsign"
  static let summary = "g(z) = z / (1 + |z|)."
  var range: ClosedRange<Double> { -1...1 }

  func callAsFunction<Scalar: NetworkScalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar> {
    Z.map { $0 / (1 + abs($0)) }
  }

  func dZ<Scalar: NetworkScalar>(_ dA: Matrix<Scalar>, kept Z: Matrix<Scalar>) -> Matrix<Scalar> {
    dA.map(with: Z) { $0 / ((1 + abs($1)) * (1 + abs($1))) }
  }

  func operations<Scalar: NetworkScalar>(_ z: Tensor, in statement: inout Statement<Scalar>)
    -> Tensor
  {
    let size = statement.apply(.add, statement.apply(.absolute, z), statement.number(1))
    return statement.apply(.divide, z, size)
  }
}

/// What a program with kinds of its own does first.
private func addKinds() {
  Kinds.add([ScaleKind.self])
  Kinds.add([Softsign.self])
}

/// The code of the pages on adding something.
struct ContributingTests {
  private let configurations = SharedData.repository.appendingPathComponent("Configs")

  @Test func `an added layer is sound`() throws {
    expectSound(Scale<Double>(W: Matrix([[2], [3]])))
    let architecture = Architecture(
      inputSize: 3,
      layers: [LayerSpecification(ScaleKind()), .dense(units: 1, activation: .sigmoid)])
    let plan = try DimensionChecker.check(architecture)
    #expect(plan.shapeOfW(1) == Shape(3, 1) && plan.parameterCount == 7)
  }

  @Test func `activations are sound`() {
    var random = RandomState(seed: 1)
    for activation in [Activation(Softsign()), .tanh, .relu, .leakyRelu(), .linear] {
      let layer = Dense<Double>(4, 3, activation: activation, initializer: .he, from: &random)
      expectSound(layer)
    }
    let a = Activation(Softsign())(Matrix<Double>([[-1, 0, 3]]))
    #expect(a == Matrix([[-0.5, 0, 0.75]]))
  }

  @Test func `the gradient of a loss is its slope`() {
    let a = Matrix<Double>([[0.5, 2]])
    let y = Matrix<Double>([[0, 1]])
    let (cost, dA) = Loss.meanSquaredError.evaluate(a: a, y: y)
    #expect(cost == 0.3125)
    #expect(dA == a - y)
    #expect(GradientCheck().check(.meanSquaredError).passed)
  }

  @Test func `a key is read and checked`() throws {
    let file = configurations.appendingPathComponent("flower.json")
    let settings = ["clipNorm=5", "logEvery=\"epoch\""]
    let configuration = try Configuration(contentsOf: file, settings: settings)
    #expect(configuration.hyperparameters.clipNorm == 5)
    #expect(configuration.hyperparameters.logEvery == .epoch)
    #expect(throws: ConfigurationError.self) {
      try Configuration(contentsOf: file, settings: ["clipNorm=-1"])
    }
  }

  @Test func `a file of arrays is read or refused`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("x.npy")
      let bytes = Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }) + [1, 0, 118, 0]
      let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"
      let padded = header.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
      let numbers = ([1.5, -2] as [Double]).flatMap { withUnsafeBytes(of: $0) { Array($0) } }
      try Data(bytes + Array(padded.utf8) + numbers).write(to: url)
      let file = try ArrayFile(contentsOf: url)
      #expect(file.format == .npy)
      #expect(try file.array(named: file.names[0]).doubles() == [1.5, -2])
      try Data(bytes).write(to: url)
      #expect(throws: ArrayFileError.self) { try ArrayFile(contentsOf: url) }
    }
  }
}
