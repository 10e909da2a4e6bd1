import ArrayFiles
import Bytes
import DeepNetwork
import Interchange
import TestSupport
import Testing

/// Files of version 0.1, which held the parameters of a block in one W and one b, and gamma and beta under
/// these names, too.
@Suite struct PackedFilesTests {
  private typealias Named = Safetensors.NamedArray

  private func plan() throws -> NetworkPlan {
    let inner: [LayerSpecification] = [
      .dense(units: 4, activation: .tanh), .batchNormalization(),
      .residual([.dense(units: 4, activation: .relu)]), .dense(units: 3, activation: .linear),
    ]
    return try DimensionChecker.check(
      Architecture(
        inputSize: 3,
        layers: [
          .batchNormalization(), .residual(inner), .dense(units: 2, activation: .softmax),
        ]))
  }

  private func model() throws -> Model<Double> {
    var random = RandomState(seed: 4)
    var model = Model<Double>(try plan(), initializer: .he, from: &random)
    for l in 0..<model.L {
      for name in model.layers[l].parameterNames {
        let shape = model.layers[l][parameter: name].shape
        model.layers[l][parameter: name] = random.normal(shape.rows, shape.columns)
      }
    }
    return model
  }

  private func column(_ layer: any NetworkLayer<Double>, _ names: [String]) -> NumericArray {
    let numbers = names.flatMap { layer[parameter: $0].elements }
    return NumericArray(shape: [numbers.count, 1], values: numbers)
  }

  /// The block's numbers as version 0.1 laid them out: layer by layer, row by row.
  private func packed(_ model: Model<Double>) -> [Named] {
    let (first, block, last) = (model.layers[0], model.layers[1], model.layers[2])
    return [
      ("W1", column(first, ["gamma"])), ("b1", column(first, ["beta"])),
      ("W2", column(block, ["W.1", "gamma.2", "W.3.1", "W.4"])),
      ("b2", column(block, ["b.1", "beta.2", "b.3.1", "b.4"])),
      ("W3", last.W.numericArray), ("b3", last.b.numericArray),
    ]
  }

  private func file(_ arrays: [Named]) throws -> ArrayFile {
    try ArrayFile(bytes: SharedBytes(Safetensors.encode(arrays)), path: "model.safetensors")
  }

  @Test func `a file of version 0.1 gives each parameter what it had`() throws {
    let model = try model()
    let read = try WeightReader(file(packed(model)), plan: plan()).weights(Double.self)
    #expect(read == model.layers.map { $0.namedValues })
  }

  @Test func `a column of another length is refused`() throws {
    var arrays = packed(try model())
    arrays[2] = ("W2", NumericArray(shape: [43, 1], values: [Double](repeating: 1, count: 43)))
    let error = #expect(throws: DimensionError.self) {
      try WeightReader(file(arrays), plan: plan()).weights(Double.self)
    }
    #expect(error?.description.contains("layer 2 (residual): W.12") == false)
    #expect(
      error?.description.contains("layer 2 (residual): W2.1 must be (4, 3), but is missing") == true
    )
  }

  @Test func `what is written has the names of the inner layers`() throws {
    let names = try model().namedArrays.map(\.name)
    #expect(names.filter { $0.hasPrefix("W") } == ["W2.1", "W2.3.1", "W2.4", "W3"])
    #expect(names.filter { $0.hasPrefix("gamma") } == ["gamma1", "gamma2.2"])
    #expect(
      try WeightReader(file(try model().namedArrays), plan: plan()).weights(Double.self)
        == model().layers.map { $0.namedValues })
  }
}
