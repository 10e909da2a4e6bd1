import DeepNetwork
import Testing

@testable import Configurations

struct ActivationTextTests {
  @Test(arguments: [
    (Activation.relu, "relu", "relu(Z1)", #""relu""#),
    (.leakyRelu(), "leakyRelu", "leakyRelu(Z1)", #""leakyRelu""#),
    (
      .leakyRelu(slope: 0.2), "leakyRelu(slope 0.2)", "leakyRelu(Z1, slope 0.2)",
      #"{"type": "leakyRelu", "slope": 0.2}"#
    ),
    (.elu(), "elu", "elu(Z1)", #""elu""#),
    (.elu(alpha: 0.5), "elu(alpha 0.5)", "elu(Z1, alpha 0.5)", #"{"type": "elu", "alpha": 0.5}"#),
  ])
  func `an activation says the settings that are not at their defaults`(
    _ activation: Activation, _ text: String, _ call: String, _ json: String
  ) {
    #expect("\(activation)" == text)
    #expect(activation.kind.text(of: "Z1") == call)
    #expect(activation.json.compactText == json)
  }

  @Test func `a derivative has a prime`() {
    #expect(ELU(alpha: 2).text(of: "Z2", isDerivative: true) == "elu'(Z2, alpha 2)")
  }

  @Test func `a layer names its activation with its settings`() {
    var random = RandomState(seed: 1)
    let layer = Dense<Float>(3, 2, activation: .leakyRelu(slope: 0.25), from: &random)
    #expect(layer.name == "Dense 3 -> 2, leakyRelu(slope 0.25)")
  }
}
