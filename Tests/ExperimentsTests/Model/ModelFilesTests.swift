import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Experiments
import Foundation
import Interchange
import TestSupport
import Testing

struct ModelFilesTests {
  private func model<Scalar: NetworkScalar>(
    _ last: Activation = .sigmoid, _: Scalar.Type = Scalar.self
  ) throws -> Model<Scalar> {
    var random = RandomState(seed: 5)
    return try Model([
      Dropout(Dense(3, 4, activation: .leakyRelu(slope: 0.2), from: &random), keepProbability: 0.5),
      Dense(4, 2, activation: last, from: &random),
    ])
  }

  private func expectSaved<Scalar>(_ model: Model<Scalar>) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("small.safetensors")
      try model.write(to: file)
      let loaded = try Model<Scalar>(contentsOf: file)
      #expect(loaded.layers.map { $0.W } == model.layers.map { $0.W })
      #expect(loaded.layers.map { $0.b } == model.layers.map { $0.b })
      let X = Matrix<Scalar>([[1, -2], [0.5, 3], [-1, 0]])
      #expect(try loaded.predict(X) == model.predict(X))
      #expect(try TrainedModel(contentsOf: file).description.name == "small")
    }
  }

  @Test func `a saved model is loaded with the same bits`() throws {
    try expectSaved(model(.sigmoid, Float.self))
    try expectSaved(model(.softmax, Double.self))
    try expectSaved(model(.linear, Double.self))
  }

  @Test func `a model of any layers is loaded with the same bits, statistics and pictures`() throws
  {
    var random = RandomState(seed: 9)
    let image = ImageShape(height: 6, width: 5, channels: 3)
    let first = Convolution2D<Float>(
      image, filters: 4, kernel: 3, stride: 2, groups: 1, bias: false, activation: .linear,
      from: &random)
    var normalization = BatchNormalization<Float>(
      image: first.output, activation: .leakyRelu(slope: 0.3), momentum: 0.8)
    normalization.gamma = random.normal(4, 1)
    normalization.state = [
      "mean": random.normal(4, 1), "variance": random.normal(4, 1).map { $0 * $0 },
    ]
    let around = Convolution2D<Float>(
      first.output, filters: 4, kernel: 1, activation: .linear, from: &random)
    let block = try Residual(
      [normalization, LayerNormalization(image: first.output)], shortcut: [around],
      activation: .elu())
    let pool = MaxPool2D<Float>(first.output, size: 2, stride: 1, padding: .same)
    let flat = Flatten<Float>(pool.output)
    let model = try Model<Float>([
      first, normalization.frozen(), block, pool, ActivationLayer(image: pool.output, .gelu), flat,
      DropoutLayer(flat.outputSize, rate: 0.3),
      Dropout(Dense(flat.outputSize, 5, activation: .tanh, from: &random), keepProbability: 0.5),
      Dense(5, 2, activation: .softmax, from: &random),
    ])
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("any.safetensors")
      try model.write(to: file)
      let loaded = try Model<Float>(contentsOf: file)
      let X: Matrix<Float> = random.normal(90, 4)
      #expect(try loaded.predict(X) == model.predict(X))
      #expect(loaded.layers[1] is Frozen<BatchNormalization<Float>>)
      #expect(try InputFormat(contentsOf: file).imageShape == image)
    }
  }

  /// A layer of a program's own, which says by which kind a file names it.
  private struct Shifting<Scalar: NetworkScalar>: Layer {
    var b: Matrix<Scalar>
    var inputSize: Int { b.rows }
    var outputSize: Int { b.rows }
    var specification: LayerSpecification? { LayerSpecification(ShiftingKind()) }

    func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Void) { (aPrev + b, ()) }
    func backward(_ dA: Matrix<Scalar>, cache: Void)
      -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
    { (dA, .empty, dA.rowSums() / Scalar(dA.columns)) }
  }

  private struct ShiftingKind: LayerKind {
    static let name = "shifting"
    static let summary = "A = A_prev + b."
    func output(of input: LayerInput) -> LayerOutput {
      LayerOutput(size: input.size, b: Shape(input.size, 1))
    }
    func layer<Scalar: NetworkScalar>(
      _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
    ) -> any NetworkLayer<Scalar> { Shifting(b: parameters.b) }
  }

  @Test func `layers of a program's own are read by their kinds, without data`() throws {
    var random = RandomState(seed: 5)
    let model = try Model<Double>([
      Dense(3, 2, activation: .tanh, from: &random), Shifting(b: Matrix([[0.5], [-2]])),
      Dense(2, 2, activation: .softmax, from: &random),
    ])
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("own.safetensors")
      try model.write(to: file)
      for _ in 0..<2 {
        let loaded = try Model<Double>(contentsOf: file, kinds: [ShiftingKind.self])
        let X: Matrix<Double> = random.normal(3, 4)
        #expect(try loaded.predict(X) == model.predict(X))
        #expect(loaded.layers[1] is Shifting<Double>)
        let predictor = try Predictor(data: Data(contentsOf: file), kinds: [ShiftingKind.self])
        #expect(try predictor.answers(for: X) == Predictor(model: model).answers(for: X))
        // Known for that reading alone.
        let error = #expect(throws: ModelFileError.self) { try Model<Double>(contentsOf: file) }
        #expect(error == .lacksKinds(path: file.path, names: ["shifting"]))
        #expect(error?.localizedDescription.contains(#"a model with "shifting", which"#) == true)
      }
    }
  }

  @Test func `a layer without a specification is named, and nothing is written`() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: ExportError.self) {
        try Model<Double>([Doubling()]).write(to: folder.appendingPathComponent("m.safetensors"))
      }
      #expect(
        error?.description
          == "layer 1 (Doubling 2 -> 2) does not say its specification, by which a file names it")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.isEmpty)
    }
  }

  @Test func `what the model expects is kept`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("m.safetensors")
      var input = InputFormat(featureCount: 3)
      input.normalization = .standardize(.init(mean: [1, 2, 3], deviation: [0.1, 10, 1e-7]))
      input.classNames = ["naïve", "\"quoted\""]
      input.classCount = 2
      input.labelKind = .oneHot
      try model(.softmax, Float.self).write(to: file, input: input)
      #expect(try InputFormat(contentsOf: file) == input)
      #expect(try Model<Double>(contentsOf: file).inputSize == 3)
    }
  }

  @Test func `exported models are written whole or not at all`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("m.onnx")
      try model(.softmax, Double.self).exportONNX(to: file)
      #expect(try Data(contentsOf: file).count > 300)
      let missing = folder.appendingPathComponent("none/m.onnx")
      #expect(throws: (any Error).self) { try model(.tanh, Float.self).exportONNX(to: missing) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["m.onnx"])
    }
  }

  /// A = 2 A_prev, with its operations or without.
  private struct Doubling: Layer {
    typealias Scalar = Double
    var isStated = true
    let inputSize = 2
    let outputSize = 2
    func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (aPrev * 2, ()) }
    func backward(_ dA: Matrix<Double>, cache: Void)
      -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
    { (dA * 2, .empty, .empty) }
    func operations(_ aPrev: Tensor, in statement: inout Statement<Double>)
      throws(UnstatedOperations) -> Tensor
    {
      guard isStated else { throw UnstatedOperations(name) }
      return statement.apply(.multiply, statement.flat(aPrev), statement.number(2))
    }
  }

  @Test func `a model of any layers that state their operations is exported in code`() throws {
    var random = RandomState(seed: 5)
    let image = ImageShape(height: 4, width: 4, channels: 3)
    let convolution = Convolution2D<Double>(
      image, filters: 2, kernel: 3, stride: 2, activation: .gelu, from: &random)
    let end = GlobalAveragePool2D<Double>(convolution.output)
    let model = try Model([convolution, end, Doubling()])
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("m.onnx")
      var input = InputFormat(featureCount: 48)
      input.normalization = .unit
      try model.exportONNX(to: file, input: input)
      let X: Matrix<Double> = randomMatrix(48, 3) * 255
      let bytes = SharedBytes([UInt8](try Data(contentsOf: file)))
      expectClose(try ONNXModel.outputs(of: bytes, for: X), try model.predict(X / 255))

      let other = try Model([convolution, end, Doubling(isStated: false)])
      let error = #expect(throws: ExportError.self) { try other.exportONNX(to: file) }
      #expect(
        "\(try #require(error))".hasPrefix("layer 3: Doubling 2 -> 2 does not state its operations")
      )
    }
  }

  @Test func `a scaling of labels has a mean for each output`() throws {
    try expectRefused { ($0["labels.mean"], $0["labels.deviation"]) = ("1", "2") }
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("m.safetensors")
      var input = InputFormat(featureCount: 3)
      input.labelKind = .values
      input.labelScaling = .init(mean: [1, -1e6], deviation: [0.1, 1e5])
      try model(.linear, Float.self).write(to: file, input: input)
      #expect(try InputFormat(contentsOf: file) == input)
    }
  }

  @Test func `slopes that differ are kept`() throws {
    var random = RandomState(seed: 5)
    let model = try Model<Float>([
      Dense(3, 4, activation: .leakyRelu(slope: 0.2), from: &random),
      Dense(4, 2, activation: .leakyRelu(slope: 0.1), from: &random),
    ])
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("m.safetensors")
      try model.write(to: file)
      let X = Matrix<Float>([[1], [-2], [0.5]])
      #expect(try Model<Float>(contentsOf: file).predict(X) == model.predict(X))
    }
  }

  /// The tensors of a good model file with metadata changed.
  private func expectRefused(
    _ change: (inout [String: String]) -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try withTemporaryFolder { folder in
      let good = folder.appendingPathComponent("good.safetensors")
      let model = try model(.softmax, Float.self)
      try model.write(to: good)
      var metadata = try ArrayFile(contentsOf: good).metadata
      change(&metadata)
      let bad = folder.appendingPathComponent("bad.safetensors")
      try Data(Safetensors.encode(model.namedArrays, metadata: metadata)).write(to: bad)
      #expect(throws: (any Error).self, sourceLocation: sourceLocation) {
        try TrainedModel(contentsOf: bad)
      }
    }
  }

  @Test func `metadata that make no sense are refused`() throws {
    let changes: [(String, String?)] = [
      ("format", "dnn model 2"), ("format", nil), ("n", "[3, 4]"), ("n", "[3, 5, 2]"),
      ("n", "[3, -4, 2]"), ("n", "3"), ("n", "[3, 4.5, 2]"), ("n", "[9223372036854775807, 4, 2]"),
      ("activations", "[\"relu\"]"), ("activations", "[\"relu\", \"swish\"]"),
      ("leakyReluSlope", "-1"), ("leakyReluSlope", "1e9"), ("loss", "hinge"),
      ("precision", "float16"), ("seed", "-1"), ("features", "4"), ("features", "0"),
      ("normalization", "whiten"), ("normalization", "standardize"), ("image", "1x1x2"),
      ("image", "9999999999x1x1"), ("columns", "[\"a\"]"), ("labels", "all"),
      ("labels.mean", "1 2"),
    ]
    for (key, value) in changes { try expectRefused { $0[key] = value } }
  }
}
