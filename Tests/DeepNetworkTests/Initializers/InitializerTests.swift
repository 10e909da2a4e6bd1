import DeepNetwork
import TestSupport
import Testing

@Suite struct InitializerTests {
  static let cases: [(String, Initializer)] = [
    ("normal", .normal()), ("normal by layer", .normal(scale: [0.01, 0.5])), ("he", .he),
    ("xavier", .xavier), ("lecun", .lecun),
  ]

  private var plan: NetworkPlan {
    get throws {
      try DimensionChecker.check(
        Architecture(n: [5, 3, 1], activations: [.relu, .sigmoid]))
    }
  }

  @Test(arguments: cases)
  func `weights are drawn as NumPy draws them`(_ name: String, _ initializer: Initializer) throws {
    var random = RandomState(seed: 3)
    let model = Model<Double>(try plan, initializer: initializer, from: &random)
    var expected = try FixtureReader("NumPyInitializers", name)
    // Equal to the last bit where the C library's log is the one NumPy uses.
    expectClose(model.layers[0].W, expected.matrix(3, 5), within: 1e-15)
    expectClose(model.layers[1].W, expected.matrix(1, 3), within: 1e-15)
    #expect(model.layers.allSatisfy { $0.b == Matrix(rows: $0.outputSize, columns: 1) })
    var other = RandomState(seed: 3)
    _ = other.randn(18)
    #expect(random == other)
  }

  @Test func `zeros draw nothing`() throws {
    var random = RandomState(seed: 3)
    let model = Model<Float>(try plan, initializer: .zeros, from: &random)
    #expect(model.parameters.allSatisfy { $0 == 0 })
    #expect(random == RandomState(seed: 3))
  }

  @Test func `floats are the doubles rounded`() throws {
    var (random, other) = (RandomState(seed: 1), RandomState(seed: 1))
    let float = Model<Float>(try plan, initializer: .he, from: &random)
    let double = Model<Double>(try plan, initializer: .he, from: &other)
    #expect(float.parameters == double.parameters.map { Float($0) })
  }
}
