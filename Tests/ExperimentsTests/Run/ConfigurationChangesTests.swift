import Configurations
import DeepNetwork
import Foundation
import Testing

@testable import Experiments

struct ConfigurationChangesTests {
  private static let text = """
    {"n": [4, 3, 1], "activations": ["relu", "sigmoid"], "alpha": 0.1, "iterations": 10,
     "data": {"train": {"path": "train.npz"}, "validation": {"fraction": 0.25}}}
    """

  private func read(_ settings: [String]) throws -> Configuration {
    try ConfigurationReader(overrides: settings).read(
      Array(Self.text.utf8), file: "test.json", name: "test",
      folder: URL(fileURLWithPath: "/home/ann")
    ).configuration
  }

  private func changes(
    _ settings: String..., from before: [String] = [],
    scope: ConfigurationChanges.Scope = .resumption
  ) throws -> ConfigurationChanges {
    ConfigurationChanges(
      from: try read(before).json,
      to: try read(settings), scope)
  }

  @Test(arguments: [
    ("alpha=0.02", "alpha was 0.1 and is now 0.02"),
    ("iterations=20", "iterations was 10 and is now 20"),
    ("warmup=5", "warmup was absent and is now 5"),
    ("name=b", #"name was "test" and is now "b""#),
    ("logEvery=epoch", #"logEvery was 100 and is now "epoch""#),
    ("checkpointEvery=7", "checkpointEvery was 1000 and is now 7"),
    (
      "earlyStopping.patience=3",
      #"earlyStopping was absent and is now {"patience": 3, "minDelta": 0}"#
    ),
    (
      "alphaDecay.method=cosine",
      #"alphaDecay was {"method": "none"} and is now {"method": "cosine", "minimum": 0}"#
    ),
  ]) func `what may change where a run goes on is said`(setting: String, says: String) throws {
    let found = try changes(setting)
    #expect(found.allowed.map(\.description) == [says] && found.refused.isEmpty)
  }

  @Test(arguments: [
    ("l2=1", "l2 was 0 and is now 1"), ("seed=2", "seed was 1 and is now 2"),
    ("batchSize=8", "batchSize was 0 and is now 8"),
    (
      "data.validation.fraction=0.5",
      #"data.validation was {"fraction": 0.25, "seed": 1} and is now {"fraction": 0.5, "seed": 1}"#
    ),
  ]) func `what would make another training of it is refused`(setting: String, says: String) throws
  {
    let found = try changes(setting)
    #expect(found.refused.map(\.refusal) == [says] && found.allowed.isEmpty)
  }

  @Test func `a split of another seed is named for itself`() throws {
    let refusal = try #require(
      changes("data.validation.seed=3", from: ["data.validation.seed=9"]).refused.first?.refusal)
    #expect(refusal.hasPrefix("data.validation.seed was 9 and is now 3 ("))
    #expect(refusal.hasSuffix("setting data.validation.seed=9)"))
  }

  @Test func `a trial of a sweep may only become longer`() throws {
    #expect(try changes("iterations=20", "name=b", scope: .sweep).refused.isEmpty)
    for setting in ["alpha=0.02", "logEvery=7", "earlyStopping.patience=3"] {
      #expect(try changes(setting, scope: .sweep).refused.count == 1)
    }
    let cosine = try changes(
      "alphaDecay.method=cosine", "iterations=20", from: ["alphaDecay.method=cosine"], scope: .sweep
    )
    #expect(cosine.refused.map(\.name) == ["iterations"])
  }

  @Test func `only what can keep a training from diverging lets it go on`() throws {
    func may(_ settings: String..., followsLength: Bool = false) throws -> Bool {
      let before = try read([]).json
      let now = try read(settings)
      return ConfigurationChanges(from: before, to: now).mayEndOtherwise(
        than: 8, iterations: now.hyperparameters.duration.updates(perEpoch: 1),
        followsLength: followsLength)
    }
    #expect(try may("alpha=0.01") && may("alphaDecay.method=cosine"))
    #expect(try may("earlyStopping.patience=1") && may("iterations=8"))
    #expect(try !may() && !may("iterations=9") && !may("name=b", "logEvery=3"))
    #expect(try may("iterations=9", followsLength: true))
  }
}
