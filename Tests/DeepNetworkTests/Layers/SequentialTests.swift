import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct SequentialTests {
  private let layers: [any NetworkLayer<Double>] = [
    Dense(W: randomMatrix(4, 3), b: randomMatrix(4, 1, seed: 2), activation: .tanh),
    BatchNormalization<Double>(4),
    Dropout(
      Dense(W: randomMatrix(2, 4, seed: 3), b: randomMatrix(2, 1, seed: 4), activation: .relu),
      keepProbability: 0.6),
  ]

  @Test func `layers in a sequence compute what they compute one by one`() throws {
    let (apart, together) = (try Model(layers), try Model([Sequential(layers)]))
    let X: Matrix<Double> = randomMatrix(3, 9)
    #expect(try apart.predict(X) == together.predict(X))
    var (first, second) = (RandomState(seed: 5), RandomState(seed: 5))
    let (A, tape) = try apart.forward(X, from: &first)
    let (other, tapeOfOther) = try together.forward(X, from: &second)
    #expect(A == other)
    let (dX, gradients) = try tape.backward(A)
    let (dXOfOther, gradientsOfOther) = try tapeOfOther.backward(A)
    #expect(dX == dXOfOther)
    #expect(gradients.flatMap(\.values) == gradientsOfOther.flatMap(\.values))
    var (model, whole) = (apart, together)
    var optimizers = [ModelOptimizer<Double>(.adam()), ModelOptimizer<Double>(.adam())]
    try optimizers[0].update(&model, by: gradients, alpha: 0.1)
    try optimizers[1].update(&whole, by: gradientsOfOther, alpha: 0.1)
    #expect(try model.predict(X) == whole.predict(X))
  }

  @Test func `names and states have the numbers of the layers`() throws {
    var block = try Sequential(layers)
    #expect(block.parameterNames == ["W.1", "b.1", "gamma.2", "beta.2", "W.3", "b.3"])
    #expect(block.state.keys.sorted() == ["2.mean", "2.variance"])
    block.state["2.mean"] = Matrix([[1], [2], [3], [4]])
    #expect(block.layers[1].state["mean"] == Matrix([[1], [2], [3], [4]]))
    #expect(block.dropsUnits && block.normalizes)
    #expect(
      block.name
        == "Sequential 3 -> 2 (\(layers.map { $0.name }.joined(separator: "; ")))")
  }

  @Test func `a sequence is sound, frozen too, and states its operations`() throws {
    expectSound(try Sequential(layers))
    expectSound(try Sequential(Array(layers.prefix(1))).frozen())
    try expectStated(try Sequential(layers))
    try expectStated(try Residual([Sequential(Array(layers.prefix(2))), square()]))
  }

  private func square() -> any NetworkLayer<Double> {
    Dense(W: randomMatrix(3, 4, seed: 6), b: randomMatrix(3, 1, seed: 7), activation: .linear)
  }

  @Test func `Z and g are those of the last layer`() throws {
    let block = try Sequential([layers[0], BatchNormalization<Double>(4, activation: .relu)])
    let aPrev: Matrix<Double> = randomMatrix(3, 5)
    #expect(block.activation == .relu)
    #expect(Activation.relu(block.inferLinear(aPrev)) == block.infer(aPrev))
  }
}

@Suite struct ParallelTests {
  private let wide = Dense<Double>(
    W: Matrix([[1, 2], [3, 4], [5, 6]]), b: Matrix([[1], [0], [-1]]), activation: .linear)
  private let narrow = Dense<Double>(
    W: Matrix([[1, -1]]), b: Matrix([[0]]), activation: .linear)

  @Test func `what the branches give lies one below the other`() throws {
    let layer = try Parallel([[wide], [], [narrow]])
    #expect(layer.inputSize == 2 && layer.outputSize == 6)
    let A = Matrix<Double>([[4], [7], [10], [1], [1], [0]])
    #expect(layer.forward(Matrix([[1], [1]])).a == A)
    #expect(layer.infer(Matrix([[1], [1]])) == A)
    #expect(layer.name == "Parallel 2 -> 6 (Dense 2 -> 3, linear | A_prev | Dense 2 -> 1, linear)")
  }

  @Test func `the branches hand back the sum of theirs`() throws {
    let layer = try Parallel([[wide], [], [narrow]])
    let dA = Matrix<Double>([[1], [0], [2], [10], [20], [3]])
    let (dAPrev, gradients) = layer.backward(dA, cache: layer.forward(Matrix([[1], [1]])).cache)
    // Wᵀ·(1, 0, 2) = (11, 14), and (10, 20), and 3 · (1, -1).
    #expect(dAPrev == Matrix([[24], [31]]))
    #expect(gradients.map(\.shape) == [Shape(3, 2), Shape(3, 1), Shape(1, 2), Shape(1, 1)])
    #expect(layer.parameterNames == ["W.1.1", "b.1.1", "W.3.1", "b.3.1"])
  }

  @Test func `pictures are joined by their channels`() throws {
    // Two pixels: one channel, and two channels.
    let image = ImageShape(height: 1, width: 2, channels: 1)
    let twice = Convolution2D<Double>(
      image, W: Matrix([[2], [3]]), b: Matrix([[0], [0]]), kernel: 1, activation: .linear)
    let layer = try Parallel([[], [twice]], joining: .channels(height: 1, width: 2))
    #expect(
      layer.infer(Matrix([[5], [7]])) == Matrix([[5], [10], [15], [7], [14], [21]]))
  }

  @Test(arguments: 0..<4) func `branches of any layers are sound and state their operations`(
    seed: UInt32
  ) throws {
    var random = RandomState(seed: seed)
    let image = ImageShape(height: 3, width: 2, channels: 2)
    let first = Convolution2D<Double>(
      image, filters: 3, kernel: 3, activation: .tanh, from: &random)
    let norm = BatchNormalization<Double>(image: first.output, activation: .relu)
    let second = Convolution2D<Double>(
      image, filters: 1, kernel: 1, activation: .relu, from: &random)
    let dense = Dense<Double>(12, 5, activation: .gelu, from: &random)
    let layers = [
      try Parallel(
        [[first, norm], [], [Dropout(second, keepProbability: 0.5)]],
        joining: .channels(height: 3, width: 2)),
      try Parallel([[first, norm], [dense], []]),
      try Parallel([
        [dense, try Parallel([[Dense<Double>(5, 2, activation: .tanh, from: &random)], []])]
      ]),
      try Parallel([[Flatten(image)], [Sequential([first, Flatten(first.output)])]]),
    ]
    let layer = layers[Int(seed)]
    expectSound(layer)
    try expectStated(layer)
  }

  @Test func `states have the numbers of branch and layer`() throws {
    var layer = try Parallel([
      [wide, BatchNormalization<Double>(3)], [BatchNormalization<Double>(2)],
    ])
    #expect(layer.state.keys.sorted() == ["1.2.mean", "1.2.variance", "2.1.mean", "2.1.variance"])
    layer.state["2.1.mean"] = Matrix([[7], [8]])
    #expect(layer.branches[1][0].state["mean"] == Matrix([[7], [8]]))
    let inferred = layer.infer(randomMatrix(2, 5))
    layer.observe(layer.forward(randomMatrix(2, 5)).cache)
    #expect(layer.infer(randomMatrix(2, 5)) != inferred)
  }

  @Test func `branches from a list of layers have their shapes`() throws {
    let color = ImageShape(height: 8, width: 6, channels: 3)
    let branches = LayerSpecification.parallel([
      [.convolution2D(filters: 4, kernel: 1, activation: .relu)],
      [
        .sequential([
          .convolution2D(filters: 2, kernel: 1, activation: .relu), .batchNormalization(),
        ])
      ],
      [],
    ])
    let plan = try DimensionChecker.check(
      Architecture(
        inputSize: color.count, image: color,
        layers: [
          branches, .parallel([[.flatten], [.globalAveragePool2D]]),
          .dense(units: 2, activation: .softmax),
        ]))
    #expect(plan.layers[0].outputImage == ImageShape(height: 8, width: 6, channels: 9))
    #expect(
      plan.layers[0].parameters.map(\.name) == [
        "W.1.1", "b.1.1", "W.2.1.1", "b.2.1.1", "gamma.2.1.2", "beta.2.1.2",
      ])
    #expect(plan.n == [144, 432, 432 + 9, 2])
    var random = RandomState(seed: 1)
    let model = Model<Double>(plan, initializer: .he, from: &random)
    #expect(model.layers[0].specification == branches)
    let Y = Matrix<Double>([[1, 0, 1, 0], [0, 1, 0, 1]])
    let report = try GradientCheck(sample: 40).check(model, X: randomMatrix(144, 4), Y: Y)
    #expect(report.passed, "\(report)")
  }

  @Test func `branches of pictures of several sizes are refused`() {
    let color = ImageShape(height: 8, width: 6, channels: 3)
    let error = #expect(throws: DimensionError.self) {
      try DimensionChecker.check(
        Architecture(
          inputSize: color.count, image: color, layers: [.parallel([[.maxPool2D(size: 2)], []])]))
    }
    #expect(
      error?.description
        == "layer 1 (parallel): branches that give pictures must all give such of one height and width, but "
        + "these give 4x3x3, 8x6x3")
    let inner = #expect(throws: DimensionError.self) {
      try DimensionChecker.check(
        Architecture(
          inputSize: 5, layers: [.parallel([[], [.dense(units: 0, activation: .relu)]])]))
    }
    #expect(
      inner?.description
        == "layer 1 (parallel): in branch 2, layer 1 (dense): units must be at least 1, but is 0")
  }
}
