import Configurations
import DeepNetwork
import Testing
import Text

/// The key `loss`: a name, or an object with settings.
@Suite struct ConfigurationLossTests {
  private static let values = "\"activations\": [\"relu\", \"linear\"], "
  private static let classes = "\"n\": [4, 3, 2], \"activations\": [\"relu\", \"softmax\"], "

  @Test(arguments: [
    (values, #""huber""#, Loss.huber(), #""huber""#),
    (values, #"{"type": "huber"}"#, .huber(), #""huber""#),
    (values, #"{"type": "huber", "delta": 1}"#, .huber(), #""huber""#),
    (
      values, #"{"type": "huber", "delta": 2}"#, .huber(delta: 2), #"{"type": "huber", "delta": 2}"#
    ),
    (values, #""meanAbsoluteError""#, .meanAbsoluteError, #""meanAbsoluteError""#),
    (values, #"{"type": "meanSquaredError"}"#, .meanSquaredError, #""meanSquaredError""#),
    (
      "", #"{"type": "binaryCrossEntropy", "labelSmoothing": 0.1}"#,
      Loss(BinaryCrossEntropy(labelSmoothing: 0.1)),
      #"{"type": "binaryCrossEntropy", "labelSmoothing": 0.1}"#
    ),
    (
      classes, #"{"type": "categoricalCrossEntropy", "labelSmoothing": 0}"#,
      .categoricalCrossEntropy, #""categoricalCrossEntropy""#
    ),
  ])
  func `a loss is read, and written by its name where nothing is set`(
    more: String, given: String, loss: Loss, written: String
  ) throws {
    let configuration = try read(replacing("\(more)\"loss\": \(given)")).configuration
    #expect(configuration.loss == loss)
    let text = try #require(configuration.json["loss"])
    #expect(text.compactText == written)
    #expect(try read(configuration.jsonText).configuration == configuration)
    #expect(Loss(text: loss.text) == loss)
  }

  @Test func `the text of a loss is its name, or its settings`() {
    #expect(Loss.huber().text == "huber")
    #expect(Loss.huber(delta: 2).text == #"{"type": "huber", "delta": 2}"#)
    for text in [
      "hinge", "", "5", "{}", #"{"type": "huber", "delta": 0}"#, #"{"type": "huber"} x"#,
    ] {
      #expect(Loss(text: text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    BadText(
      values + #""loss": {"type": "huber", "delta": 0}"#,
      "loss.delta: must be a number > 0, but is 0"),
    BadText(
      values + #""loss": {"type": "huber", "detla": 2}"#,
      "loss.detla: unknown key; did you mean \"delta\"?"),
    BadText(
      #""loss": {"type": "binaryCrossEntropy", "labelSmoothing": 1}"#,
      "loss.labelSmoothing: must be a number ≥ 0 and < 1, but is 1"),
    BadText(
      #""loss": {"type": "categoricalCrossEntropy", "labelSmoothing": 0.1}"#,
      "loss: categoricalCrossEntropy needs softmax in the last layer, which has sigmoid"),
    BadText(
      classes + #""loss": {"type": "huber", "delta": 2}"#,
      "loss: huber needs another activation in the last layer, which has softmax"),
    BadText(
      values + #""loss": "meanAbsoluteError", "classWeights": "balanced""#,
      "classWeights: weights of classes need classes, not values"),
    BadText(
      values + #""loss": {"type": "huber"}, "classWeights": [1, 2]"#,
      "classWeights: weights of classes need classes, not values"),
  ]) func `a loss that does not fit is refused`(_ bad: BadText) {
    #expect(bad.sentences == [bad.message])
  }

  private func layers(_ last: String, _ members: String = "") -> String {
    """
    {"layers": [{"type": "dense", "units": 3, "activation": "relu"}, \(last)], \(members)
     "alpha": 1, "iterations": 1, "data": {"train": {"path": "a.npz"}}}
    """
  }

  @Test func `no loss follows from a last layer without an activation`() throws {
    let flatten = #"{"type": "flatten"}"#
    let found = problems(of: layers(flatten))
    #expect(found.map(\.path) == ["loss"])
    #expect(
      found[0].sentence.hasPrefix("missing: must be one of \"binaryCrossEntropy\", ")
        && found[0].sentence.hasSuffix(", since none follows from flatten at the end"))
    let reading = try read(layers(flatten, #""loss": "meanAbsoluteError","#))
    #expect(reading.configuration.loss == .meanAbsoluteError)
    #expect(
      try read(layers(#"{"type": "layerNormalization"}"#)).configuration.loss == .meanSquaredError)
  }
}
