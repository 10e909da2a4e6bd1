import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite struct SweepPlanTests {
  private func plan(
    _ text: String = SweepNetworks.moons, settings: [String] = [], vary: [String],
    folds: Int? = nil
  ) throws -> SweepPlan {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("net.json")
      try Data(text.utf8).write(to: file)
      return try SweepPlan(
        file, settings: settings, variations: try vary.map { try #require(Variation($0)) },
        folds: folds)
    }
  }

  @Test func `every combination is a trial`() throws {
    let plan = try plan(vary: ["alpha=0.1,0.2", "seed=1,2,3"], folds: 2)
    #expect(plan.variations.map(\.key) == ["alpha", "seed"])
    #expect(plan.trials.count == 12)
    #expect(plan.trials.first?.name == "alpha=0.1,seed=1,fold=1")
    #expect(plan.trials.last?.name == "alpha=0.2,seed=3,fold=2")
    #expect(plan.trials.last?.configuration.seed == 3)
    #expect(plan.trials.last?.configuration.hyperparameters.alpha == 0.2)
  }

  @Test func `folds take the place of the validation set`() throws {
    let setting = [#"data.validation={"fraction":0.25}"#]
    let varied = try plan(settings: setting, vary: ["seed=1,2"])
    #expect(varied.trials.allSatisfy { $0.configuration.data.validation == .fraction(0.25) })
    let folded = try plan(settings: setting, vary: [], folds: 3)
    #expect(folded.trials.map(\.name) == ["fold=1", "fold=2", "fold=3"])
    #expect(folded.trials.map(\.configuration.data.validation) == (1...3).map { .fold($0, of: 3) })
  }

  @Test func `names of folders are fit for files and apart`() throws {
    let plan = try plan(vary: ["n=[0,4,1],[0,4.0,1],[0,5,1]"])
    let names = plan.trials.map(\.name)
    #expect(Set(names).count == 3)
    for name in names {
      #expect(name.hasPrefix("n=-0,"))
      #expect(!name.contains("["))
    }
    let long = String(repeating: "x", count: 300)
    let paths = try self.plan(
      vary: [#"data.test={"path":"../a/b c"},{"path":"\#(long)1"},{"path":"\#(long)2"}"#])
    #expect(Set(paths.trials.map(\.name)).count == 3)
    for trial in paths.trials {
      #expect(trial.name.utf8.count <= 100)
      #expect(!trial.name.contains("/"))
    }
  }

  @Test func `every problem of every trial is told once`() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try self.plan(vary: ["alhpa=1,2,3", "l2=-1,0"])
    }
    let problems = error?.problems ?? []
    #expect(problems.count == 2)
    #expect(error?.description.contains("variation alhpa=1: alhpa: unknown key") == true)
    #expect(error?.description.contains(#"did you mean "alpha"?"#) == true)
    #expect(problems.contains { $0.path == "l2" })
  }

  @Test func `grids that make no sense are refused`() throws {
    for (vary, expected) in [
      ([], SweepError.nothingVaries), (["l2=1", "l2=2"], .repeatedKey("l2")),
      (["l2=1,2,1"], .repeatedValue("1", key: "l2")),
      (
        (0..<5).map { index in
          "k\(index)=" + (0..<10).map { "\($0)" }.joined(separator: ",")
        }, .tooManyTrials(most: 10_000)
      ),
    ] as [([String], SweepError)] {
      #expect(throws: expected) { try self.plan(vary: vary) }
      #expect(!expected.description.isEmpty)
    }
  }
}

/// Configurations that train in a moment.
enum SweepNetworks {
  static let moons = """
    {"n": [0, 6, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.5, "iterations": 60,
     "logEvery": 20, "initialization": {"method": "he"},
     "data": {"train": {"builtin": "moons", "examples": 60},
              "test": {"builtin": "moons", "examples": 30}}}
    """

  /// Fewer examples than features, so that the first layer is dual.
  static let wide = """
    {"n": [0, 3, 1], "activations": ["relu", "sigmoid"], "alpha": 0.05, "iterations": 40,
     "initialization": {"method": "he"},
     "data": {"train": {"builtin": "cats", "examples": 24, "imageSize": [12, 12]},
              "validation": {"fraction": 0.25}}}
    """
}
