import Foundation
import TestSupport
import Testing

/// The example programs, run as a user runs them.
struct ExampleTests {
  private func output(of example: String) throws -> String {
    let result = try runCommand(try builtProgram("examples"), [example], seconds: 120)
    #expect(result.status == 0, "\(result.stderr)")
    return result.stdout
  }

  /// The number at the end of the last line that begins with `name`.
  private func number(_ name: String, in output: String) -> Double? {
    output.split(separator: "\n").last { $0.hasPrefix(name) }
      .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
  }

  @Test(
    arguments: [
      "logistic-regression", "own-layer", "by-hand", "two-inputs", "two-outputs", "server",
    ])
  func `an example trains to a good accuracy`(_ example: String) throws {
    let output = try output(of: example)
    #expect(try #require(number("accuracy", in: output)) >= 0.98, "\(output)")
  }

  @Test func `data of a table, an array and a picture are matrices`() throws {
    let output = try output(of: "reading-data")
    #expect(output.hasPrefix("X (2, 30), Y (1, 30), features [\"size\", \"rooms\"]\n"))
    #expect(try #require(number("largest error", in: output)) < 0.05, "\(output)")
    #expect(output.contains("mean size 122.5, rooms 2.5\n"))
    #expect(output.contains("three examples of an array: (2, 3)\n"))
    #expect(output.hasSuffix(" as one of (12288, 20): (12288, 1)\n"))
  }

  @Test func `an endless source is learnt from`() throws {
    let output = try output(of: "endless-source")
    #expect(try #require(number("accuracy", in: output)) > 0.97, "\(output)")
  }

  @Test func `an augmenting source goes on after a kill as if there had been none`() throws {
    let output = try output(of: "augmenting-source")
    #expect(output.hasPrefix("killed\ngoes on from iteration 200\nthe same answers: true\n"))
    #expect(try #require(number("accuracy", in: output)) > 0.95, "\(output)")
  }

  @Test func `a generator learns to draw a circle`() throws {
    let output = try output(of: "gan")
    #expect(abs(try #require(number("radius", in: output)) - 1) < 0.15, "\(output)")
    #expect(try #require(number("deviation", in: output)) < 0.25, "\(output)")
  }

  @Test func `an autoencoder keeps what matters in two numbers`() throws {
    let output = try output(of: "autoencoder")
    let lost = try #require(number("share of the variance that is lost", in: output))
    #expect(lost < 0.05, "\(output)")
  }

  @Test func `a new head learns on layers that stay as they are`() throws {
    let output = try output(of: "new-head")
    #expect(try #require(number("accuracy", in: output)) >= 0.9, "\(output)")
    let printed = try #require(
      Page.article("OwnLoop").text.split(separator: "prints\n\n```\n").last?
        .split(separator: "\n```").first)
    #expect(output.hasPrefix(printed + "\n"))
  }

  @Test func `a loss of one's own finds the quantile`() throws {
    let output = try output(of: "quantiles")
    #expect(abs(try #require(number("share below", in: output)) - 0.9) < 0.03, "\(output)")
  }

  @Test func `a server answers while a training is cancelled and goes on`() throws {
    let output = try output(of: "server")
    #expect(output.contains("answers: 200\nanswers: 200\nstopped and gone on: true\n"))
  }

  @Test func `lines of standard input are answered, wrong ones too`() throws {
    try withTemporaryFolder { folder in
      let run = try tableRun(in: folder)
      let input = """
        {"age": 39, "color": "red", "income": null}
        {"age": 39, "colour": "red"}
        {"age": "25", "color": "blue", "income": 900}
        [39]
        """
      let result = try runCommand(
        builtProgram("examples"), ["lines", run.path], input: input, seconds: 60)
      let lines = result.stdout.split(separator: "\n")
      #expect(result.status == 0 && lines.count == 4, "\(result)")
      let names = ["yes", "no"]
      #expect(names.contains { lines[0].hasPrefix("\($0) 0.") || lines[0].hasPrefix("\($0) 1") })
      #expect(lines[1].hasPrefix("error: the row: no column \"color\""), "\(lines[1])")
      #expect(names.contains { lines[2].hasPrefix("\($0) 0.") || lines[2].hasPrefix("\($0) 1") })
      #expect(lines[3].hasPrefix("error: "))
    }
  }

  @Test func `the layer of the example is said to be sound`() throws {
    let output = try output(of: "own-layer")
    #expect(output.hasPrefix("Swish<Double> 2 -> 8: sound\n"))
  }

  @Test func `logistic regression is twenty lines of code`() throws {
    let file = SharedData.repository.appendingPathComponent(
      "Sources/Examples/LogisticRegression.swift")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count { !$0.hasPrefix("///") } <= 20)
  }

  @Test func `the convolutional network beats the dense one by a clear margin`() throws {
    let output = try output(of: "cats")
    let dense = try #require(number("dense: test accuracy", in: output))
    let convolutional = try #require(number("convolutional: test accuracy", in: output))
    #expect(convolutional >= dense + 0.03, "\(output)")
  }

  @Test(.enabled(if: hasFusedMultiplyAdd, "other figures without fused multiply-add"))
  func `the page says how the convolutional network and the dense one answer`() throws {
    let output = try output(of: "cats")
    let shares = try ["convolutional", "dense"].map { network in
      let accuracy = try #require(number("\(network): test accuracy", in: output))
      return String(format: "%.1f %%", 100 * accuracy)
    }
    let sentence = "it answers \(shares[0]) rightly, the dense one \(shares[1])."
    #expect(try Page.article("InAProgram").text.contains(sentence))
  }

  @Test func `an unknown example is answered with the list`() throws {
    let result = try runCommand(try builtProgram("examples"), ["dogs"])
    #expect(result.status == 64)
    #expect(result.stdout.contains("own-layer"))
  }
}
