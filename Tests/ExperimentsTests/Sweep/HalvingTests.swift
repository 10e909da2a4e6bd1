import Foundation
import TestSupport
import Testing
import Text

@testable import Experiments

@Suite struct HalvingTests {
  private static let many = "alpha=0.001,0.003,0.01,0.03,0.1,0.3,1,3"

  @Test(arguments: [
    (2, 1, [2, 1]), (3, 1, [3, 2]), (4, 2, [4, 2, 1]), (7, 2, [7, 4, 2]),
    (24, 4, [24, 12, 6, 3, 2]), (40, 4, [40, 20, 10, 5, 3]),
  ])
  func `half of them go on, rounded up, four times at most`(
    count: Int, halvings: Int, rooms: [Int]
  ) throws {
    try withSweepBench { bench in
      let alphas = (1...count).map { "\($0)" }.joined(separator: ",")
      let halving = try Halving(bench.plan("seed=1,2", "alpha=\(alphas)"))
      #expect(halving.halvings == halvings)
      #expect(halving.rungs.map(halving.room) == rooms)
      #expect(halving.candidates == (0..<count).map { [$0, count + $0] })
      for iterations in [1, 5, 800, 801] {
        let ends = halving.rungs.map { halving.end(of: $0, iterations: iterations) }
        #expect(ends.last == iterations)
        for (end, next) in zip(ends, ends.dropFirst()) { #expect(end == (next + 1) / 2) }
      }
    }
  }

  @Test func `a single combination leaves nothing to choose`() throws {
    try withSweepBench { bench in
      #expect(throws: SweepError.nothingToHalve) { try Halving(bench.plan("seed=1,2,3")) }
    }
  }

  @Test(arguments: [1, 3])
  func `what is left ends with the bytes of a training alone`(jobs: Int) throws {
    let decaying = ["alphaDecay={\"method\":\"cosine\"}", "warmup=7", "logEvery=3"]
    try withSweepBench { bench in
      let plan = try bench.plan(Self.many, settings: decaying, folds: 2)
      let search = try bench.search(plan)
      let table = try search.execute(jobs: jobs)
      #expect(table.isComplete)
      #expect(table.results.count == 16)
      #expect(table.results.count { $0.state == .finished } == 2)
      let updates = plan.trials[0].configuration.hyperparameters.duration.updates(perEpoch: 1)
      #expect(
        Set(table.results.map(\.iterations))
          == Set((0...3).map { search.halving?.end(of: $0, iterations: updates) }))
      for result in table.results where result.state == .finished {
        let model = try Data(contentsOf: search.folder(of: result.trial).model)
        #expect(try model == bench.modelAlone(result.trial))
      }
      // The further it came the higher it stands.
      #expect(table.rows.map(\.iterations) == table.rows.map(\.iterations).sorted(by: >))
    }
  }

  @Test func `a rung judges by the figures that the training has there`() throws {
    try withSweepBench { bench in
      let plan = try bench.plan("alpha=0.1,1,2", settings: ["iterations=40"])
      let table = try bench.search(plan, by: .accuracy).execute()
      let stopped = try #require(table.results.first { $0.state == .stopped })
      let alone = try bench.plan("alpha=0.1,1,2", settings: ["iterations=20"])
      let short = try Sweep(
        alone, dataFolder: bench.folder, folder: bench.folder.appendingPathComponent("short")
      ).execute()
      let same = try #require(
        short.results.first { $0.trial.settings == stopped.trial.settings })
      #expect(stopped.iterations == 20)
      #expect(stopped.figures == same.figures)
    }
  }

  @Test func `a search that is stopped goes on to the same table`() throws {
    try withSweepBench { bench in
      let plan = try bench.plan(Self.many, "seed=1,2", settings: ["checkpointEvery=3"])
      let whole = try bench.search(plan, "whole").execute()
      let stopped = try bench.search(plan, "stopped")
      for limit in [1, 5, 18, 26] {
        let part = try stopped.execute(TrialCount(limit: limit).observer)
        #expect(part.isComplete == (limit == 26))
      }
      let table = try stopped.execute(jobs: 2)
      #expect(table.csv == whole.csv)
      #expect(table.text == whole.text)
      #expect(try stopped.collect().table.csv == whole.csv)
    }
  }

  @Test func `tasks that find their trial themselves make the same table`() throws {
    try withSweepBench { bench in
      let plan = try bench.plan(Self.many, "seed=1,2")
      let here = try bench.search(plan, "here").execute()
      let there = try bench.search(plan, "there")
      #expect(throws: SweepError.openRung(1, trial: "alpha=0.001,seed=1", more: 15)) {
        try there.run(try #require(Sweep.Task("2:1")), Sweep.Observer())
      }
      for rung in 1...4 {
        for number in 1...(32 >> rung) {
          let task = try #require(Sweep.Task("\(rung):\(number)"))
          guard case .ended = try there.run(task, Sweep.Observer()) else {
            Issue.record("\(rung):\(number) has not ended")
            return
          }
        }
        if rung < 4 { #expect(try !there.collect().table.isComplete) }
      }
      guard case .nothingToDo = try there.run(try #require(Sweep.Task("4:3")), Sweep.Observer())
      else {
        Issue.record("there is a third one of two")
        return
      }
      #expect(try there.collect().table.csv == here.csv)
    }
  }

  @Test func `what diverges or fails loses, and stays in the table`() throws {
    let text = SweepNetworks.moons.replacing(
      #"["tanh", "sigmoid"]"#, with: #"["relu", "linear"]"#)
    try withSweepBench(text) { bench in
      let plan = try bench.plan("alpha=0.01,1e30,0.02,1e31,0.03,0.04")
      let search = try bench.search(plan)
      let first = try search.execute()
      #expect(first.rows.map(\.divergedCount) == [0, 0, 0, 0, 1, 1])
      #expect(first.results.count { $0.state == .finished } == 2)
      #expect(try search.execute(jobs: 2).csv == first.csv)
    }
  }

  /// A figure that the validation set has not got is found out when the training begins.
  private static let houses = """
    {"n": [0, 1], "activations": ["linear"], "alpha": 0.01, "iterations": 20, "logEvery": 5,
     "earlyStopping": {"patience": 9},
     "data": {"train": {"builtin": "houses", "examples": 50, "normalize": "standardize"},
              "validation": {"builtin": "houses", "examples": 1}}}
    """

  @Test(arguments: [false, true])
  func `what fails stays in the table, and the others go on`(isHalved: Bool) throws {
    try withSweepBench(Self.houses) { bench in
      let plan = try bench.plan("earlyStopping.monitor=r2,cost,rmse")
      let sweep = Sweep(
        plan, dataFolder: bench.folder, folder: bench.folder.appendingPathComponent("s"),
        halving: isHalved ? try Halving(plan) : nil)
      for _ in 0..<2 {
        let table = try sweep.execute()
        #expect(table.isComplete && table.hasFailures)
        #expect(table.rows.map(\.failedCount) == [0, 0, 1])
        #expect(table.text.contains("failed"))
        guard case .failed(let reason)? = table.results.last?.state else {
          Issue.record("r2 of a single example did not fail")
          return
        }
        #expect(reason.contains("r2"), "\(reason)")
      }
    }
  }

  @Test func `early stopping is that of the whole training`() throws {
    let settings = [
      #"data.validation={"fraction":0.25}"#, #"earlyStopping={"patience":2,"minDelta":0.5}"#,
      "logEvery=2",
    ]
    try withSweepBench { bench in
      let plan = try bench.plan(Self.many, settings: settings)
      let search = try bench.search(plan)
      let table = try search.execute()
      #expect(table.isComplete)
      // All end in the first rung.
      #expect(table.results.contains { $0.state == .finished && $0.iterations < 10 })
      for result in table.results where result.state == .finished {
        let model = try Data(contentsOf: search.folder(of: result.trial).model)
        #expect(try model == bench.modelAlone(result.trial), "\(result.trial.name)")
      }
    }
  }

  @Test func `a training that nobody looked at on its way is refused`() throws {
    try withSweepBench { bench in
      let plan = try bench.plan("alpha=0.1,1")
      let grid = Sweep(
        plan, dataFolder: bench.folder, folder: bench.folder.appendingPathComponent("s"))
      _ = try grid.execute()
      let error = #expect(throws: SweepError.self) { try bench.search(plan, "s").execute() }
      #expect("\(try #require(error))".contains("nobody looked at it after"))
      // The other way the trials go on to their ends.
      _ = try bench.search(plan, "t").execute()
      let all = Sweep(
        plan, dataFolder: bench.folder, folder: bench.folder.appendingPathComponent("t"))
      #expect(try all.execute().results.allSatisfy { $0.state == .finished })
    }
  }

  @Test func `what a training remarks on is in its log and is counted`() throws {
    try withSweepBench { bench in
      let plan = try bench.plan(
        "alpha=1e-12,0.1", settings: ["logEvery=1", "iterations=60"])
      let sweep = Sweep(
        plan, dataFolder: bench.folder, folder: bench.folder.appendingPathComponent("s"))
      let table = try sweep.execute()
      let slow = try #require(table.results.first { $0.trial.name == "alpha=1e-12" })
      #expect(slow.remarks.contains { $0.contains("one update changes its weights by only") })
      #expect(slow.summary.contains("(\(slow.remarks.count) remark"))
      let log = try String(contentsOf: sweep.folder(of: slow.trial).log, encoding: .utf8)
      #expect(log.contains("training from iteration 0 of 60\n"))
      #expect(try sweep.execute().results.map(\.remarks) == table.results.map(\.remarks))
      #expect(table.json.prettyText.contains("one update changes"))
    }
  }
}
