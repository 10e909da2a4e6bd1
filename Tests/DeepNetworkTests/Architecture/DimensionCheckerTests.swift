import DeepNetwork
import TestSupport
import Testing

/// The violations that checking an architecture leads to; none where it is right.
private func violations(
  _ architecture: Architecture, _ data: DataShape? = nil
) -> [DimensionViolation] {
  do throws(DimensionError) {
    _ = try DimensionChecker.check(architecture, data: data)
    return []
  } catch {
    return error.violations
  }
}

@Suite struct DimensionCheckerTests {
  @Test func `the shapes of a plan follow from n`() throws {
    let plan = try DimensionChecker.check(
      Architecture(n: [12288, 20, 7, 5, 1], activations: [.relu, .relu, .relu, .sigmoid]))
    #expect(plan.L == 4)
    #expect(plan.shapeOfW(1) == Shape(20, 12288) && plan.shapeOfB(1) == Shape(20, 1))
    #expect(plan.shapeOfW(4) == Shape(1, 5) && plan.shapeOfB(4) == Shape(1, 1))
    #expect(plan.parameterCount(2) == 147)
    #expect(plan.parameterCount == 245_780 + 147 + 40 + 6)
    #expect(plan.keepProbabilities == [1, 1, 1])
  }

  @Test func `inputs are taken from the data where n leaves them open`() throws {
    let architecture = Architecture(n: [0, 3, 1], activations: [.tanh, .sigmoid])
    let plan = try DimensionChecker.check(
      architecture, data: DataShape(inputSize: 17, outputSize: nil))
    #expect(plan.n == [17, 3, 1])
  }

  struct Case: Sendable {
    let architecture: Architecture
    var data: DataShape?
    let violations: [DimensionViolation]
    let sentence: String
  }

  static let cases = [
    Case(
      architecture: Architecture(n: [], activations: []), violations: [.tooFewSizes(count: 0)],
      sentence: "n must hold at least n[0] and n[1], but has 0 sizes"),
    Case(
      architecture: Architecture(n: [3], activations: []), violations: [.tooFewSizes(count: 1)],
      sentence: "n must hold at least n[0] and n[1], but has 1 size"),
    Case(
      architecture: Architecture(n: [3, 0, 1], activations: [.relu, .sigmoid]),
      violations: [.sizeNotPositive(index: 1, size: 0)],
      sentence: "n[1] must be at least 1, but is 0"),
    Case(
      architecture: Architecture(n: [-3, 1], activations: [.sigmoid]),
      violations: [.sizeNotPositive(index: 0, size: -3)],
      sentence: "n[0] must be at least 1, but is -3"),
    Case(
      architecture: Architecture(n: [3, 4, 1], activations: [.relu, .sigmoid], statedL: 3),
      violations: [.layerCount(stated: 3, sizes: 3)],
      sentence: "L must be count(n) - 1 = 2, but is 3"),
    Case(
      architecture: Architecture(n: [3, 4, 1], activations: [.sigmoid]),
      violations: [.activationCount(actual: 1, expected: 2)],
      sentence: "activations must be L = 2, one per layer, but there are 1"),
    Case(
      architecture: Architecture(
        n: [3, 4, 1], activations: [.relu, .sigmoid], keepProbabilities: [0.5, 0.5]),
      violations: [.keepProbabilityCount(actual: 2, expected: 1)],
      sentence: "keepProbability must be one number or L - 1 = 1, one per hidden layer, "
        + "but there are 2"),
    Case(
      architecture: Architecture(n: [0, 1], activations: [.sigmoid]),
      violations: [.inputSizeUnknown],
      sentence: "n[0] is 0, to be taken from the data, but there are no data to take it from"),
    Case(
      architecture: Architecture(n: [3, 1], activations: [.sigmoid]),
      data: DataShape(inputSize: 4, outputSize: 1), violations: [.inputSize(data: 4, n0: 3)],
      sentence: "X must be (n[0], m) = (3, m), but the data have 4 features per example"),
    Case(
      architecture: Architecture(n: [3, 2], activations: [.softmax]),
      data: DataShape(inputSize: 3, outputSize: 10),
      violations: [.outputSize(data: 10, nL: 2, L: 1)],
      sentence: "Y must be (n[1], m) = (2, m), but the data have 10 outputs per example"),
  ]

  @Test(arguments: cases)
  func `each violation is found and said`(_ example: Case) {
    let found = violations(example.architecture, example.data)
    #expect(found == example.violations)
    #expect(DimensionError(found).description == example.sentence)
  }

  @Test func `all violations come at once`() {
    let found = violations(
      Architecture(n: [3, -4, 0], activations: [.relu], keepProbabilities: [1, 1], statedL: 7),
      DataShape(inputSize: 5, outputSize: 2))
    #expect(
      found == [
        .sizeNotPositive(index: 1, size: -4), .sizeNotPositive(index: 2, size: 0),
        .layerCount(stated: 7, sizes: 3), .activationCount(actual: 1, expected: 2),
        .keepProbabilityCount(actual: 2, expected: 1), .inputSize(data: 5, n0: 3),
        .outputSize(data: 2, nL: 0, L: 2),
      ])
    #expect(DimensionError(found).description.split(separator: "\n").count == 7)
  }

  @Test func `weights from a file are held against the plan`() throws {
    let plan = try DimensionChecker.check(
      Architecture(n: [3, 4, 2], activations: [.relu, .softmax]))
    let shapes = ["W1": Shape(3, 4), "b1": Shape(4, 1), "W2": Shape(2, 5)]
    let error = #expect(throws: DimensionError.self) {
      try DimensionChecker.check(weights: { shapes["\($0)\($1)"] }, against: plan)
    }
    #expect(
      error?.description == """
        layer 1: W1 must be (n[1], n[0]) = (4, 3), but the file has (3, 4): transposed?
        layer 2: W2 must be (n[2], n[1]) = (2, 4), but the file has (2, 5)
        layer 2: b2 must be (n[2], 1) = (2, 1), but the file has no b2
        """)
    #expect(throws: DimensionError.self) {
      try Model<Float>(plan, parameters: [["W": randomMatrix(4, 3), "b": randomMatrix(4, 1)]])
    }
    let model = try Model<Float>(
      plan,
      parameters: [
        ["W": randomMatrix(4, 3), "b": randomMatrix(4, 1)],
        ["W": randomMatrix(2, 4), "b": randomMatrix(2, 1)],
      ])
    #expect(model.parameterCount == 26)
  }

  @Test func `layers that do not fit each other are named`() {
    let first = Dense<Float>(
      W: Matrix(rows: 4, columns: 3), b: Matrix(rows: 4, columns: 1), activation: .relu)
    let second = Dense<Float>(
      W: Matrix(rows: 1, columns: 5), b: Matrix(rows: 1, columns: 1), activation: .sigmoid)
    let error = #expect(throws: DimensionError.self) { try Model<Float>([first, second]) }
    #expect(
      error?.description
        == "layer 2 (Dense 5 -> 1, sigmoid): takes n[1] = 5 inputs, but layer 1 gives 4")
    #expect(throws: DimensionError([.tooFewSizes(count: 0)])) { try Model<Float>([]) }
  }

  @Test func `examples that do not fit the model are named`() throws {
    let network = TestNetwork([3, 2], activations: [.softmax], m: 4, seed: 1)
    let error = #expect(throws: DimensionError.self) {
      try Trainer(
        try network.model(),
        on: MatrixExamples<Double>(X: randomMatrix(5, 4), Y: randomMatrix(1, 4)),
        Hyperparameters(alpha: 1, duration: .epochs(1)), random: RandomState(seed: 1),
        dropoutSeed: 2)
    }
    #expect(
      error?.violations == [.inputSize(data: 5, n0: 3), .outputSize(data: 1, nL: 2, L: 1)])
  }

  @Test func `no examples are refused`() throws {
    let network = TestNetwork([3, 2], activations: [.softmax], m: 0, seed: 1)
    for batchSize in [0, 4] {
      var hyperparameters = Hyperparameters(alpha: 1, duration: .epochs(1))
      hyperparameters.batchSize = batchSize
      let error = #expect(throws: DimensionError.self) { try network.trainer(hyperparameters) }
      #expect(
        error?.description == "X must be (n[0], m) with m at least 1, but there are no examples")
    }
  }
}
