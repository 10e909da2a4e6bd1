import Foundation
import TestSupport
import Testing

@testable import Experiments

struct PaceTests {
  private let start = ContinuousClock.now

  private func isDue(_ pace: inout Pace, after seconds: Double) -> Bool {
    pace.isDue(at: start + .seconds(seconds))
  }

  @Test func `what costs little is due every two seconds`() {
    var pace = Pace(from: start)
    let first = [1.9, 2].map { isDue(&pace, after: $0) }
    #expect(first == [false, true])
    pace.note(from: start + .seconds(2), to: start + .seconds(2.01))
    let second = [4, 4.02].map { isDue(&pace, after: $0) }
    #expect(second == [false, true])
  }

  @Test func `what costs more is due when it takes a fiftieth of the time`() {
    var pace = Pace(from: start)
    pace.note(from: start, to: start + .seconds(1))
    let due = [50, 51.01].map { isDue(&pace, after: $0) }
    #expect(due == [false, true])
    #expect(pace.interval > 50)
  }

  @Test func `it may take as long as between two questions until it is done again`() {
    var pace = Pace(from: start)
    _ = isDue(&pace, after: 30)
    #expect(pace.interval >= 32)
  }
}

struct LiveReportTests {
  private static let text = """
    {"n": [0, 4, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.5, "iterations": 40, "logEvery": 10,
     "batchSize": 100, "data": {"train": {"builtin": "flower"}, "validation": {"fraction": 0.2}}}
    """

  /// The page that a training of 40 updates has after 30 of them, and the one that it ends with.
  private func pages(_ write: (LiveReport) -> Void) throws -> (live: String, last: String) {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("net.json")
      try Self.text.write(to: file, atomically: true, encoding: .utf8)
      let configuration = try Configuration(contentsOf: file)
      let run = RunFolder(folder.appendingPathComponent("run"))
      _ = try TrainingRun(configuration, dataFolder: folder, folder: run, entry: .new).execute()
      let last = try String(contentsOf: run.report, encoding: .utf8)
      let data = try configuration.loadData(from: folder)
      write(
        LiveReport(
          run, configuration, try configuration.requireFit(data), iterations: 40, startingAt: 0))
      return (try String(contentsOf: run.report, encoding: .utf8), last)
    }
  }

  @Test func `the page of a training in progress shows its rows and loads itself again`() throws {
    let (page, last) = try pages { $0.renew(at: 30) { Issue.record("\($0)") } }
    for part in [
      "data-written=", "http-equiv=\"refresh\"", "No news since", "chart-cost", "chart-accuracy",
      "chart-weights", "Dimensions", "(4, 2)", "<dt>time left</dt>", "of 40",
      "<dt>training accuracy</dt>", "<dt>validation cost</dt>",
    ] { #expect(page.contains(part), "\(part)") }
    #expect(!page.contains("Confusion"))
    // What has ended stands still, and has no time in it.
    for part in ["data-written", "refresh", "No news since", "time left"] {
      #expect(!last.contains(part), "\(part)")
    }
  }

  @Test func `the page of a training that was stopped says so and stands still`() throws {
    let (page, _) = try pages { $0.close(at: 30) { Issue.record("\($0)") } }
    #expect(page.contains("This run was stopped after 30 of 40 iterations; "))
    #expect(
      !page.contains("No news since") && !page.contains("refresh") && !page.contains("time left"))
  }

  @Test func `a page that cannot be written is told once, and is due no more`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("net.json")
      try Self.text.write(to: file, atomically: true, encoding: .utf8)
      let configuration = try Configuration(contentsOf: file)
      let plan = try configuration.requireFit(configuration.loadData(from: folder))
      let report = LiveReport(
        RunFolder(folder.appendingPathComponent("missing")), configuration, plan, iterations: 40,
        startingAt: 0)
      var notes: [String] = []
      for _ in 1...2 { report.renew(at: 1) { notes.append($0) } }
      #expect(notes.count == 1 && notes[0].hasPrefix("the report was not written: "))
      #expect(!report.isDue)
    }
  }
}
