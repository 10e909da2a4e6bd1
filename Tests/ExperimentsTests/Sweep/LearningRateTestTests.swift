import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite struct LearningRateTestTests {
  private func run(_ text: String, _ range: String) throws -> LearningRateTest.Result {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("net.json")
      try Data(text.utf8).write(to: file)
      let configuration = try ConfigurationReader().read(contentsOf: file).configuration
      return try LearningRateTest(
        configuration, dataFolder: folder, range: try ValueRange(range)
      ).execute(note: { _ in }, shouldStop: { false })
    }
  }

  @Test func `alpha grows by the same factor from end to end`() throws {
    let result = try run(SweepNetworks.moons, "range:1e-4..1e-2")
    #expect(result.points.count == 101)
    #expect(result.points.first?.alpha == 1e-4)
    #expect(abs((result.points.last?.alpha ?? 0) - 1e-2) < 1e-15)
    for (point, next) in zip(result.points, result.points.dropFirst()) {
      #expect(abs(next.alpha / point.alpha - pow(10, 0.02)) < 1e-9)
    }
    // Each update sees all examples: there is nothing to smooth.
    #expect(result.points.allSatisfy { $0.cost == $0.smoothedCost })
    #expect(result.remark.contains("the end of the range"))
  }

  @Test func `the costs are those of the updates`() throws {
    let result = try run(SweepNetworks.moons, "range:1e-3..1")
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("net.json")
      try Data(SweepNetworks.moons.utf8).write(to: file)
      let reader = ConfigurationReader(overrides: ["alpha=0.001", "iterations=1", "logEvery=1"])
      let place = RunFolder(folder.appendingPathComponent("run"))
      _ = try TrainingRun(
        try reader.read(contentsOf: file).configuration, dataFolder: folder, folder: place,
        entry: .new
      ).execute()
      let rows = try History(contentsOf: place.history).rows
      #expect(result.points.prefix(2).map(\.cost) == rows.map(\.cost))
    }
  }

  private func point(_ alpha: Double, _ cost: Double) -> LearningRateTest.Point {
    LearningRateTest.Point(alpha: alpha, cost: cost, smoothedCost: cost)
  }

  @Test func `a part of the alpha of the lowest cost is suggested`() {
    let curve = [point(0.01, 1), point(0.1, 0.5), point(0.3, 0.4), point(1, 7)]
    #expect(
      LearningRateTest.result(curve, isFullBatch: false, isInterrupted: false).suggestion == 0.03)
    #expect(
      LearningRateTest.result(curve, isFullBatch: true, isInterrupted: false).suggestion == 0.1)
    let rising = [point(0.01, 1), point(0.1, 1.5)]
    let none = LearningRateTest.result(rising, isFullBatch: true, isInterrupted: false)
    #expect(none.suggestion == nil)
    #expect(none.remark.contains("no alpha of the range"))
    #expect(
      LearningRateTest.result([], isFullBatch: true, isInterrupted: false).suggestion == nil)
  }

  @Test func `a training that blows up ends the test`() throws {
    let text = SweepNetworks.moons.replacing(
      #"["tanh", "sigmoid"]"#, with: #"["relu", "linear"]"#)
    let result = try run(text, "range:1e-3..1e9")
    #expect(result.points.count < 400)
    #expect(result.points.allSatisfy { $0.cost.isFinite })
    let alpha = try #require(result.suggestion)
    #expect((1e-3...10).contains(alpha))
  }

  @Test(arguments: [
    (["alpha=range:1..5"], "ten times"), (["l2=range:0.1..1"], "of alpha alone"),
    (["alpha=range:1..50", "l2=0,1"], "without other values"),
    (["alpha=range:1..x"], "two numbers"),
  ])
  func `what is no test is refused`(vary: [String], reason: String) throws {
    let variations = try vary.map { try #require(Variation($0)) }
    let error = #expect(throws: SweepError.self) { try LearningRateTest.range(in: variations) }
    #expect("\(try #require(error))".contains(reason))
  }

  @Test func `other variations are no test`() throws {
    #expect(try LearningRateTest.range(in: [try #require(Variation("alpha=1,2"))]) == nil)
    #expect(try LearningRateTest.range(in: [try #require(Variation("alpha=log:1..2"))]) == nil)
  }
}
