import DeepNetwork
import Configurations
import Foundation
import Testing
import Text

private func text(_ layers: String, _ more: String = "") -> String {
  """
  {
    \(more)"layers": [\(layers)],
    "alpha": 0.1,
    "iterations": 10,
    "data": {"train": {"builtin": "cats"}}
  }
  """
}

private let everyLayer = """
  {"type": "convolution2D", "filters": 16, "kernel": 3, "stride": 2, "padding": 1,
   "activation": "relu", "keepProbability": 0.9},
  {"type": "batchNormalization", "activation": "leakyRelu", "momentum": 0.8, "epsilon": 0.001},
  {"type": "maxPool2D", "size": 2, "stride": 1},
  {"type": "averagePool2D", "size": 3},
  {"type": "residual", "activation": "tanh", "layers": [
    {"type": "convolution2D", "filters": 16, "kernel": 1, "padding": "valid", "activation": "linear"},
    {"type": "residual", "layers": [{"type": "batchNormalization"}]}]},
  {"type": "convolution2D", "filters": 8, "kernel": 3, "groups": 4, "bias": false,
   "activation": "linear"},
  {"type": "layerNormalization", "activation": "elu", "epsilon": 0.01},
  {"type": "maxPool2D", "size": 3, "stride": 1, "padding": "same"},
  {"type": "averagePool2D", "size": 3, "padding": 1},
  {"type": "dropout", "rate": 0.25},
  {"type": "residual", "layers": [{"type": "globalAveragePool2D"}], "shortcut": [
    {"type": "flatten"}, {"type": "dense", "units": 8, "activation": "linear"}]},
  {"type": "dense", "units": 10, "activation": "linear"},
  {"type": "activation", "activation": "softmax"}
  """

@Suite struct ConfigurationLayersTests {
  @Test func `every type is read`() throws {
    let configuration = try read(text(everyLayer, "\"leakyReluSlope\": 0.2, ")).configuration
    #expect(
      configuration.architecture.layers == [
        .convolution2D(
          filters: 16, kernel: 3, stride: 2, padding: .zeros(1), activation: .relu,
          keepProbability: 0.9),
        .batchNormalization(activation: .leakyRelu(slope: 0.2), momentum: 0.8, epsilon: 0.001),
        .maxPool2D(size: 2, stride: 1), .averagePool2D(size: 3),
        .residual(
          [
            .convolution2D(filters: 16, kernel: 1, padding: .valid, activation: .linear),
            .residual([.batchNormalization()]),
          ], activation: .tanh),
        .convolution2D(filters: 8, kernel: 3, groups: 4, bias: false, activation: .linear),
        .layerNormalization(activation: .elu(), epsilon: 0.01),
        .maxPool2D(size: 3, stride: 1, padding: .same), .averagePool2D(size: 3, padding: .zeros(1)),
        .dropout(rate: 0.25),
        .residual(
          [.globalAveragePool2D], shortcut: [.flatten, .dense(units: 8, activation: .linear)]),
        .dense(units: 10, activation: .linear), .activation(.softmax),
      ])
    #expect(configuration.L == 13 && configuration.n == [])
    #expect(configuration.loss == .categoricalCrossEntropy)
    #expect(configuration.leakyReluSlope == 0.2)
  }

  @Test func `the resolved text reads back to the same`() throws {
    let configuration = try read(text(everyLayer, "\"leakyReluSlope\": 0.2, ")).configuration
    #expect(try read(configuration.jsonText).configuration == configuration)
    let members = try #require(configuration.json["layers"]?.list)
    #expect(members[3]["stride"]?.integer == 3)
    #expect(members[4]["layers"]?.list?[1]["activation"]?.string == "linear")
    #expect(configuration.json["n"] == nil && configuration.json["keepProbability"] == nil)
  }

  @Test
  func `settings that a layer did not have in earlier versions are written only if they are given`()
    throws
  {
    let layers = """
      {"type": "convolution2D", "filters": 2, "kernel": 1, "activation": "relu"},
      {"type": "maxPool2D", "size": 2}, {"type": "averagePool2D", "size": 2},
      {"type": "residual", "layers": [{"type": "batchNormalization"}]},
      {"type": "dense", "units": 1, "activation": "sigmoid"}
      """
    let members = try #require(try read(text(layers)).configuration.json["layers"]?.list)
    #expect(
      members.map { $0.members?.map(\.name) ?? [] } == [
        ["type", "filters", "kernel", "stride", "padding", "activation", "keepProbability"],
        ["type", "size", "stride"], ["type", "size", "stride"], ["type", "layers", "activation"],
        ["type", "units", "activation", "keepProbability"],
      ])
  }

  @Test func `a list of dense layers is written as n`() throws {
    let dense = """
      {"type": "dense", "units": 7, "activation": "relu", "keepProbability": 0.5},
      {"type": "dense", "units": 1, "activation": "sigmoid"}
      """
    let configuration = try read(text(dense)).configuration
    #expect(configuration.n == [0, 7, 1])
    #expect(configuration.architecture.keepProbabilities == [0.5])
    #expect(try read(configuration.jsonText).configuration == configuration)
  }

  @Test func `the schema takes it`() throws {
    let validator = ConfigurationSchemaValidator(schema: ConfigurationSchema.json)
    func accepts(_ text: String) throws -> Bool {
      validator.accepts(try JSONParser.parse(SourceText(Array(text.utf8), name: "test")))
    }
    #expect(try accepts(text(everyLayer)))
    #expect(try !accepts(text("{\"type\": \"flatten\", \"size\": 2}")))
    #expect(try !accepts(text("{\"type\": \"dense\", \"units\": 2}")))
    #expect(try !accepts(text("{\"type\": \"flatten\"}", "\"n\": [0, 1], ")))
    #expect(try !accepts(minimalText.replacing("\"n\": [4, 3, 1],", with: "")))
  }

  @Test(arguments: [
    (
      "{\"type\": \"conv2d\"}",
      "layers[0].type: must be one of \"dense\", \"convolution2D\", \"maxPool2D\", "
        + "\"averagePool2D\", \"globalAveragePool2D\", \"flatten\", \"batchNormalization\", "
        + "\"layerNormalization\", \"dropout\", \"activation\", \"residual\", "
        + "\"sequential\", \"parallel\", but is \"conv2d\"; did you mean \"convolution2D\"?"
    ),
    (
      "{\"type\": \"maxPool2D\", \"poolSize\": 2}",
      "layers[0].poolSize: unknown key; did you mean \"size\"?"
    ),
    (
      "{\"type\": \"maxPool2D\", \"size\": 2, \"filters\": 2}",
      "layers[0].filters: does not belong to type \"maxPool2D\""
    ),
    (
      "{\"type\": \"dense\", \"activation\": \"relu\"}",
      "layers[0].units: missing: must be an integer from 1 to 1000000000"
    ),
    (
      "{\"type\": \"convolution2D\", \"filters\": 2, \"kernel\": 3, \"padding\": \"some\", "
        + "\"activation\": \"relu\"}",
      "layers[0].padding: must be one of \"same\", \"valid\" or an integer from 0 to 65535, but is "
        + "\"some\"; did you mean \"same\"?"
    ),
    (
      "{\"type\": \"residual\", \"layers\": [{\"type\": \"dense\", \"units\": 0, "
        + "\"activation\": \"relu\"}]}",
      "layers[0].layers[0].units: must be an integer from 1 to 1000000000, but is 0"
    ),
    (
      "{\"type\": \"residual\", \"layers\": []}",
      "layers[0].layers: must be a list of 1 or more objects, but is an empty list"
    ),
    (
      "{\"type\": \"dense\", \"units\": 3, \"activation\": \"softmax\"}, {\"type\": \"dense\", "
        + "\"units\": 1, \"activation\": \"sigmoid\"}",
      "layers[0].activation: softmax is for a dense layer or an activation at the end only"
    ),
    (
      "{\"type\": \"batchNormalization\", \"activation\": \"softmax\"}",
      "layers[0].activation: softmax is for a dense layer or an activation at the end only"
    ),
    (
      "{\"type\": \"dense\", \"units\": 1, \"activation\": \"softmax\"}",
      "layers[0].units: softmax over one unit is always 1: give it a unit per class, or take sigmoid"
    ),
    (
      "{\"type\": \"dense\", \"units\": 1, \"activation\": \"linear\"}, "
        + "{\"type\": \"activation\", \"activation\": \"softmax\"}",
      "layers[1].activation: softmax over one unit is always 1: give it a unit per class, or take sigmoid"
    ),
    (
      "{\"type\": \"residual\", \"layers\": [{\"type\": \"flatten\"}], \"shortcut\": "
        + "[{\"type\": \"activation\", \"activation\": \"softmax\"}]}",
      "layers[0].shortcut[0].activation: softmax is for a dense layer or an activation at the end only"
    ),
    (
      "{\"type\": \"batchNormalization\", \"epsilon\": 1e-60}",
      "layers[0].epsilon: 1e-60 is 0.0 in float32; take precision float64"
    ),
  ]) func `mistakes are named with their place`(_ layers: String, _ message: String) {
    let found = problems(of: text(layers)).map { "\($0.path): \($0.sentence)" }
    #expect(found == [message])
  }

  @Test(arguments: [
    (
      "\"n\": [0, 1], \"activations\": [\"sigmoid\"], ",
      "layers: either n and activations or layers, not both"
    ),
    ("\"L\": 3, ", "L: must be count(layers) = 2, but is 3"),
    (
      "\"keepProbability\": 0.5, ",
      "keepProbability: goes with n and activations; in a list of layers each has its own "
        + "keepProbability"
    ),
    ("\"firstLayer\": \"dual\", ", "firstLayer: dual is for a dense first layer, not for flatten"),
    (
      "\"loss\": \"categoricalCrossEntropy\", ",
      "loss: categoricalCrossEntropy needs softmax in the last layer, which has sigmoid"
    ),
    (
      "\"initialization\": {\"method\": \"normal\", \"scale\": [1]}, ",
      "initialization.scale: must be a list of L = 2 numbers, one per layer, but is a list of 1"
    ),
  ]) func `rules across keys hold`(_ more: String, _ message: String) {
    let layers = """
      {"type": "flatten"}, {"type": "dense", "units": 1, "activation": "sigmoid"}
      """
    let found = problems(of: text(layers, more)).map { "\($0.path): \($0.sentence)" }
    #expect(found == [message])
  }

  @Test func `one example an update is refused where it has no variance`() {
    let images = """
      {"type": "batchNormalization"}, {"type": "dense", "units": 1, "activation": "sigmoid"}
      """
    let units = """
      {"type": "flatten"}, \(images)
      """
    let found = problems(of: text(units, "\"batchSize\": 1, "))
    #expect(found.map { "\($0.path)" } == ["batchSize"])
    #expect(problems(of: text(images, "\"batchSize\": 1, ")).isEmpty)
  }
}
