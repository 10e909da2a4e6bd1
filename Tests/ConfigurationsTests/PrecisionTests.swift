import Testing

/// Numbers that float32 does not have.
struct PrecisionTests {
  @Test(arguments: [
    (#""alpha": 1e-50"#, "alpha: 1e-50 is 0.0"), (#""alpha": 1e39"#, "alpha: 1e39 is inf"),
    (#""l2": 1e39"#, "l2: 1e39 is inf"),
    (#""keepProbability": 1e-60"#, "keepProbability: 1e-60 is 0.0"),
    (
      #""optimizer": {"method": "adam", "epsilon": 1e-50}"#,
      "optimizer.epsilon: 1e-50 is 0.0"
    ),
    (
      #""optimizer": {"method": "adam", "beta2": 0.999999999}"#,
      "optimizer.beta2: 0.999999999 is 1.0"
    ),
    (
      #""alpha": 1, "activations": [{"type": "elu", "alpha": 1e-60}, "linear"]"#,
      "activations[0].alpha: 1e-60 is 0.0"
    ),
    (#""leakyReluSlope": 0.9999999999"#, "leakyReluSlope: 0.9999999999 is 1.0"),
    (
      #""activations": ["relu", "linear"], "loss": {"type": "huber", "delta": 1e-50}"#,
      "loss.delta: 1e-50 is 0.0"
    ),
    (
      #""initialization": {"method": "normal", "scale": [1, 1e40]}"#,
      "initialization.scale[1]: 1e40 is inf"
    ),
  ])
  func `a number that is lost in float32 is refused`(_ members: String, _ says: String) {
    let text = replacing(members)
    #expect(
      problems(of: text).map { "\($0.path): \($0.sentence)" }
        == ["\(says) in float32; take precision float64"])
    #expect(problems(of: text, set: ["precision=float64"]).isEmpty)
  }

  @Test func `a number of a layer inside a block is looked at`() {
    let text = """
      {"layers": [{"type": "residual", "layers": [{"type": "layerNormalization", "epsilon": 1e-50}]},
       {"type": "dense", "units": 1, "activation": "linear"}], "alpha": 1, "iterations": 1,
       "data": {"train": {"path": "a.npz"}}}
      """
    #expect(problems(of: text).map(\.path) == ["layers[0].layers[0].epsilon"])
  }

  @Test(arguments: [
    #""l2": 1e-50"#, #""clipNorm": 1e-50"#, #""alphaDecay": {"method": "inverse", "rate": 1e-50}"#,
    #""initialization": {"method": "normal", "scale": 1e-50}"#, #""batchSize": 1000000000000"#,
    #""data": {"train": {"path": "a"}, "validation": {"fraction": 1e-50}}"#,
  ])
  func `a number that may be 0, or is none of the computation, passes`(_ members: String) {
    #expect(problems(of: replacing(members)).isEmpty)
  }
}
