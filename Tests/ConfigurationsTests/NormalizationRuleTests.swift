import DeepNetwork
import Testing

@testable import Configurations

/// Normalizations that have nothing to normalize.
struct NormalizationRuleTests {
  private func text(_ layers: String, _ members: String = "") -> String {
    """
    {"layers": [\(layers), {"type": "dense", "units": 3, "activation": "linear"}],
     "alpha": 1, "iterations": 10, \(members)"data": {"train": {"path": "a.npz"}}}
    """
  }

  private static let dense = #"{"type": "dense", "units": 4, "activation": "relu"}"#
  private static let batch = #"{"type": "batchNormalization"}"#

  @Test(arguments: [
    "\(dense), \(batch)", #"{"type": "flatten"}, \#(batch)"#,
    #"{"type": "globalAveragePool2D"}, \#(batch)"#,
    #"\#(dense), {"type": "residual", "layers": [\#(batch)]}"#,
    #"{"type": "flatten"}, {"type": "residual", "layers": [\#(batch)]}"#,
    #"\#(dense), {"type": "residual", "layers": [{"type": "residual", "layers": [\#(batch)]}]}"#,
    #"\#(dense), {"type": "residual", "layers": [\#(dense)], "shortcut": [\#(batch)]}"#,
  ])
  func `batchNormalization of units over one example is refused, inside a block too`(
    _ layers: String
  ) {
    let found = problems(of: text(layers, #""batchSize": 1, "#))
    #expect(
      found.map { "\($0.path): \($0.sentence)" } == [
        "batchSize: batchNormalization of units needs 2 or more examples an update: one has no "
          + "variance"
      ])
    #expect(problems(of: text(layers, #""batchSize": 2, "#)).isEmpty)
  }

  @Test(arguments: [
    batch, #"{"type": "residual", "layers": [\#(batch)]}"#,
    #"{"type": "convolution2D", "filters": 4, "kernel": 3, "activation": "relu"}, \#(batch)"#,
  ])
  func `of what may be pictures one example is enough`(_ layers: String) throws {
    #expect(problems(of: text(layers, #""batchSize": 1, "#)).isEmpty)
  }

  @Test func `where the examples are no pictures the data tell`() throws {
    let layers = #"{"type": "residual", "layers": [\#(Self.batch)]}"#
    let configuration = try read(text(layers, #""batchSize": 1, "#)).configuration
    let plan = try DimensionChecker.check(
      configuration.architecture, data: DataShape(inputSize: 5, outputSize: 3))
    #expect(
      configuration.warnings(plan, examples: 20) == [
        "layers[0].layers[0]: batchNormalization of units needs 2 or more examples an update: one "
          + "has no variance"
      ])
    var full = configuration
    full.hyperparameters.batchSize = 0
    #expect(full.warnings(plan, examples: 20) == [])
    let image = ImageShape(height: 1, width: 5, channels: 1)
    let pictures = try DimensionChecker.check(
      configuration.architecture, data: DataShape(inputSize: 5, outputSize: 3, image: image))
    #expect(configuration.warnings(pictures, examples: 20) == [])
  }

  private static let single = #"{"type": "dense", "units": 1, "activation": "relu"}"#
  private static let norm = #"{"type": "layerNormalization"}"#

  @Test(arguments: [
    ("\(single), \(norm)", "layers[1]"),
    (#"\#(single), {"type": "residual", "layers": [\#(norm)]}"#, "layers[1].layers[0]"),
    (
      #"\#(single), {"type": "residual", "layers": [\#(dense), \#(single)], "shortcut": [\#(norm)]}"#,
      "layers[1].shortcut[0]"
    ),
    (
      #"{"type": "convolution2D", "filters": 1, "kernel": 3, "activation": "relu"}, \#(norm)"#,
      "layers[1]"
    ),
  ])
  func `layerNormalization of a single number is a warning`(_ layers: String, _ path: String) throws
  {
    let reading = try read(text(layers))
    #expect(
      reading.warnings.map { "\($0.path): \($0.sentence)" } == [
        "\(path): layerNormalization of a single number gives 0 whatever comes in, so that A = g(b)"
      ])
  }

  @Test func `layerNormalization of grey pictures is a warning once they are known`() throws {
    let reading = try read(text(Self.norm))
    #expect(reading.warnings.isEmpty)
    let image = ImageShape(height: 2, width: 2, channels: 1)
    let plan = try DimensionChecker.check(
      reading.configuration.architecture,
      data: DataShape(inputSize: 4, outputSize: 3, image: image))
    let warnings = reading.configuration.warnings(plan, examples: 9)
    #expect(
      warnings.count == 1 && warnings[0].hasPrefix("layers[0]: layerNormalization of a single"))
    let units = try DimensionChecker.check(
      reading.configuration.architecture, data: DataShape(inputSize: 4, outputSize: 3))
    #expect(reading.configuration.warnings(units, examples: 9) == [])
  }
}
