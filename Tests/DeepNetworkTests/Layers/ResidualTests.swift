import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct ResidualTests {
  private let first = Dense<Double>(
    W: Matrix([[1, 2], [3, 4], [5, 6]]), b: Matrix([[1], [0], [-1]]), activation: .linear)
  private let second = Dense<Double>(
    W: Matrix([[1, 0, 1], [0, 1, 0]]), b: Matrix([[2], [3]]), activation: .linear)

  @Test func `the input is added to what the layers give`() throws {
    let block = try Residual([first, second], activation: .relu)
    // first: (4, 7, 10), second: (16, 10), and (1, 1) added.
    #expect(block.forward(Matrix([[1], [1]])).a == Matrix([[17], [11]]))
    #expect(block.forward(Matrix([[-3], [0]])).a == Matrix([[0], [0]]))
    #expect(block.infer(Matrix([[1], [1]])) == Matrix([[17], [11]]))
    #expect(
      block.name
        == "Residual 2, relu (Dense 2 -> 3, linear; Dense 3 -> 2, linear)")
  }

  @Test func `parameters are the inner ones under the numbers of their layers`() throws {
    var block = try Residual<Double>([
      first, Flatten(line(3)), second, Residual([BatchNormalization<Double>(2)]),
    ])
    #expect(block.parameterNames == ["W.1", "b.1", "W.3", "b.3", "gamma.4.1", "beta.4.1"])
    #expect(block[parameter: "W.1"] == first.W && block[parameter: "b.3"] == second.b)
    block[parameter: "W.3"] = Matrix([[7, 8, 9], [10, 11, 12]])
    block[parameter: "b.3"][1, 0] = 42
    block[parameter: "gamma.4.1"] = Matrix([[5], [6]])
    #expect(block.layers[2].W == Matrix([[7, 8, 9], [10, 11, 12]]))
    #expect(block.layers[2].b == Matrix([[2], [42]]))
    #expect(block.layers[3][parameter: "gamma.1"] == Matrix([[5], [6]]))
    #expect(block.layers[0].W == first.W && second.b == Matrix([[2], [3]]))
    #expect(
      block.parameters.filter { !$0.value(block).isEmpty }.map(\.decays)
        == [true, false, true, false, false, false])
  }

  @Test func `a block without parameters has none`() throws {
    let block = try Residual<Double>([Flatten(line(3))])
    #expect(block.namedValues.isEmpty)
    #expect(block.forward(Matrix([[1], [2], [3]])).a == Matrix([[2], [4], [6]]))
    expectSound(block)
  }

  @Test func `the state has the numbers of the inner layers`() throws {
    var block = try Residual<Double>([
      BatchNormalization(2), Residual([BatchNormalization(2)]),
    ])
    #expect(
      block.state.keys.sorted() == ["1.mean", "1.variance", "2.1.mean", "2.1.variance"])
    block.state["2.1.mean"] = Matrix([[7], [8]])
    #expect(block.layers[1].state["1.mean"] == Matrix([[7], [8]]))
    #expect(block.layers[0].state["mean"] == Matrix([[0], [0]]))
  }

  @Test func `inner layers draw and observe`() throws {
    let dropout = Dropout(
      Dense<Double>(W: randomMatrix(2, 2), b: randomMatrix(2, 1), activation: .tanh),
      keepProbability: 0.5)
    var block = try Residual<Double>([dropout, BatchNormalization(2)])
    var random = RandomState(seed: 3)
    let aPrev: Matrix<Double> = randomMatrix(2, 20)
    let before = block.forward(aPrev).a
    block.draw(m: 20, from: &random)
    #expect(block.forward(aPrev).a != before)
    let inferred = block.infer(aPrev)
    block.observe(block.forward(aPrev).cache)
    #expect(block.infer(aPrev) != inferred)
  }

  @Test func `the block is sound with any layers inside`() throws {
    let tanh = Dense<Double>(
      W: randomMatrix(4, 3), b: randomMatrix(4, 1, seed: 2), activation: .tanh)
    let back = Dense<Double>(
      W: randomMatrix(3, 4, seed: 3), b: randomMatrix(3, 1, seed: 4), activation: .relu)
    let blocks: [[any NetworkLayer<Double>]] = [
      [tanh, back], [tanh, BatchNormalization(4, activation: .leakyRelu()), back],
      [Dropout(tanh, keepProbability: 0.5), back], [BatchNormalization(3)],
      [try Residual([tanh, back], activation: .relu), BatchNormalization(3)],
    ]
    for layers in blocks {
      for activation in [Activation.linear, .relu, .sigmoid] {
        expectSound(try Residual(layers, activation: activation))
      }
    }
  }

  @Test func `a mistake of an inner layer is found`() throws {
    let broken = BrokenDense(
      .dWTransposed, W: randomMatrix(3, 3), b: randomMatrix(3, 1, seed: 2))
    let report = GradientCheck().check(try Residual([broken]))
    #expect(report.failures.map(\.quantity) == [.gradient(of: "W.1")])
  }

  @Test func `layers that do not fit each other or the input are refused`() {
    #expect(
      throws: DimensionError([.inBlock(layer: nil, type: "residual", .tooFewSizes(count: 0))])
    ) {
      try Residual<Double>([])
    }
    #expect(throws: DimensionError([.blockEnds(layer: nil, input: "2", output: "3")])) {
      try Residual([first])
    }
    let error = #expect(throws: DimensionError.self) { try Residual([first, first]) }
    #expect(
      error?.description
        == "in a residual block: layer 2 (Dense 2 -> 3, linear): takes n[1] = 2 inputs, but layer 1 "
        + "gives 3")
  }

  @Test func `a shortcut stands in place of the input`() throws {
    // first: (4, 7, 10) from (1, 1); the shortcut (2, -1, 10).
    let across = Dense<Double>(
      W: Matrix([[1, 1], [0, -1], [5, 5]]), b: Matrix([[0], [0], [0]]), activation: .linear)
    var block = try Residual([first], shortcut: [across], activation: .relu)
    #expect(block.inputSize == 2 && block.outputSize == 3)
    #expect(block.forward(Matrix([[1], [1]])).a == Matrix([[6], [6], [20]]))
    #expect(block.infer(Matrix([[1], [1]])) == Matrix([[6], [6], [20]]))
    #expect(block.parameterNames == ["W.1", "b.1", "W.shortcut.1", "b.shortcut.1"])
    block[parameter: "b.shortcut.1"] = Matrix([[4], [5], [6]])
    #expect(block.layers[0].b == Matrix([[1], [0], [-1]]))
    #expect(block.shortcut[0].b == Matrix([[4], [5], [6]]))
    #expect(
      block.name == "Residual 2 -> 3, relu (Dense 2 -> 3, linear), shortcut (Dense 2 -> 3, linear)")
  }

  @Test func `the layers of a shortcut draw, observe and have a state`() throws {
    let wide = Dense<Double>(W: randomMatrix(3, 2), b: randomMatrix(3, 1), activation: .tanh)
    var block = try Residual(
      [wide], shortcut: [wide, BatchNormalization(3), DropoutLayer(3, rate: 0.5)])
    #expect(block.dropsUnits)
    #expect(block.state.keys.sorted() == ["shortcut.2.mean", "shortcut.2.variance"])
    block.state["shortcut.2.mean"] = Matrix([[7], [8], [9]])
    #expect(block.shortcut[1].state["mean"] == Matrix([[7], [8], [9]]))
    var random = RandomState(seed: 3)
    let aPrev: Matrix<Double> = randomMatrix(2, 20)
    let before = block.forward(aPrev).a
    block.draw(m: 20, from: &random)
    #expect(block.forward(aPrev).a != before)
    let inferred = block.infer(aPrev)
    block.observe(block.forward(aPrev).cache)
    #expect(block.infer(aPrev) != inferred)
  }

  @Test func `a block with a shortcut is sound`() throws {
    let image = ImageShape(height: 4, width: 3, channels: 2)
    var random = RandomState(seed: 2)
    for activation in [Activation.linear, .relu, .sigmoid] {
      let convolution = Convolution2D<Double>(
        image, filters: 3, kernel: 3, stride: 2, activation: .relu, from: &random)
      let across = Convolution2D<Double>(
        image, filters: 3, kernel: 1, stride: 2, activation: .linear, from: &random)
      let norm = BatchNormalization<Double>(image: across.output)
      expectSound(
        try Residual([convolution], shortcut: [across, norm], activation: activation))
      expectSound(
        try Residual(
          [convolution, LayerNormalization(image: convolution.output)], shortcut: [across],
          activation: activation))
    }
  }

  @Test func `a shortcut with other ends is refused`() {
    let error = #expect(throws: DimensionError.self) {
      try Residual([first], shortcut: [second])
    }
    #expect(
      error?.description
        == "a residual block takes 2 and gives 3, but its shortcut takes 3 and gives 2")
    #expect(throws: DimensionError.self) { try Residual([first], shortcut: [first, first]) }
  }

  private func line(_ n: Int) -> ImageShape { ImageShape(height: 1, width: n, channels: 1) }
}

@Suite struct FlattenTests {
  @Test func `Flatten changes nothing`() {
    let layer = Flatten<Double>(ImageShape(height: 2, width: 2, channels: 3))
    let aPrev: Matrix<Double> = randomMatrix(12, 2)
    #expect(layer.forward(aPrev).a == aPrev)
    #expect(layer.name == "Flatten 2x2x3 -> 12")
    expectSound(layer)
  }
}
