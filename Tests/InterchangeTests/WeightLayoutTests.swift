import ArrayFiles
import Bytes
import DeepNetwork
import Testing

@testable import Interchange

struct WeightLayoutTests {
  private typealias Named = Safetensors.NamedArray

  private static let image = ImageShape(height: 4, width: 3, channels: 2)

  private func plan(_ layers: [LayerSpecification]) throws -> NetworkPlan {
    try DimensionChecker.check(
      Architecture(inputSize: 0, layers: layers),
      data: DataShape(inputSize: Self.image.count, outputSize: nil, image: Self.image))
  }

  /// A network whose parameters and states are all different numbers.
  private func model(_ plan: NetworkPlan, seed: UInt32 = 1) throws -> Model<Double> {
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

  private func file(_ arrays: [Named]) throws -> ArrayFile {
    try ArrayFile(bytes: SharedBytes(Safetensors.encode(arrays)), path: "weights.safetensors")
  }

  private func expectRead(
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

// MARK: - Names, order and parts

extension WeightLayoutTests {
  private static let small: [LayerSpecification] = [
    .convolution2D(filters: 3, kernel: 3, bias: false, activation: .linear),
    .batchNormalization(activation: .relu), .flatten, .dense(units: 2, activation: .linear),
  ]
  private static let stems = ["conv1", "bn1", "fc"]

  /// The arrays of PyTorch's layout, each layer's under a stem.
  private func renamed(_ model: Model<Double>, _ plan: NetworkPlan, _ stems: [String]) throws
    -> [Named]
  {
    try model.namedArrays(.torch, plan).map { name, array in
      let parts = name.split(separator: ".")
      return ("\(stems[Int(parts[1]) ?? 0]).\(parts[2])", array)
    }
  }

  @Test func `names map parameters and running statistics`() throws {
    let plan = try plan(Self.small)
    let model = try model(plan)
    let names = [
      "W1": "conv1.weight", "gamma2": "bn1.weight", "beta2": "bn1.bias",
      "state2.mean": "bn1.running_mean", "state2.variance": "bn1.running_var",
      "W4": "fc.weight", "b4": "fc.bias",
    ]
    let file = try file(renamed(model, plan, Self.stems))
    try expectRead(WeightReader(file, names: names, layout: .torch, plan: plan), as: model)
    let wrong = WeightReader(file, names: ["b1": "conv1.bias"], layout: .torch, plan: plan)
    let error = #expect(throws: WeightError.self) { try wrong.checkShapes() }
    #expect(error?.description.contains("the network has no \"b1\"; it has W1, gamma2") == true)
  }

  @Test func `arrays of torch are taken in the order of the file`() throws {
    let plan = try plan(Self.small)
    let model = try model(plan)
    var arrays = try renamed(model, plan, ["stem", "a norm", "0"])
    arrays.insert(
      ("a norm.num_batches_tracked", NumericArray(shape: [], values: [Int64(3)])), at: 5)
    let reader = WeightReader(try file(arrays), layout: .torch, plan: plan)
    try expectRead(reader, as: model)
    #expect(
      try reader.remarks() == [
        "weights.safetensors: the arrays were taken in order: layer 1 (convolution2D) from \"stem\", "
          + "layer 2 (batchNormalization) from \"a norm\", layer 4 (dense) from \"0\"; "
          + "not taken: num_batches_tracked, a count that nothing here needs"
      ])
  }

  @Test func `many layers are summed up, and listed where that is asked for`() throws {
    let layers =
      [LayerSpecification](
        repeating: .convolution2D(filters: 2, kernel: 3, activation: .relu), count: 9)
      + [.flatten, .dense(units: 1, activation: .linear)]
    let plan = try plan(layers)
    let stems = (0..<9).map { "features.\($0)" } + ["classifier"]
    let reader = WeightReader(
      try file(renamed(model(plan), plan, stems)), layout: .torch, plan: plan)
    #expect(
      try reader.remarks(inFull: false) == [
        "weights.safetensors: the arrays were taken in order: those of 10 layers, layer 1 "
          + "(convolution2D) from \"features.0\" to layer 11 (dense) from \"classifier\" "
          + "(dnn check lists all)"
      ])
    let all = try #require(try reader.remarks().first)
    #expect(stems.allSatisfy { all.contains("from \"\($0)\"") })
  }

  @Test func `what is left of a file, and frozen layers that start afresh, are named`() throws {
    let frozenHead = LayerSpecification(
      LayerSpecification.dense(units: 5, activation: .linear).kind, isTrainable: false)
    let plan = try plan(Array(Self.small.dropLast()) + [frozenHead])
    let other = try self.plan(Self.small)
    let named = try model(other).namedArrays(.torch, other)
    #expect(
      try WeightReader(file(named), layout: .torch, isPartial: true, plan: plan).remarks() == [
        "weights.safetensors has no weights of their shapes, so these start afresh: layer 4 (dense)",
        "frozen, and so to stay as they are drawn: layer 4 (dense)",
      ])
    let more = named + [("extra", NumericArray(shape: [1], values: [1.0]))]
    #expect(
      try WeightReader(file(more), layout: .torch, plan: other).remarks()
        == ["weights.safetensors: not taken: \"extra\""])
    let stems = try renamed(model(other), other, Self.stems)
    let remarks = try WeightReader(file(stems), layout: .torch, isPartial: true, plan: plan)
      .remarks()
    #expect(remarks.first?.hasSuffix("; not taken: \(Self.stems[2].quoted)") == true, "\(remarks)")
  }

  /// As safetensors' own writer leaves it.
  @Test func `in a file that sorts its names the next of the right shapes is taken`() throws {
    let layers =
      [LayerSpecification](
        repeating: .convolution2D(filters: 2, kernel: 3, activation: .relu), count: 12)
      + [.flatten, .dense(units: 1, activation: .linear)]
    let plan = try plan(layers)
    let model = try model(plan)
    let stems = (0..<12).map { "features.\($0)" } + ["classifier"]
    let sorted = try renamed(model, plan, stems).sorted { $0.name < $1.name }
    try expectRead(WeightReader(file(sorted), layout: .torch, plan: plan), as: model)
  }

  @Test func `arrays that do not fit in order are named`() throws {
    let plan = try plan(Self.small)
    let model = try model(plan)
    let arrays = try renamed(model, plan, Self.stems).filter { $0.name != "bn1.bias" }
    let error = #expect(throws: WeightError.self) {
      try WeightReader(file(arrays), layout: .torch, plan: plan).checkShapes()
    }
    #expect(
      error
        == .order(
          path: "weights.safetensors",
          lacking: [
            "layer 2 (batchNormalization) with weight [3], bias [3], running_mean [3], "
              + "running_var [3]"
          ], left: ["bn1"]))
  }

  @Test func `a part of a file leaves the other layers out and names them`() throws {
    let plan = try plan(Self.small)
    let other = try self.plan(
      Array(Self.small.dropLast()) + [.dense(units: 7, activation: .linear)])
    let model = try model(other)
    for arrays in [model.namedArrays, try renamed(model, other, Self.stems)] {
      let layout: WeightLayout? = arrays[0].name == "W1" ? nil : .torch
      let file = try file(arrays)
      let reader = WeightReader(file, layout: layout, isPartial: true, plan: plan)
      #expect(
        try reader.weights(Double.self)
          == model.layers.dropLast().map { $0.namedValues } + [[:]])
      #expect(try reader.states(Double.self) == model.layers.map { $0.state })
      #expect(
        try reader.remarks().last
          == "weights.safetensors has no weights of their shapes, so these start afresh: "
          + "layer 4 (dense)")
      #expect(throws: (any Error).self) {
        try WeightReader(file, layout: layout, plan: plan).checkShapes()
      }
    }
    let nothing = try file([("W1", NumericArray(shape: [1, 1], values: [1.0]))])
    #expect(throws: WeightError.nothingFits(path: "weights.safetensors")) {
      try WeightReader(nothing, isPartial: true, plan: plan).checkShapes()
    }
  }

  @Test func `running statistics come together or not at all`() throws {
    let plan = try plan(Self.small)
    let model = try model(plan)
    let arrays = try model.namedArrays(.torch, plan)
    let without = arrays.filter { !$0.name.contains("running") }
    try WeightReader(file(without), layout: .torch, plan: plan).checkShapes()
    let part = arrays.filter { !$0.name.hasSuffix("running_mean") }
    #expect(
      throws: WeightError.states(
        path: "weights.safetensors", layer: "layer 2 (batchNormalization)")
    ) { try WeightReader(file(part), layout: .torch, plan: plan).checkShapes() }
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
