import TestSupport
import Testing

/// The settings of an activation, wherever a command names it.
struct ActivationTextTests {
  private let settings = [
    "--set", #"activations=["leakyRelu", "sigmoid"]"#, "--set", "leakyReluSlope=0.2",
  ]

  private let object = #""activation": { "type": "leakyRelu", "slope": 0.2 }"#

  private func output(_ words: String...) throws -> String {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let words = words + ["--config", "flower.json"] + settings
      let result = try runDNN(words, in: bench.folder)
      #expect(result.status == 0, "\(result.stderr)")
      return result.stdout
    }
  }

  @Test func `check shows the settings of an activation`() throws {
    #expect(try output("check").contains("  leakyRelu(slope 0.2)  "))
    let json = try output("check", "--format", "json")
    #expect(json.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(object))
    #expect(json.contains(#""activation": "sigmoid""#))
  }

  @Test func `graph shows the settings of an activation`() throws {
    #expect(try output("graph").contains("leakyRelu(Z1, slope 0.2)"))
    for format in ["dot", "svg"] {
      #expect(try output("graph", "--format", format).contains("leakyRelu(slope 0.2)"))
    }
    let json = try output("graph", "--format", "json")
    #expect(json.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(object))
  }

  @Test func `trace shows the settings of an activation`() throws {
    let text = try output("trace")
    #expect(text.contains("  A1 = leakyRelu(Z1, slope 0.2)   "))
    #expect(text.contains("dA1 * leakyRelu'(Z1, slope 0.2)"))
  }
}
