import Configurations
import Testing

@Suite struct ConfigurationReportTests {
  @Test func `everything missing is named at once`() {
    #expect(problems(of: "{}").map(\.path) == ["n", "activations", "alpha", "iterations", "data"])
    #expect(problems(of: "{}").allSatisfy { $0.fault == .missingKey })
  }

  @Test func `a mistyped key is not called missing too`() {
    #expect(problems(of: minimalText.replacing("alpha", with: "alhpa")).map(\.path) == ["alhpa"])
  }

  @Test func `a problem is shown as a compiler does`() throws {
    let text = replacing("\"optimizer\": {\"method\": \"adma\"}")
    let problem = try #require(problems(of: text).first)
    #expect(
      problem.description == """
        test.json:2:27: optimizer.method: must be one of "gradientDescent", "momentum", "rmsprop", \
        "adam", "adamW", but is "adma"; did you mean "adam"?
            "optimizer": {"method": "adma"},
                                    ^
        """)
    #expect(problem.source == "test.json")
    #expect(problem.line == 2)
    #expect(problem.column == 27)
    #expect(
      problem.fault == .notAllowed(found: "\"adma\"", nearest: "adam"))
  }

  @Test func `several problems come in the order of the text`() {
    let text = """
      {
        "n": [4, 3, 1],
        "L": 4,
        "activations": ["relu", "sigmoit"],
        "batchsize": 2,
        "alpha": -1,
        "keepProbability": [0.5, 2],
        "data": {"train": {"path": "a", "pat": 3}},
        "layers": [{"type": "flatten"}]
      }
      """
    let found = problems(of: text, set: ["seed=-1", "epochs=2", "nam=x"])
    #expect(
      found.map { "\($0.line ?? 0) \($0.path)" } == [
        "3 L", "4 activations[1]", "5 batchsize", "6 alpha", "7 keepProbability[1]",
        "8 data.train.pat", "9 layers", "0 seed", "0 nam",
      ])
    let description = ConfigurationError(found).description
    #expect(description.hasPrefix("test.json: 9 problems\ntest.json:3:8: L: must be"))
  }

  @Test func `a long list of problems is cut`() {
    let keys = (0..<2000).map { "\"key\($0)\": 1" }.joined(separator: ", ")
    let found = problems(of: "{\(keys)}")
    #expect(found.count == 1000)
    #expect(ConfigurationError(found).description.hasSuffix("\n… and 950 more"))
  }

  @Test func `a long line is cut around the caret`() throws {
    let blanks = String(repeating: " ", count: 500)
    let text = replacing("\"é\": 1,\(blanks)\"alhpa\": 3,\(blanks)\"l2\": 1")
    let lines = try #require(problems(of: text).last).description.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].count < 120)
    let caret = try #require(lines[2].firstIndex(of: "^"))
    let column = lines[2].distance(from: lines[2].startIndex, to: caret)
    #expect(lines[1].dropFirst(column).hasPrefix("\"alhpa\""))
  }

  @Test func `nothing of the file steers the terminal`() throws {
    let text = replacing("\"\\u001b[31m\": \"\u{202E}\u{7F}\"")
    let description = try #require(problems(of: text).first).description
    #expect(!description.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    #expect(!description.unicodeScalars.contains { $0.value == 0x7F })
  }

  @Test func `line ends of Windows do not shift lines`() throws {
    let text = replacing("\"alhpa\": 3").replacing("\n", with: "\r\n")
    let problem = try #require(problems(of: text).first)
    #expect(problem.line == 2)
    #expect(problem.description.hasSuffix("\n    \"alhpa\": 3,\n    ^"))
  }

  @Test func `a huge file of mistakes is reported`() {
    let keys = (0..<20_000).map { "\"alhpa\($0)\": {\"x\": [1, 2, 3]}" }.joined(separator: ",")
    #expect(problems(of: "{\(keys)}").count == 1000)
    let sizes = Array(repeating: "-1", count: 100_000).joined(separator: ",")
    #expect(problems(of: "{\"n\": [\(sizes)]}").count == 1000)
    let mark = "\"a" + String(repeating: "\u{301}", count: 100_000) + "\": 1"
    #expect(problems(of: replacing(mark)).first.map { $0.description.utf8.count < 1000 } == true)
  }

  // MARK: Warnings

  @Test(arguments: [
    (
      "\"initialization\": {\"method\": \"zeros\"}",
      "zeros with hidden layers: all units of a layer stay equal; try he (relu) or xavier (tanh)"
    ),
    (
      "\"initialization\": {\"method\": \"normal\", \"scale\": [0, 1]}",
      "zeros with hidden layers: all units of a layer stay equal; try he (relu) or xavier (tanh)"
    ),
    (
      "\"n\": [4, 3, 3, 3, 1], \"activations\": {\"hidden\": \"relu\", \"output\": \"sigmoid\"}",
      "normal × 0.01 with 4 layers: signals die out from layer to layer; try he (relu), xavier "
        + "(tanh) or lecun"
    ),
  ]) func `a doubtful start is warned of`(members: String, sentence: String) throws {
    let warnings = try read(replacing(members)).warnings
    #expect(warnings.map(\.sentence) == [sentence])
    #expect(warnings.map(\.path) == ["initialization"])
  }

  @Test func `dropout without hidden layers is warned of`() throws {
    let text = replacing("\"n\": [4, 1], \"activations\": [\"sigmoid\"], \"keepProbability\": 0.5")
    let warnings = try read(text).warnings
    #expect(
      warnings.map { "\($0.path) \($0.sentence)" } == [
        "keepProbability changes nothing: there is no hidden layer"
      ])
  }

  @Test(arguments: [
    "\"n\": [4, 1], \"activations\": [\"sigmoid\"], \"initialization\": {\"method\": \"zeros\"}",
    "\"n\": [4, 3, 3, 1], \"activations\": {\"hidden\": \"relu\", \"output\": \"sigmoid\"}",
    "\"n\": [4, 3, 3, 3, 1], \"activations\": {\"hidden\": \"relu\", \"output\": \"sigmoid\"}, "
      + "\"initialization\": {\"method\": \"normal\", \"scale\": 0.1}",
    "\"initialization\": {\"method\": \"normal\", \"scale\": [1, 0]}",
  ]) func `a sound start is not warned of`(members: String) throws {
    #expect(try read(replacing(members)).warnings.isEmpty)
  }
}
