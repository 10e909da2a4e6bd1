import ArrayFiles
import Bytes
import DeepNetwork
import Foundation
import TestSupport
import Testing

@testable import Interchange

/// Files that other tools made, and their answers: `Fixtures/make_onnx.py` says how.
struct ImportedNetworkTests {
  static let names = [
    "torch-activations", "torch-activations-in-parts", "torch-norms-in-parts", "torch-skipped",
    "torch-flattened", "torch-cnn", "torch-normed-first", "torch-resnet", "torch-viewed",
    "torch-logsoftmax", "sklearn-names", "sklearn-pair", "sklearn-value", "sklearn-values",
    "keras-normalized", "keras-bytes", "keras-pooled", "keras-summed", "keras-list",
    "keras-padded", "keras-elu", "keras-gemm",
  ]

  private static func url(_ name: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)")
  }

  static func network(_ name: String) throws -> ImportedNetwork {
    try ImportedNetwork(onnx: SharedBytes(contentsOf: url("\(name).onnx")))
  }

  private func matrix(_ name: String) throws -> Matrix<Double> {
    let answers = try ArrayFile(contentsOf: Self.url("answers.npz"))
    return try #require(Matrix<Double>(twoAxes: try answers.array(named: name))).transposed
  }

  /// The features as the first layer takes them, by the definition.
  private func scaled<Scalar: NetworkScalar>(
    _ x: Matrix<Double>, _ scaling: FeatureScaling
  ) -> Matrix<Scalar> {
    var result = Matrix<Scalar>(rows: x.rows, columns: x.columns)
    for i in 0..<x.rows {
      for j in 0..<x.columns {
        switch scaling {
        case .none: result[i, j] = Scalar(x[i, j])
        case .division(let divisor): result[i, j] = Scalar(x[i, j]) / Scalar(divisor)
        case .standardization(let mean, let deviation):
          result[i, j] = Scalar((x[i, j] - mean[i]) / deviation[i])
        }
      }
    }
    return result
  }

  private func difference<Scalar: NetworkScalar>(
    _ network: ImportedNetwork, _ name: String, _: Scalar.Type
  ) throws -> Double {
    let model = try network.model(Scalar.self)
    let found = try model.predict(scaled(matrix("\(name).x"), network.scaling))
    let expected = try matrix("\(name).y")
    try #require(found.shape == expected.shape)
    return zip(found.elements, expected.ordered(found.order).elements).map {
      abs(Double($0) - $1) / max(1, abs($1))
    }.max() ?? .nan
  }

  @Test(arguments: names) func `the network answers as its file does`(name: String) throws {
    let network = try Self.network(name)
    if network.isDouble {
      #expect(try difference(network, name, Double.self) < 1e-12)
    } else {
      #expect(try difference(network, name, Float.self) < 1e-5)
    }
  }

  @Test(arguments: names) func `the architecture is proven`(name: String) throws {
    let network = try Self.network(name)
    let plan = try DimensionChecker.check(network.architecture)
    #expect(plan.n[plan.L] == (try matrix("\(name).y").rows))
  }

  // MARK: Which layers there are

  @Test func `activations go into the layers before them, whole or in parts`() throws {
    let expected: [LayerSpecification] = [
      .dense(units: 8, activation: .gelu), .dense(units: 8, activation: .silu),
      .dense(units: 8, activation: .leakyRelu(slope: 0.25)),
      .dense(units: 6, activation: .elu(alpha: 0.5)), .dense(units: 6, activation: .softplus),
      .dense(units: 5, activation: .tanh), .dense(units: 2, activation: .sigmoid),
    ]
    #expect(try Self.network("torch-activations").architecture.layers == expected)
    #expect(try Self.network("torch-activations-in-parts").architecture.layers == expected)
  }

  @Test func `a normalization in parts becomes a layer`() throws {
    let layers = try Self.network("torch-norms-in-parts").architecture.layers
    #expect(layers.contains(.layerNormalization(activation: .relu)))
    #expect(layers.filter { $0.type == "batchNormalization" }.count == 2)
    #expect(layers.count == 6)
  }

  @Test func `sums become residual blocks, with layers of a shortcut where there are some`() throws
  {
    let layers = try Self.network("torch-resnet").architecture.layers
    let blocks = layers.compactMap { $0.kind as? ResidualKind }
    #expect(
      layers.map(\.type).suffix(4) == ["residual", "residual", "globalAveragePool2D", "dense"])
    #expect(blocks.map(\.activation) == [.relu, .relu])
    #expect(blocks.map(\.layers.count) == [2, 2])
    #expect(blocks.map(\.shortcut.count) == [0, 1])
    let skipped = try Self.network("torch-skipped").architecture.layers
    let outer = try #require(skipped[0].kind as? ResidualKind)
    #expect(outer.layers.map(\.type) == ["dense", "residual", "dense"])
  }

  @Test func `scalings of raw features become their normalization`() throws {
    guard case .standardization(let mean, let deviation) = try Self.network("sklearn-names").scaling
    else {
      Issue.record("no standardization")
      return
    }
    #expect(mean.count == 4 && deviation.allSatisfy { $0 > 0 })
    #expect(try Self.network("keras-bytes").scaling == .division(by: 255))
    #expect(
      try Self.network("keras-bytes").architecture.image
        == ImageShape(height: 8, width: 8, channels: 3))
    #expect(try Self.network("torch-cnn").scaling == .none)
  }

  @Test func `names of classes and remarks are taken along`() throws {
    #expect(try Self.network("sklearn-names").classes == .names(["ant", "bee", "cat"]))
    #expect(try Self.network("sklearn-pair").classes == .names(["no", "yes"]))
    #expect(try Self.network("torch-cnn").classes == nil)
    let remarks = try Self.network("torch-logsoftmax").remarks
    #expect(remarks.count == 1 && remarks[0].contains("logarithms of probabilities"))
    #expect(try Self.network("sklearn-values").remarks[0].contains("one column"))
    #expect(try Self.network("keras-normalized").remarks[0].contains("batchNormalization"))
  }
}
