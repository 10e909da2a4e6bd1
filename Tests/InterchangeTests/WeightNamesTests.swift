import ArrayFiles
import Bytes
import DeepNetwork
import Testing

@testable import Interchange

/// Names, order and parts of the arrays in a file of weights.
extension WeightLayoutTests {
  static let small: [LayerSpecification] = [
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
