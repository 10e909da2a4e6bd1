import ArrayFiles
import Bytes
import DeepNetwork
import Interchange
import Testing

struct WeightReaderTests {
  private typealias Named = Safetensors.NamedArray

  private func plan(_ n: [Int]) throws -> NetworkPlan {
    try DimensionChecker.check(
      Architecture(n: n, activations: [Activation](repeating: .tanh, count: n.count - 1)))
  }

  private func model(_ n: [Int]) throws -> Model<Double> {
    var random = RandomState(seed: 1)
    var model = try Model(plan(n), initializer: .he, from: &random) as Model<Double>
    for l in model.layers.indices {
      model.layers[l].b = model.layers[l].b.map { _ in random.randn() }
    }
    return model
  }

  private func file(_ arrays: [Named]) throws -> ArrayFile {
    try ArrayFile(bytes: SharedBytes(Safetensors.encode(arrays)), path: "weights.safetensors")
  }

  private func expectRead(
    _ arrays: [Named], as model: Model<Double>, _ n: [Int], names: [String: String] = [:],
    layout: WeightLayout? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let parameters = try WeightReader(
      file(arrays), names: names, layout: layout, plan: plan(n)
    ).weights(Double.self)
    #expect(parameters == model.layers.map { $0.namedValues }, sourceLocation: sourceLocation)
  }

  @Test(arguments: [[2, 3, 1], [3, 3, 3], [1, 1]])
  func `what is written is read`(n: [Int]) throws {
    let model = try model(n)
    try expectRead(model.namedArrays, as: model, n)
    for layout in WeightLayout.allCases {
      try expectRead(model.namedArrays(layout, plan(n)), as: model, n)
      try expectRead(model.namedArrays(layout, plan(n)), as: model, n, layout: layout)
    }
  }

  @Test func `the layouts have the shapes of their tools`() throws {
    let (model, plan) = (try model([2, 3, 1]), try plan([2, 3, 1]))
    let torch = try model.namedArrays(.torch, plan)
    #expect(
      torch.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
      ])
    #expect(torch.map(\.array.shape) == [[3, 2], [3], [1, 3], [1]])
    let keras = try model.namedArrays(.keras, plan)
    #expect(keras.map(\.name).first == "layers.0.kernel")
    #expect(keras.map(\.array.shape) == [[2, 3], [3], [3, 1], [1]])
  }

  /// `torch.nn.Sequential(Linear, Tanh, Linear, Tanh, Linear)`, alone and as a part of a module.
  @Test(arguments: ["", "net.", "fc"])
  func `the numbered names of PyTorch's Sequential are taken in their order`(prefix: String) throws
  {
    let model = try model([3, 3, 3, 3])
    let arrays = try model.namedArrays(.torch, plan([3, 3, 3, 3]))
    let numbers = [0, 2, 10]
    let renamed = arrays.enumerated().map { index, named in
      let quantity = named.name.hasSuffix("bias") ? "bias" : "weight"
      return ("\(prefix)\(numbers[index / 2]).\(quantity)", named.array)
    }
    try expectRead(renamed, as: model, [3, 3, 3, 3])
    try expectRead(renamed.reversed(), as: model, [3, 3, 3, 3])
  }

  @Test func `names that tell nothing are listed`() throws {
    let model = try model([2, 3, 1])
    let arrays = renamed(try model.namedArrays(.torch, plan([2, 3, 1]))).arrays
    let reader = WeightReader(try file(arrays), plan: try plan([2, 3, 1]))
    let names = ["some.W1", "some.b1", "some.W2", "some.b2"]
    #expect(throws: WeightError.otherNames(path: "weights.safetensors", names: names)) {
      try reader.checkShapes()
    }
    #expect(
      WeightError.otherNames(path: "w", names: names).description
        == "w: no W1, b1, … among its arrays: some.W1, some.b1, some.W2, some.b2; "
        + "\"names\" says which is which: {\"W1\": \"…\", \"b1\": \"…\"}")
    // One layer more than the network has.
    let numbered = try self.model([2, 3, 3, 1]).namedArrays(.torch, plan([2, 3, 3, 1])).map {
      ($0.name.replacing("layers.", with: ""), $0.array)
    }
    let longer = WeightReader(try file(numbered), plan: try plan([2, 3, 1]))
    #expect(throws: WeightError.self) { try longer.checkShapes() }
  }

  /// The weights of another tool under names that say nothing.
  private func renamed(_ arrays: [Named]) -> (arrays: [Named], names: [String: String]) {
    let keys = (1...arrays.count / 2).flatMap { ["W\($0)", "b\($0)"] }
    let renamed = zip(keys, arrays).map { ("some.\($0)", $1.array) }
    return (
      renamed, Dictionary(uniqueKeysWithValues: keys.map { ($0, "some.\($0)") })
    )
  }

  @Test func `shapes tell the layout where they can`() throws {
    for n in [[2, 3, 1], [3, 3, 2], [2, 2, 2, 1], [4, 1]] {
      let model = try model(n)
      for layout in WeightLayout.allCases {
        let (arrays, names) = renamed(try model.namedArrays(layout, plan(n)))
        try expectRead(arrays, as: model, n, names: names)
      }
    }
  }

  @Test func `square weights of other tools need their layout`() throws {
    let n = [3, 3, 3]
    let model = try model(n)
    for layout in WeightLayout.allCases {
      let (arrays, names) = renamed(try model.namedArrays(layout, plan(n)))
      #expect(throws: WeightError.ambiguous(path: "weights.safetensors")) {
        try expectRead(arrays, as: model, [3, 3, 3], names: names)
      }
      try expectRead(arrays, as: model, [3, 3, 3], names: names, layout: layout)
    }
  }

  @Test func `a wrong shape has the message of the dimension checker`() throws {
    let arrays = try model([2, 3, 1]).namedArrays
    let reader = WeightReader(try file(arrays), plan: try plan([2, 4, 1]))
    let error = #expect(throws: DimensionError.self) { try reader.weights(Double.self) }
    #expect(
      error?.violations == [
        .weights(layer: 1, quantity: "W", expected: Shape(4, 2), actual: Shape(3, 2)),
        .weights(layer: 1, quantity: "b", expected: Shape(4, 1), actual: Shape(3, 1)),
        .weights(layer: 2, quantity: "W", expected: Shape(1, 4), actual: Shape(1, 3)),
      ])
  }

  @Test func `what is missing is named`() throws {
    let arrays = try model([2, 3, 1]).namedArrays
    let partial = WeightReader(try file(Array(arrays.prefix(3))), plan: try plan([2, 3, 1]))
    #expect(
      throws: DimensionError([
        .weightsMissing(layer: 2, quantity: "b", expected: Shape(1, 1))
      ])
    ) { try partial.weights(Double.self) }
    let misnamed = WeightReader(
      try file(arrays), names: ["W2": "w2"], plan: try plan([2, 3, 1]))
    let error = #expect(throws: ArrayFileError.self) { try misnamed.weights(Double.self) }
    #expect(error?.description.contains("no array 'w2'") == true)
  }

  @Test(arguments: [[], [2, 3, 1]]) func `other numbers of axes are refused`(shape: [Int]) throws {
    let array = NumericArray(
      shape: shape, values: [Double](repeating: 0, count: shape.reduce(1, *)))
    let reader = WeightReader(
      try file([("W1", array), ("b1", array)]), plan: try plan([2, 3]))
    #expect(throws: WeightError.self) { try reader.weights(Double.self) }
  }

  @Test func `other precisions are rounded`() throws {
    let arrays: [Named] = [
      ("W1", NumericArray(shape: [1, 2], values: [0.1, 1e300])),
      ("b1", NumericArray(shape: [1], values: [Int8(-3)])),
    ]
    let layer = try WeightReader(file(arrays), plan: plan([2, 1])).weights(Float.self)[0]
    #expect(layer["W"]?.elements == [0.1, .infinity])
    #expect(layer["b"]?.elements == [-3])
  }
}
