import Experiments
import Foundation
import TestSupport
import Testing

@testable import examples

/// The initializer of the page on adding one.
struct HeUniformTests {
  @Test func `the weights are those of the formula`() {
    var (random, other) = (RandomState(seed: 2), RandomState(seed: 2))
    let start = Initializer(HeUniform(gain: 0.5))
    let W: Matrix<Double> = start.weights(4, 6, from: &random)
    #expect(W == Matrix(rows: 4, columns: 6, other.rand(24).map { 0.5 * (2 * $0 - 1) }))
    #expect(random == other)
  }

  /// In a process of its own: added kinds stay.
  @Test func `a program's own initializer is one of those that a configuration names`() async {
    await #expect(processExitsWith: .success) {
      Kinds.add([HeUniform.self])
      let file = SharedData.repository.appendingPathComponent("Configs/flower.json")
      func configuration(_ initialization: String) throws -> Configuration {
        try Configuration(
          contentsOf: file, settings: ["iterations=20", "initialization=\(initialization)"])
      }
      try withTemporaryFolder { folder in
        let run = folder.appendingPathComponent("run")
        let mine = try configuration(#"{"method": "heUniform", "gain": 0.5}"#)
        require(
          mine.initialization == .drawn(Initializer(HeUniform(gain: 0.5))),
          "another initializer was read")
        try mine.train(into: run, dataFolder: folder)
        let written = try Configuration(contentsOf: run.appendingPathComponent("config.json"))
        require(written == mine, "another configuration was written")
        _ = try Model<Float>(contentsOf: run)
        require(
          ConfigurationSchema.text.contains(#""const": "heUniform""#), "the schema lacks it")
        require(KeyTable.text.contains(#"| `"method": "heUniform"` |"#), "the table lacks it")
      }
      for (initialization, sentence) in [
        (#"{"method": "heUnifrom"}"#, #"did you mean "heUniform"?"#),
        (#"{"method": "heUniform", "gian": 1}"#, #"did you mean "gain"?"#),
        (#"{"method": "heUniform", "gain": 0}"#, "a number > 0, but is 0"),
      ] {
        do {
          _ = try configuration(initialization)
          fatalError("\(initialization) was read")
        } catch {
          require("\(error)".contains(sentence), "\(error)")
        }
      }
    }
  }
}
