import Datasets
import Configurations
import Testing

struct NormalizeLabelsTests {
  private func text(_ output: String, _ source: String) -> String {
    replacing(
      "\"activations\": [\"relu\", \"\(output)\"], \"data\": {\"train\": {\"path\": \"a.npz\", "
        + "\(source)}}")
  }

  @Test(arguments: LabelNormalization.allCases)
  func `the key is read, and written where it was given`(wish: LabelNormalization) throws {
    let configuration = try read(text("linear", "\"normalizeLabels\": \"\(wish)\"")).configuration
    #expect(configuration.data.train.normalizeLabels == wish)
    #expect(configuration.jsonText.contains("\"normalizeLabels\": \"\(wish)\""))
    #expect(try read(configuration.jsonText).configuration == configuration)
    #expect(!(try read(minimalText).configuration.jsonText.contains("normalizeLabels")))
  }

  @Test func `classes are refused in the configuration`() {
    for (output, source) in [
      ("sigmoid", ""), ("linear", "\"labels\": \"binary\", "),
      ("linear", "\"labels\": \"oneHot\", "),
    ] {
      let found = problems(of: text(output, source + "\"normalizeLabels\": \"standardize\""))
      #expect(
        found.map { "\($0.path): \($0.sentence)" }.contains(
          "data.train.normalizeLabels: only labels that are values are standardized: classes have "
            + "no mean"))
    }
    #expect(problems(of: text("sigmoid", "\"normalizeLabels\": \"none\"")).isEmpty)
  }

  @Test(arguments: ["relu", "sigmoid", "tanh"])
  func `outputs that cannot reach scaled labels are warned of`(output: String) throws {
    let reading = try read(
      replacing(
        "\"activations\": [\"relu\", \"\(output)\"], \"loss\": \"meanSquaredError\", "
          + "\"data\": {\"train\": {\"path\": \"a.npz\", \"normalizeLabels\": \"standardize\"}}"))
    #expect(reading.warnings.map(\.path) == ["data.train.normalizeLabels"])
    #expect(reading.warnings.first?.sentence.hasPrefix("\(output) answers ") == true)
  }
}
