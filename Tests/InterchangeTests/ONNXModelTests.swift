import ArrayFiles
import Bytes
import DeepNetwork
import TestSupport
import Testing

@testable import Interchange

struct ONNXModelTests {
  private static let activations: [Activation] = [
    .sigmoid, .tanh, .relu, .leakyRelu(slope: 0.1), .elu(alpha: 0.5), .silu, .softplus, .linear,
    .softmax,
  ]
  private static let scalings: [FeatureScaling] = [
    .none, .division(by: 255),
    .standardization(mean: [1, -2, 1e6], deviation: [0.5, 3, 10]),
  ]

  private func model<Scalar: NetworkScalar>(
    _ activation: Activation, _: Scalar.Type = Scalar.self
  ) throws -> Model<Scalar> {
    var random = RandomState(seed: 3)
    return try Model([
      Dropout(Dense(3, 3, activation: activation, from: &random), keepProbability: 0.5),
      Dense(3, 2, activation: activation, from: &random),
    ])
  }

  /// The features as the graph should scale them, by the definition.
  private func scaled<Scalar>(_ x: Matrix<Scalar>, _ scaling: FeatureScaling) -> Matrix<Scalar> {
    switch scaling {
    case .none: return x
    case .division(let divisor): return x / Scalar(divisor)
    case .standardization(let mean, let deviation):
      var result = x
      for i in 0..<x.rows {
        for j in 0..<x.columns {
          let centered = Double(x[i, j]) - mean[i]
          result[i, j] =
            Scalar.self == Float.self
            ? Scalar(centered * (1 / deviation[i])) : Scalar(centered / deviation[i])
        }
      }
      return result
    }
  }

  private func onnx<Scalar: NetworkScalar>(
    _ model: Model<Scalar>, _ scaling: FeatureScaling = .none
  ) throws -> ONNXModel {
    try ONNXModel(
      model, scaling: scaling, name: "test", output: "values", version: "1",
      metadata: ["classes": "[\"a\", \"b\"]"])
  }

  private func expectSame<Scalar: NetworkScalar>(
    _: Scalar.Type, _ activation: Activation, _ scaling: FeatureScaling
  ) throws {
    let model = try self.model(activation, Scalar.self)
    let x = Matrix<Scalar>([[1.5, -2, 1], [0, 3, -4], [1e6, 1e6 + 7, 999_999]])
    try onnx(model, scaling).check(x, against: model.predict(scaled(x, scaling)))
  }

  @Test(arguments: activations, scalings)
  func `the file computes what the model does`(activation: Activation, scaling: FeatureScaling)
    throws
  {
    try expectSame(Float.self, activation, scaling)
    try expectSame(Double.self, activation, scaling)
  }

  private func expectRestored<Scalar: NetworkScalar>(_: Scalar.Type) throws {
    let model = try self.model(.linear, Scalar.self)
    let x = Matrix<Scalar>([[1.5, -2, 1], [0, 3, -4], [1, 7, 9]])
    let (mean, deviation) = ([467_240.5, -3], [150_000.25, 1e-3])
    let onnx = try ONNXModel(
      model, scaling: .none, restoring: (mean, deviation), name: "test", output: "values",
      version: "1", metadata: [:])
    var values = try model.predict(x)
    for i in 0..<values.rows {
      for j in 0..<values.columns {
        values[i, j] = Scalar(Double(values[i, j]) * deviation[i] + mean[i])
      }
    }
    let outputs = try onnx.withBytes { bytes in
      try ONNXModel.outputs(of: SharedBytes(Array(bytes)), for: x)
    }
    #expect(outputs == values)
  }

  @Test func `the graph ends in the labels as they were before they were scaled`() throws {
    try expectRestored(Float.self)
    try expectRestored(Double.self)
  }

  @Test func `what computes something else is refused`() throws {
    let model = try self.model(.tanh, Double.self)
    let x = Matrix<Double>([[1.5], [0], [1]])
    let A = try model.predict(x)
    #expect(throws: ExportError.self) { try onnx(model).check(x, against: A + 1e-6) }
    #expect(throws: ExportError.self) {
      try onnx(model, .division(by: 2)).check(x, against: A)
    }
    var other = model
    other.layers[0].W = other.layers[0].W.transposed
    #expect(throws: ExportError.self) { try onnx(other).check(x, against: A) }
  }

  @Test func `the graph is read as it was written`() throws {
    let statement = try model(.leakyRelu(slope: 0.25), Double.self).statement()
    let graph = ONNXGraph(
      statement, .standardization(mean: [1, 2, 3], deviation: [4, 5, 6]), name: "n",
      output: "values")
    let bytes = graph.modelMessage(version: "1", metadata: ["key": "value"]).encoded
    #expect(try ONNXGraph(model: bytes) == graph)
    #expect(graph.nodes.map(\.operation).filter { $0 == "LeakyRelu" }.isEmpty)
    #expect(graph.input == ONNXGraph.Value(name: "x", type: .float64, width: 3))
    #expect(graph.output == ONNXGraph.Value(name: "values", type: .float64, width: 2))
  }

  @Test(arguments: scalings)
  func `a wide input is float64 before layers in float32`(scaling: FeatureScaling) throws {
    let model = try self.model(.tanh, Float.self)
    let file = try ONNXModel(
      model, scaling: scaling, isWide: true, name: "test", output: "values", version: "1",
      metadata: [:])
    // Float32 would round the third feature to a multiple of 1/16.
    let x = Matrix<Double>([[1.5, -2, 1], [0, 3, -4], [1e6 + 0.02, 1e6 + 7.03, 999_999.01]])
    let X: Matrix<Float>
    if case .standardization = scaling {
      X = Matrix<Float>(scaled(x, scaling))
    } else {
      X = scaled(Matrix<Float>(x), scaling)
    }
    try file.check(x, against: model.predict(X))
    let graph = try file.withBytes { try ONNXGraph(model: SharedBytes(Array($0))) }
    #expect(graph.input.type == .float64)
    #expect(graph.output.type == .float32)
  }

  /// Pictures through a block, pools and normalizations to three classes.
  private func pictures<Scalar: NetworkScalar>(
    _: Scalar.Type = Scalar.self,
    of image: ImageShape = ImageShape(height: 7, width: 5, channels: 3), filters: Int = 4
  ) throws -> Model<Scalar> {
    var random = RandomState(seed: 5)
    let first = Convolution2D<Scalar>(
      image, filters: 2 * image.channels, kernel: 3, stride: 2, groups: image.channels,
      activation: .gelu, from: &random)
    let inner = Convolution2D<Scalar>(
      first.output, filters: filters, kernel: 3, activation: .elu(), from: &random)
    let around = Convolution2D<Scalar>(
      first.output, filters: filters, kernel: 1, bias: false, activation: .linear, from: &random)
    let block = try Residual([inner], shortcut: [around], activation: .leakyRelu())
    let pool = AveragePool2D<Scalar>(inner.output, size: 2, stride: 1, padding: .same)
    let end = MaxPool2D<Scalar>(pool.output, size: 3, stride: 2, padding: .zeros(1))
    return try Model([
      first, BatchNormalization(image: first.output), block, pool, end,
      LayerNormalization(image: end.output, activation: .softplus),
      GlobalAveragePool2D(end.output), DropoutLayer(filters, rate: 0.5),
      Dense(filters, 3, activation: .softmax, from: &random),
    ])
  }

  @Test func `networks of pictures compute the same from their file`() throws {
    func expectSame<Scalar: NetworkScalar>(_: Scalar.Type) throws {
      let model = try pictures(Scalar.self)
      let x = Matrix<Scalar>(randomMatrix(105, 4, of: Double.self)) * 255
      try onnx(model, .division(by: 255)).check(x, against: model.predict(x / 255))
    }
    try expectSame(Float.self)
    try expectSame(Double.self)
  }

  @Test func `a graph of pictures has the operators of its runtimes`() throws {
    func operators<Scalar: NetworkScalar>(_: Scalar.Type) throws -> Set<String> {
      let graph = ONNXGraph(
        try pictures(Scalar.self).statement(), .none, name: "n", output: "values")
      let bytes = graph.modelMessage(version: "1", metadata: [:]).encoded
      #expect(try ONNXGraph(model: bytes) == graph)
      return Set(graph.nodes.map(\.operation))
    }
    #expect(
      try operators(Float.self) == [
        "Reshape", "Transpose", "Conv", "Gelu", "BatchNormalization", "Elu", "Add", "LeakyRelu",
        "AveragePool", "MaxPool", "ReduceMean", "Sub", "Mul", "Sqrt", "Div", "Softplus",
        "GlobalAveragePool", "Flatten", "Gemm", "Softmax",
      ])
    let lacking: Set = ["Conv", "Gelu", "Elu", "LeakyRelu", "AveragePool", "Softplus", "Erf"]
    #expect(try operators(Double.self).isDisjoint(with: lacking))
  }

  @Test func `a layer that states no operations is named`() throws {
    struct Doubling: Layer {
      typealias Scalar = Double
      let inputSize = 2
      let outputSize = 2
      func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (aPrev * 2, ()) }
      func backward(_ dA: Matrix<Double>, cache: Void)
        -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
      { (dA * 2, .empty, .empty) }
    }
    var random = RandomState(seed: 1)
    let model = try Model<Double>([
      Dense(3, 2, activation: .relu, from: &random), Doubling(),
    ])
    do {
      _ = try onnx(model)
      Issue.record("a file of a layer that states nothing")
    } catch {
      #expect(
        "\(error)"
          == "layer 2: \(Doubling().name) does not state its operations, of which .onnx and "
          + ".html files consist; .safetensors and .npz files hold the weights of any layer")
    }
  }

  @Test func `damaged files are errors`() throws {
    let dense = ONNXGraph(
      try model(.leakyRelu(slope: 0.25), Double.self).statement(),
      .standardization(mean: [1, 2, 3], deviation: [4, 5, 6]), name: "n", output: "values")
    try expectErrors(dense, Double.self, cut: true)
    // Few pixels and weights: each byte is damaged.
    let few = ImageShape(height: 3, width: 2, channels: 2)
    let pictures = ONNXGraph(
      try pictures(Float.self, of: few, filters: 2).statement(), .none, name: "n", output: "values")
    try expectErrors(pictures, Float.self, cut: false)
  }

  /// Expects a graph to be refused in part, and not to stop the program with a bit of it changed.
  private func expectErrors<Scalar: NetworkScalar>(
    _ graph: ONNXGraph, _: Scalar.Type, cut: Bool
  ) throws {
    let whole = graph.modelMessage(version: "1", metadata: [:]).encoded.array
    let x = Matrix<Scalar>(rows: 2, columns: graph.input.shape[1] ?? 0, repeating: 1)
    func compute(_ bytes: [UInt8]) -> Bool {
      (try? ONNXGraph(model: SharedBytes(bytes)).evaluate(x)) != nil
    }
    #expect(compute(whole))
    if cut {
      for length in 0..<whole.count { #expect(!compute(Array(whole.prefix(length)))) }
    }
    for place in whole.indices {
      for bit in [UInt8(1), 0x10, 0x80] {
        var bytes = whole
        bytes[place] ^= bit
        _ = compute(bytes)
      }
    }
  }
}
