import ArrayFiles
import Bytes
import DeepNetwork
import Testing

@testable import Interchange

struct WeightLayoutTests {
  typealias Named = Safetensors.NamedArray

  private static let image = ImageShape(height: 4, width: 3, channels: 2)

  func plan(_ layers: [LayerSpecification]) throws -> NetworkPlan {
    try DimensionChecker.check(
      Architecture(inputSize: 0, layers: layers),
      data: DataShape(inputSize: Self.image.count, outputSize: nil, image: Self.image))
  }

  /// A network whose parameters and states are all different numbers.
  func model(_ plan: NetworkPlan, seed: UInt32 = 1) throws -> Model<Double> {
    var random = RandomState(seed: seed)
    func draw(_ shapes: [(String, Shape)]) -> [String: Matrix<Double>] {
      shapes.reduce(into: [:]) { all, entry in
        all[entry.0] = Matrix(
          rows: entry.1.rows, columns: entry.1.columns, random.rand(entry.1.count).map { $0 + 0.5 })
      }
    }
    return try Model(
      plan, parameters: plan.layers.map { draw($0.parameters.map { ($0.name, $0.shape) }) },
      states: plan.layers.map { draw($0.shapesOfState.sorted { $0.key < $1.key }.map { ($0, $1) }) }
    )
  }

  func file(_ arrays: [Named]) throws -> ArrayFile {
    try ArrayFile(bytes: SharedBytes(Safetensors.encode(arrays)), path: "weights.safetensors")
  }

  func expectRead(
    _ reader: WeightReader, as model: Model<Double>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      try reader.weights(Double.self) == model.layers.map { $0.namedValues },
      sourceLocation: sourceLocation)
    #expect(
      try reader.states(Double.self) == model.layers.map { $0.state },
      sourceLocation: sourceLocation)
  }

  /// Every kind of layer, frozen and with dropout, behind pictures, behind flattened ones and inside.
  private static let all: [LayerSpecification] = [
    .convolution2D(filters: 4, kernel: 3, bias: false, activation: .linear),
    .batchNormalization(activation: .relu),
    .residual(
      [
        .convolution2D(filters: 6, kernel: 3, groups: 2, activation: .relu),
        .residual([.layerNormalization(), .batchNormalization()]),
      ], shortcut: [.convolution2D(filters: 6, kernel: 1, activation: .linear)]),
    .convolution2D(filters: 3, kernel: 2, stride: 2, activation: .tanh, keepProbability: 0.5),
    .flatten, .dropout(rate: 0.5), .batchNormalization(),
    LayerSpecification(LayerNormalizationKind(), isTrainable: false),
    LayerSpecification(DenseKind(units: 5, activation: .tanh), isTrainable: false),
    .dense(units: 4, activation: .tanh, keepProbability: 0.5), .layerNormalization(),
    .dense(units: 2, activation: .linear),
  ]

  @Test(arguments: WeightLayout.allCases)
  func `all layers come back from a layout`(layout: WeightLayout) throws {
    let plan = try plan(Self.all)
    let model = try model(plan)
    let file = try file(model.namedArrays(layout, plan))
    try expectRead(WeightReader(file, layout: layout, plan: plan), as: model)
    try expectRead(WeightReader(file, plan: plan), as: model)
  }

  @Test func `random networks come back from both layouts`() throws {
    var random = RandomState(seed: 7)
    for seed in 1...60 as ClosedRange<UInt32> {
      let pictures: [LayerSpecification] = [
        .convolution2D(filters: 4, kernel: 3, groups: 2, activation: .relu),
        .batchNormalization(), .layerNormalization(), .activation(.tanh),
        .residual(
          [.convolution2D(filters: 2, kernel: 3, activation: .linear)],
          shortcut: [
            .convolution2D(filters: 2, kernel: 1, bias: false, activation: .linear)
          ]),
      ]
      let numbers: [LayerSpecification] = [
        .batchNormalization(), .layerNormalization(), .dense(units: 3, activation: .tanh),
        .activation(.relu),
      ]
      func some(_ layers: [LayerSpecification]) -> [LayerSpecification] {
        layers.filter { _ in random.rand() < 0.6 }
      }
      let plan = try plan(
        some(pictures) + [.flatten] + some(numbers) + [.dense(units: 2, activation: .linear)])
      let model = try model(plan, seed: seed)
      for layout in WeightLayout.allCases {
        let file = try file(model.namedArrays(layout, plan))
        try expectRead(WeightReader(file, layout: layout, plan: plan), as: model)
      }
    }
  }

  @Test func `layers with parameters are counted depth first`() throws {
    let plan = try plan([
      .residual(
        [.convolution2D(filters: 3, kernel: 1, activation: .linear), .batchNormalization()],
        shortcut: [.convolution2D(filters: 3, kernel: 1, bias: false, activation: .linear)]),
      .activation(.relu), .globalAveragePool2D, .dense(units: 1, activation: .sigmoid),
    ])
    let model = try model(plan)
    #expect(
      try model.namedArrays(.torch, plan).map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
        "layers.1.running_mean", "layers.1.running_var", "layers.2.weight", "layers.3.weight",
        "layers.3.bias",
      ])
    #expect(
      try model.namedArrays(.keras, plan).map(\.name) == [
        "layers.0.kernel", "layers.0.bias", "layers.1.gamma", "layers.1.beta",
        "layers.1.moving_mean", "layers.1.moving_variance", "layers.2.kernel", "layers.3.kernel",
        "layers.3.bias",
      ])
  }

  /// Every number against its own place.
  @Test func `convolutions are OIHW and HWIO`() throws {
    let plan = try plan([
      .convolution2D(filters: 4, kernel: 3, groups: 2, activation: .linear), .flatten,
      .dense(units: 1, activation: .linear),
    ])
    let model = try model(plan)
    let W = model.layers[0].W
    let torch = try model.namedArrays(.torch, plan)[0].array
    let keras = try model.namedArrays(.keras, plan)[0].array
    #expect(torch.shape == [4, 1, 3, 3] && keras.shape == [3, 3, 1, 4])
    for f in 0..<4 {
      for i in 0..<3 {
        for j in 0..<3 {
          #expect(torch.number((f * 3 + i) * 3 + j) == W[f, i * 3 + j])
          #expect(keras.number((i * 3 + j) * 4 + f) == W[f, i * 3 + j])
        }
      }
    }
  }

  @Test func `behind a flattened picture units lie channel by channel in torch alone`() throws {
    let plan = try plan([
      .activation(.tanh), .flatten, .dropout(rate: 0.5), .batchNormalization(), .activation(.relu),
      .dense(units: 2, activation: .linear), .dense(units: 1, activation: .linear),
    ])
    let model = try model(plan)
    let torch = try model.namedArrays(.torch, plan).map(\.array)
    let keras = try model.namedArrays(.keras, plan).map(\.array)
    let (gamma, W) = (model.layers[3][parameter: "gamma"], model.layers[5].W)
    let mean = try #require(model.layers[3].state["mean"])
    for y in 0..<4 {
      for x in 0..<3 {
        for c in 0..<2 {
          let (own, other) = ((y * 3 + x) * 2 + c, (c * 4 + y) * 3 + x)
          #expect(torch[0].number(other) == gamma[own, 0])
          #expect(torch[2].number(other) == mean[own, 0])
          #expect(torch[4].number(24 + other) == W[1, own])
          #expect(keras[0].number(own) == gamma[own, 0])
          #expect(keras[4].number(own * 2 + 1) == W[1, own])
        }
      }
    }
    #expect(
      torch[6].shape == [1, 2] && torch[6].number(1) == model.layers[6].W[0, 1])
  }

  @Test func `a sum of a flattened picture and other numbers has no torch layout`() throws {
    let plan = try plan([
      .convolution2D(filters: 2, kernel: 1, activation: .linear), .flatten,
      .residual([.dense(units: 24, activation: .linear)]), .dense(units: 1, activation: .linear),
    ])
    let model = try model(plan)
    let error = ExportError.orderOfPictures(layer: 3, type: "residual", .torch)
    #expect(throws: error) { try model.namedArrays(.torch, plan) }
    let keras = try file(model.namedArrays(.keras, plan))
    try expectRead(WeightReader(keras, layout: .keras, plan: plan), as: model)
    #expect(throws: error) { try WeightReader(keras, layout: .torch, plan: plan).checkShapes() }
  }
}

// MARK: - A program's own layer, and damaged files

/// A layer that does not say how other tools have it.
private struct OwnKind: LayerKind {
  static let name = "own"
  static let summary = "A = W·A_prev + b."
  static let settings: [Key<OwnKind>] = []

  func output(of input: LayerInput) -> LayerOutput {
    LayerOutput(size: 3, W: Shape(3, input.size), b: Shape(3, 1))
  }

  func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    Dense(W: parameters.W, b: parameters.b, activation: .linear)
  }
}

extension WeightLayoutTests {
  @Test(arguments: WeightLayout.allCases)
  func `a layer of a program's own has its parameters as they are`(layout: WeightLayout) throws {
    let plan = try plan([
      .dense(units: 2, activation: .tanh), LayerSpecification(OwnKind()),
    ])
    let model = try model(plan)
    var arrays = try model.namedArrays(layout, plan)
    #expect(arrays.suffix(2).map(\.name) == ["layers.1.W", "layers.1.b"])
    #expect(arrays.suffix(2).map(\.array.shape) == [[3, 2], [3, 1]])
    try expectRead(WeightReader(file(arrays), layout: layout, plan: plan), as: model)
    arrays[2].array = arrays[2].array.reshaped([2, 3])
    #expect(throws: DimensionError.self) {
      try WeightReader(file(arrays), layout: layout, plan: plan).checkShapes()
    }
  }

  @Test(arguments: [[2], [1, 2], [3, 2], [3, 1, 1], []])
  func `a state of another shape in a model file is an error`(shape: [Int]) throws {
    let plan = try plan(Self.small)
    let model = try model(plan)
    let wrong = NumericArray(
      shape: shape, values: [Double](repeating: 1, count: shape.reduce(1, *)))
    let arrays = model.namedArrays.map { ($0.name, $0.name == "state2.mean" ? wrong : $0.array) }
    let reader = WeightReader(modelFile: try file(arrays), plan: plan)
    #expect(throws: (any Error).self) {
      try Model<Double>(plan, parameters: reader.weights(), states: reader.states())
    }
  }
}

extension NumericArray {
  fileprivate func number(_ index: Int) -> Double {
    Matrix<Double>(twoAxes: reshaped([1, count]))?[0, index] ?? .nan
  }
}
