import TestSupport
import Testing

@testable import DeepNetwork

private let color = ImageShape(height: 8, width: 6, channels: 3)

/// A network with a layer of every type.
private let everyType: [LayerSpecification] = [
  .convolution2D(filters: 4, kernel: 3, activation: .linear),
  .batchNormalization(activation: .relu),
  .maxPool2D(size: 2),
  .residual(
    [
      .convolution2D(filters: 4, kernel: 3, activation: .relu, keepProbability: 0.9),
      .batchNormalization(),
    ], activation: .relu),
  .convolution2D(filters: 2, kernel: 2, stride: 2, padding: .valid, activation: .tanh),
  .averagePool2D(size: 1),
  .residual(
    [.convolution2D(filters: 4, kernel: 3, groups: 2, bias: false, activation: .tanh)],
    shortcut: [.convolution2D(filters: 4, kernel: 1, activation: .linear)]),
  .layerNormalization(activation: .silu),
  .averagePool2D(size: 3, stride: 1, padding: .same),
  .parallel([
    [.convolution2D(filters: 2, kernel: 1, activation: .tanh)], [],
    [
      .sequential([.convolution2D(filters: 1, kernel: 3, activation: .tanh), .batchNormalization()])
    ],
  ]),
  .convolution2D(filters: 4, kernel: 1, activation: .tanh),
  .activation(.gelu),
  .dropout(rate: 0.1),
  .residual([.globalAveragePool2D], shortcut: [.flatten, .dense(units: 4, activation: .tanh)]),
  .dense(units: 5, activation: .tanh, keepProbability: 0.8),
  .batchNormalization(momentum: 0.5),
  .dense(units: 2, activation: .softmax),
]

private func violations(
  _ layers: [LayerSpecification], _ data: DataShape? = nil
) -> [DimensionViolation] {
  do throws(DimensionError) {
    let shape = data ?? DataShape(inputSize: color.count, outputSize: nil, image: color)
    _ = try DimensionChecker.check(Architecture(layers: layers), data: shape)
    return []
  } catch {
    return error.violations
  }
}

@Suite struct LayerPlanTests {
  @Test func `each layer has its pictures and parameters`() throws {
    let layers = Array(everyType.prefix(5)) + [.flatten, .dense(units: 2, activation: .softmax)]
    let plan = try DimensionChecker.check(
      Architecture(inputSize: 144, image: color, layers: layers))
    #expect(
      plan.layers.map { $0.outputImage.map { "\($0)" } ?? "-" } == [
        "8x6x4", "8x6x4", "4x3x4", "4x3x4", "2x1x2", "-", "-",
      ])
    #expect(
      plan.layers.map { $0.parameters.map { "\($0.name) \($0.shape)" } } == [
        ["W (4, 27)", "b (4, 1)"], ["gamma (4, 1)", "beta (4, 1)"], [],
        ["W.1 (4, 36)", "b.1 (4, 1)", "gamma.2 (4, 1)", "beta.2 (4, 1)"],
        ["W (2, 16)", "b (2, 1)"], [], ["W (2, 4)", "b (2, 1)"],
      ])
    #expect(plan.layers.map(\.parameterCount) == [112, 8, 0, 156, 34, 0, 10])
    #expect(plan.layers[3].shapesOfState == ["2.mean": Shape(4, 1), "2.variance": Shape(4, 1)])
    #expect(!plan.isDense && plan.image == color)
  }

  @Test func `the dense form is a list of dense layers`() throws {
    let dense = Architecture(
      n: [3, 4, 2], activations: [.relu, .softmax], keepProbabilities: [0.5])
    let list = Architecture(
      inputSize: 3,
      layers: [
        .dense(units: 4, activation: .relu, keepProbability: 0.5),
        .dense(units: 2, activation: .softmax),
      ])
    #expect(dense == list && list.n == [3, 4, 2] && list.isDense)
    let plan = try DimensionChecker.check(list)
    #expect(plan.keepProbabilities == [0.5] && plan.isDense)
  }

  struct Case: Sendable {
    let layers: [LayerSpecification]
    var data: DataShape?
    let sentences: [String]
  }

  static let cases = [
    Case(
      layers: [.convolution2D(filters: 2, kernel: 9, padding: .valid, activation: .relu)],
      sentences: ["layer 1 (convolution2D): a kernel of 9 is too large for the picture 8x6x3"]),
    Case(
      layers: [.convolution2D(filters: 2, kernel: 3, padding: .zeros(3), activation: .relu)],
      sentences: ["layer 1 (convolution2D): padding must be from 0 to kernel - 1 = 2, but is 3"]),
    Case(
      layers: [.convolution2D(filters: 0, kernel: 3, activation: .relu)],
      sentences: ["layer 1 (convolution2D): filters must be at least 1, but is 0"]),
    Case(
      layers: [.maxPool2D(size: 4), .averagePool2D(size: 2)],
      sentences: [
        "layer 2 (averagePool2D): windows of size 2 are larger than the picture 2x1x3"
      ]),
    Case(
      layers: [
        .dense(units: 7, activation: .relu),
        .convolution2D(filters: 2, kernel: 3, activation: .relu),
      ],
      sentences: [
        "layer 2 (convolution2D): takes pictures, but behind layer 1 there are none, only 7 numbers "
          + "an example"
      ]),
    Case(
      layers: [.flatten, .maxPool2D(size: 2)],
      sentences: [
        "layer 2 (maxPool2D): takes pictures, but behind layer 1 there are none, only 144 numbers an "
          + "example"
      ]),
    Case(
      layers: [.maxPool2D(size: 2)], data: DataShape(inputSize: 9, outputSize: nil),
      sentences: [
        "layer 1 (maxPool2D): takes pictures, but the 9 features of an example have no height, width "
          + "and channels"
      ]),
    Case(
      layers: [.residual([.convolution2D(filters: 4, kernel: 3, activation: .relu)])],
      sentences: [
        "layer 1 (residual): a residual block adds its input to its output, but it takes 8x6x3 and "
          + "gives 8x6x4"
      ]),
    Case(
      layers: [.residual([.dense(units: 3, activation: .relu), .maxPool2D(size: 2)])],
      sentences: [
        "layer 1 (residual): layer 2 (maxPool2D): takes pictures, but behind layer 1 there are none, "
          + "only 3 numbers an example"
      ]),
    Case(layers: [.residual([])], sentences: ["layer 1 (residual): holds no layers"]),
    Case(
      layers: [.dense(units: 2, activation: .sigmoid, keepProbability: 0.5)],
      sentences: [
        "layer 1 (dense): no units can be left out in the last layer, whose outputs all count"
      ]),
    Case(
      layers: [.dropout(rate: 0.25)],
      sentences: [
        "layer 1 (dropout): no units can be left out in the last layer, whose outputs all count"
      ]),
    Case(
      layers: [.dropout(rate: 1), .layerNormalization(epsilon: 0)],
      sentences: [
        "layer 1 (dropout): rate must be from 0 to below 1, but is 1",
        "layer 2 (layerNormalization): epsilon must be above 0, but is 0",
      ]),
    Case(
      layers: [.convolution2D(filters: 4, kernel: 3, groups: 2, activation: .relu)],
      sentences: [
        "layer 1 (convolution2D): groups must divide the 3 channels and the 4 filters, but is 2"
      ]),
    Case(
      layers: [.convolution2D(filters: 4, kernel: 3, groups: 0, activation: .relu)],
      sentences: ["layer 1 (convolution2D): groups must be at least 1, but is 0"]),
    Case(
      layers: [.maxPool2D(size: 2, padding: .zeros(2))],
      sentences: ["layer 1 (maxPool2D): padding must be from 0 to size - 1 = 1, but is 2"]),
    Case(
      layers: [.averagePool2D(size: 9, padding: .zeros(1))],
      sentences: [
        "layer 1 (averagePool2D): windows of size 9 are larger than the picture 8x6x3, padded by 1"
      ]),
    Case(
      layers: [.globalAveragePool2D, .globalAveragePool2D],
      sentences: [
        "layer 2 (globalAveragePool2D): takes pictures, but behind layer 1 there are none, only 3 "
          + "numbers an example"
      ]),
    Case(
      layers: [
        .residual(
          [.convolution2D(filters: 4, kernel: 3, stride: 2, activation: .relu)],
          shortcut: [.convolution2D(filters: 4, kernel: 1, activation: .linear)])
      ],
      sentences: [
        "layer 1 (residual): the layers give 4x3x4, but the shortcut gives 8x6x4"
      ]),
    Case(
      layers: [.residual([.batchNormalization()], shortcut: [.maxPool2D(size: 7)])],
      sentences: [
        "layer 1 (residual): in its shortcut, layer 1 (maxPool2D): windows of size 7 are larger than "
          + "the picture 8x6x3"
      ]),
    Case(
      layers: [.batchNormalization(momentum: 1.5, epsilon: 0)],
      sentences: [
        "layer 1 (batchNormalization): momentum must be from 0 to 1, but is 1.5",
        "layer 1 (batchNormalization): epsilon must be above 0, but is 0",
      ]),
    Case(
      layers: [.flatten, .dense(units: 2, activation: .softmax)],
      data: DataShape(inputSize: 144, outputSize: 3, image: color),
      sentences: ["Y must be (n[2], m) = (2, m), but the data have 3 outputs per example"]),
    Case(
      layers: [
        .convolution2D(filters: 2, kernel: 20, padding: .valid, activation: .relu),
        .maxPool2D(size: 2), .dense(units: 4, activation: .relu),
        .maxPool2D(size: 2, stride: 0), .dense(units: 1, activation: .sigmoid),
      ],
      data: DataShape(inputSize: 144, outputSize: 2, image: color),
      sentences: [
        "layer 1 (convolution2D): a kernel of 20 is too large for the picture 8x6x3",
        "layer 4 (maxPool2D): stride must be at least 1, but is 0",
        "Y must be (n[5], m) = (1, m), but the data have 2 outputs per example",
      ]),
  ]

  @Test(arguments: cases) func `each violation is found and said`(_ example: Case) {
    #expect(violations(example.layers, example.data).map(\.description) == example.sentences)
  }

  @Test func `a shortcut has its shapes and state behind those of the layers`() throws {
    let block = LayerSpecification.residual(
      [.convolution2D(filters: 4, kernel: 3, stride: 2, bias: false, activation: .linear)],
      shortcut: [
        .convolution2D(filters: 4, kernel: 1, stride: 2, activation: .linear),
        .batchNormalization(),
      ])
    let plan = try DimensionChecker.check(
      Architecture(inputSize: 144, image: color, layers: [block]))
    let layer = plan.layers[0]
    #expect(layer.outputImage == ImageShape(height: 4, width: 3, channels: 4))
    #expect(layer.inner.map(\.number) == ["1", "shortcut.1", "shortcut.2"])
    #expect(
      layer.parameters.map { "\($0.name) \($0.shape)" } == [
        "W.1 (4, 27)", "W.shortcut.1 (4, 3)", "b.shortcut.1 (4, 1)", "gamma.shortcut.2 (4, 1)",
        "beta.shortcut.2 (4, 1)",
      ])
    #expect(layer.shapesOfState.keys.sorted() == ["shortcut.2.mean", "shortcut.2.variance"])
  }

  @Test func `the outputs are known where they do not depend on the input`() {
    func size(_ layers: LayerSpecification...) -> Int? { Architecture(layers: layers).outputSize }
    #expect(size(.dense(units: 3, activation: .relu)) == 3)
    #expect(size(.dense(units: 3, activation: .linear), .activation(.softmax)) == 3)
    #expect(
      size(
        .flatten, .dense(units: 3, activation: .linear), .dropout(rate: 0.5), .batchNormalization())
        == 3)
    #expect(size(.convolution2D(filters: 2, kernel: 1, activation: .relu), .flatten) == nil)
  }

  @Test func `sizes that nobody can count are refused`() {
    let layers: [LayerSpecification] = [
      .convolution2D(
        filters: 1, kernel: 4_000_000_000, padding: .zeros(3_999_999_999), activation: .relu)
    ]
    #expect(violations(layers).count == 1)
    let filters: [LayerSpecification] = [
      .convolution2D(filters: .max, kernel: 1, activation: .relu)
    ]
    #expect(violations(filters).count == 1)
  }

  private func plan() throws -> NetworkPlan {
    try DimensionChecker.check(
      Architecture(inputSize: 144, image: color, layers: everyType))
  }

  @Test func `a model of a plan has its shapes and right gradients`() throws {
    let plan = try plan()
    var random = RandomState(seed: 3)
    let model = Model<Double>(plan, initializer: .he, from: &random)
    #expect(model.layers.map { $0.parameterNames } == plan.layers.map { $0.parameters.map(\.name) })
    #expect(
      model.layers.map { $0.values.filter { !$0.isEmpty }.map(\.shape) }
        == plan.layers.map { $0.parameters.map(\.shape) })
    #expect(
      model.layers.map { $0.state.mapValues(\.shape) } == plan.layers.map(\.shapesOfState))
    let m = 6
    var Y = Matrix<Double>(rows: 2, columns: m)
    for column in 0..<m { Y[column % 2, column] = 1 }
    let report = try GradientCheck(sample: 40).check(model, X: randomMatrix(144, m), Y: Y)
    #expect(report.passed, "\(report)")
  }

  @Test func `weights and states make the same model again`() throws {
    let plan = try plan()
    var random = RandomState(seed: 3)
    var model = Model<Double>(plan, initializer: .he, from: &random)
    model.layers[1].state = [
      "mean": randomMatrix(4, 1), "variance": randomMatrix(4, 1).map { $0 * $0 },
    ]
    let parameters = model.layers.map { $0.namedValues }
    let again = try Model(
      plan, parameters: parameters, states: model.layers.map { $0.state })
    let X: Matrix<Double> = randomMatrix(144, 3)
    #expect(try again.predict(X) == model.predict(X))
    let fresh = try Model(plan, parameters: parameters)
    #expect(try fresh.predict(X) != model.predict(X))
    let error = #expect(throws: DimensionError.self) {
      try Model(plan, parameters: parameters.map { $0.mapValues(\.transposed) })
    }
    #expect(
      error?.description.contains(
        "layer 2 (batchNormalization): gamma2 must be (4, 1), but is (1, 4)")
        == true)
  }
}
