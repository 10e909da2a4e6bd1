import Foundation
import TestSupport
import Testing

@testable import Experiments
import Text

@Suite struct SweepTests {
  @Test(arguments: [SweepNetworks.moons, SweepNetworks.wide], [1, 3])
  func `a trial is the training that it would be alone`(network: String, jobs: Int) throws {
    try withSweepBench(network) { bench in
      let plan = try bench.plan("alpha=0.01,0.1", "seed=1,2")
      let sweep = bench.sweep(plan)
      let table = try sweep.execute(jobs: jobs)
      #expect(table.isComplete)
      for trial in plan.trials {
        #expect(try bench.model(sweep, trial) == bench.modelAlone(trial), "\(trial.name)")
      }
    }
  }

  @Test func `seeds become mean and deviation`() throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      let table = try bench.sweep(bench.plan("seed=1,2,3", "alpha=0.001,1")).execute()
      #expect(
        table.rows.map(\.settings) == [
          [.init(key: "alpha", value: "1")],
          [.init(key: "alpha", value: "0.001")],
        ])
      #expect(table.sortPart == "test")
      let best = try #require(table.rows.first)
      let costs = best.results.compactMap { $0.figures["test"]?["cost"] }
      #expect(costs.count == 3)
      let mean = costs.reduce(0, +) / 3
      let variance = costs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
      let statistic = try #require(best.statistic("test", .cost))
      expectClose(statistic.mean, mean)
      expectClose(try #require(statistic.deviation), variance.squareRoot())
      #expect(table.text.contains(" ± "))
      #expect(table.text.hasPrefix("alpha  trials  train cost"))
      #expect(
        table.csv.hasPrefix(
          "alpha,trials,diverged,failed,iterations,train_cost,train_cost_deviation,"))
      #expect(table.json["rows"]?.list?.first?["settings"]?["alpha"]?.integer == 1)
    }
  }

  @Test func `equal figures have no deviation, not even by rounding`() throws {
    let third = 1 / 3.0
    for count in 2...7 {
      let all = try #require(SweepTable.Statistic([Double](repeating: third, count: count)))
      #expect(all.mean == third && all.deviation == 0)
      #expect(Figure.auc.texts([all]) == ["0.33333 ± 0.00000"])
    }
    #expect(SweepTable.Statistic([]) == nil)
    #expect(SweepTable.Statistic([1])?.deviation == nil)
  }

  @Test(arguments: [
    (Figure.cost, [0.5, 12.25], ["0.5000", "12.2500"]),
    (.cost, [1e-7, 0.25], ["1.0e-07", "0.25000"]),
    (.rmse, [467_240.5, 2], ["467240", "2"]), (.cost, [2e12, 1], ["2.00000e+12", "1"]),
    (.accuracy, [0.999999, 1e-9], ["0.99999", "0.00001"]),
    (.accuracy, [1, 0], ["1.00000", "0.00000"]),
    (.r2, [-0.25, 0.5], ["-0.25000", "0.50000"]),
  ])
  func `a column of figures has as many places each`(
    figure: Figure, values: [Double], texts: [String]
  ) {
    #expect(figure.texts(values.map { SweepTable.Statistic([$0]) }) == texts)
  }

  @Test func `folds are validated on what they hold out`() throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      let sweep = bench.sweep(try bench.plan("alpha=0.1,1", folds: 3))
      let table = try sweep.execute(jobs: 2)
      #expect(table.rows.count == 2)
      #expect(table.sortPart == "validation")
      for row in table.rows {
        #expect(row.results.map(\.trial.fold) == [1, 2, 3])
        #expect(row.results.allSatisfy { $0.figures["validation"]?["examples"] == 20 })
        #expect(row.results.allSatisfy { $0.figures["train"]?["examples"] == 40 })
      }
      let models = try sweep.plan.trials.map { try bench.model(sweep, $0) }
      #expect(Set(models).count == 6)
      #expect(try sweep.plan.trials.map { try bench.modelAlone($0) } == models)
      let report = try String(contentsOf: sweep.file("report.html"), encoding: .utf8)
      #expect(report.contains(">2 of 3<"))
    }
  }

  @Test func `what has ended is not run again`() throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      let plan = try bench.plan("alpha=0.01,0.1", folds: 2)
      let sweep = bench.sweep(plan)
      let first = try sweep.execute()
      let before = try plan.trials.map { try stamp(sweep.folder(of: $0).checkpoint) }
      let count = TrialCount()
      let second = try sweep.execute(jobs: 2, count.observer)
      #expect(count.value == 4)
      #expect(second.csv == first.csv)
      #expect(try plan.trials.map { try stamp(sweep.folder(of: $0).checkpoint) } == before)

      // More iterations go on from where it was, other settings are another sweep.
      let longer = bench.sweep(
        try bench.plan("alpha=0.01,0.1", settings: ["iterations=80"], folds: 2))
      #expect(try longer.execute().results.map(\.iterations) == [80, 80, 80, 80])
      let other = bench.sweep(try bench.plan("alpha=0.01,0.1", settings: ["l2=1"], folds: 2))
      #expect(throws: SweepError.self) { try other.execute() }
    }
  }

  private func stamp(_ file: URL) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
  }

  @Test(arguments: [1, 2]) func `a stopped sweep goes on to the same models`(jobs: Int) throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      let plan = try bench.plan("alpha=0.01,0.1,1", "seed=1,2")
      let whole = bench.sweep(plan, "whole")
      let table = try whole.execute()
      let stopped = bench.sweep(plan, "stopped")
      let part = try stopped.execute(jobs: jobs, TrialCount(limit: 2).observer)
      #expect(!part.isComplete)
      #expect(part.planned == 6)
      #expect(try stopped.execute(jobs: jobs).csv == table.csv)
      for trial in plan.trials {
        #expect(try bench.model(stopped, trial) == bench.model(whole, trial))
      }
    }
  }

  @Test func `a trial that diverges does not stop the others`() throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      let text = SweepNetworks.moons.replacing(
        #"["tanh", "sigmoid"]"#, with: #"["relu", "linear"]"#)
      try Data(text.utf8).write(to: bench.folder.appendingPathComponent("net.json"))
      let sweep = bench.sweep(try bench.plan("alpha=0.01,1e30,0.02"))
      for _ in 0..<2 {
        let table = try sweep.execute()
        #expect(table.isComplete)
        #expect(table.rows.map(\.divergedCount) == [0, 0, 1])
        #expect(table.rows.last?.settings.first?.value == "1e30")
        #expect(table.text.contains("diverged"))
        guard case .diverged(let reason)? = table.rows.last?.results.first?.state else {
          Issue.record("1e30 did not diverge")
          return
        }
        #expect(reason.contains("alpha = 1e+30"))
      }
    }
  }

  @Test func `data that do not fit are told before anything is trained`() throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      let sweep = bench.sweep(try bench.plan("n=[0,4,1],[3,4,1]"))
      #expect(throws: (any Error).self) { try sweep.execute() }
      #expect(!FileManager.default.fileExists(atPath: sweep.folder.path))
    }
  }

  @Test func `the comparison is in files`() throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      let sweep = bench.sweep(try bench.plan("alpha=0.01,0.1"))
      let table = try sweep.execute()
      func text(_ name: String) throws -> String {
        try String(contentsOf: sweep.folder.appendingPathComponent(name), encoding: .utf8)
      }
      #expect(try text("comparison.csv") == table.csv)
      #expect(try text("comparison.json") == table.json.prettyText)
      #expect(try text("report.html").contains("alpha=0.01"))
    }
  }

  @Test func `an array has a task per trial`() throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      for (last, isLarge) in [(12, false), (1001, true)] {
        let seeds = (1...last).map(String.init).joined(separator: ",")
        let sweep = bench.sweep(try bench.plan("seed=\(seeds)"))
        let emission = SweepEmission(sweep, program: "/dnn", options: [], jobs: nil)
        #expect(emission.commands.split(separator: "\n").count == last)
        #expect(emission.jobArray.contains("\n#SBATCH --array=1-\(last)\n"))
        #expect(emission.jobArray.contains("MaxArraySize") == isLarge)
      }
    }
  }

  @Test func `a folder of a single run is left alone`() throws {
    try withSweepBench(SweepNetworks.moons) { bench in
      let plan = try bench.plan("alpha=0.01,0.1")
      let single = RunFolder(bench.folder.appendingPathComponent("run"))
      _ = try TrainingRun(
        plan.trials[0].configuration, dataFolder: bench.folder, folder: single, entry: .new
      ).execute()
      #expect(throws: SweepError.holdsARun(path: single.url.path)) {
        try Sweep(plan, dataFolder: bench.folder, folder: single.url).execute()
      }
      #expect(throws: SweepError.holdsARun(path: single.url.path)) {
        try Sweep(plan, dataFolder: bench.folder, folder: single.url).collect()
      }
    }
  }

  /// The course's experiment, logistic regression with three learning rates.
  @Test(.enabled(if: SharedData.isPresent, "the course's pictures are not beside the checkout"))
  func `the learning rates of the course give its accuracies`() throws {
    try withTemporaryFolder { folder in
      let file = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../Configs/learning-rates.json").standardized
      let plan = try SweepPlan(
        file,
        settings: [
          "data.train.path=\(SharedData.file("cats/train_catvnoncat.h5").path)",
          "data.test.path=\(SharedData.file("cats/test_catvnoncat.h5").path)",
        ], variations: [try #require(Variation("alpha=0.01,0.001,0.0001"))])
      let table = try Sweep(plan, dataFolder: folder, folder: folder).execute(jobs: 2)
      let accuracies = table.results.sorted { $0.trial.name > $1.trial.name }.map { result in
        ["train", "test"].map { ((result.figures[$0]?["accuracy"] ?? 0) * 1000).rounded() / 10 }
      }
      #expect(accuracies == [[99.5, 68], [89.0, 64], [68.4, 36]])
    }
  }
}
