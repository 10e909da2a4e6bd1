import DeepNetwork
import Configurations
import Foundation
import Testing

struct RemovalTests {
  private func reading(
    _ text: String = minimalText, unset removals: [String], set overrides: [String] = []
  ) throws(ConfigurationError) -> Configuration {
    try ConfigurationReader(overrides: overrides, removals: removals).read(
      Array(text.utf8), file: "test.json", name: "test", folder: URL(fileURLWithPath: "/home/ann")
    ).configuration
  }

  @Test func `a key is taken out before any is set`() throws {
    let epochs = try reading(unset: ["iterations"], set: ["epochs=3"])
    #expect(epochs.hyperparameters.duration == .epochs(3))
    let again = try reading(unset: ["iterations"], set: ["iterations=7"])
    #expect(again.hyperparameters.duration == .iterations(7))
  }

  @Test func `keys inside objects and lists are taken out too`() throws {
    let text = replacing(
      #""optimizer": {"method": "momentum", "beta": 0.5}, "layers": [{"type": "dense", "units": 1, "#
        + #""activation": "sigmoid", "keepProbability": 0.5}]"#)
    let configuration = try reading(
      text, unset: ["optimizer.beta", "layers[0].keepProbability", "n", "activations"])
    #expect(configuration.hyperparameters.optimizer == .momentum(beta: 0.9))
    #expect(configuration.architecture.layers == [.dense(units: 1, activation: .sigmoid)])
    #expect(try reading(text, unset: ["layers", "optimizer"]).n == [4, 3, 1])
  }

  @Test(arguments: [
    ("epochs", "epochs: is not given, so there is nothing to take away"),
    ("optimizer.beta", "optimizer.beta: is not given, so there is nothing to take away"),
    ("iteration", #"iteration: unknown key; did you mean "iterations"?"#),
    ("data.train.pat", #"data.train.pat: unknown key; did you mean "path"?"#),
    ("n[1]", "n: of a list no element can be taken away: set the whole list"),
    ("n[7]", "n: has no [7]: it is a list of 3"),
    ("n.x", "n: is a list of 3, not an object"), ("alpha[0]", "alpha: is 0.1, not a list"),
    ("alpha.x", "alpha: is 0.1, not an object"),
    ("a..b", "expected the path of a key, without a value, such as epochs or optimizer.beta"),
    ("alpha", "alpha: missing: must be a number > 0"),
  ]) func `a key that is not there is an error like any other`(key: String, says: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try reading(unset: [key]) }
    let problem = try #require(error?.problems.first)
    let place = key == "alpha" ? "test.json:1:1: " : "removal \(key): "
    #expect(problem.description.hasPrefix(place + says), "\(problem.description)")
  }

  @Test func `every problem is told, those of what is taken away first`() {
    let error = #expect(throws: ConfigurationError.self) {
      try reading(unset: ["alhpa"], set: ["l2=-1"])
    }
    #expect(error?.problems.map(\.path) == ["alhpa", "l2"])
  }
}
