import Foundation
import TestSupport
import Testing

struct SignalTests {
  /// Sends the signal when the run has so many rows in its history.
  private func stop(
    _ process: Int32, with signal: Int32, after rows: Int, of history: URL
  ) throws {
    for _ in 0..<3000 {
      let text = (try? String(contentsOf: history, encoding: .utf8)) ?? ""
      if text.split(separator: "\n").count > rows { break }
      usleep(10_000)
    }
    #expect(kill(process, signal) == 0)
  }

  /// The number of iterations in "stopped after … iterations and saved".
  private func iterations(_ text: String) throws -> Int {
    let match = try #require(text.firstMatch(of: /stopped after (\d+) iterations and saved/))
    return try #require(Int(match.1))
  }

  /// The command after "go on with: ".
  private func advice(_ text: String) throws -> String {
    let line = try #require(text.split(separator: "\n").last)
    return try #require(line.split(separator: "go on with: ").last.map(String.init))
  }

  private static let endless = ["--set", "iterations=1000000000", "--set", "logEvery=1"]

  @Test(arguments: [(SIGINT, Small.flower), (SIGTERM, Small.flower), (SIGINT, Small.moons)])
  func `an interrupted run goes on to the same bytes`(signal: Int32, config: String) throws {
    try Workbench.use { bench in
      try bench.write(config, to: "net.json")
      let history = bench.file("runs/net/history.csv")
      let stopped = try runDNN(
        ["train", "--config", "net.json"] + Self.endless, in: bench.folder
      ) { try stop($0, with: signal, after: 20, of: history) }
      #expect(stopped.status == 128 + signal)
      #expect(stopped.stdout == "")
      let total = try iterations(stopped.stderr) + 150
      #expect(stopped.stderr.contains("model.safetensors holds the weights after \(total - 150) "))
      #expect(bench.names(in: "runs/net").contains("model.safetensors"))

      let resumed = try bench.model(
        of: "net.json", out: "runs/net", settings: ["iterations=\(total)", "logEvery=1"],
        arguments: ["--resume"])
      let whole = try bench.model(
        of: "net.json", out: "whole", settings: ["iterations=\(total)", "logEvery=1"])
      #expect(resumed == whole)
      #expect(try bench.bytes("runs/net/history.csv") == bench.bytes("whole/history.csv"))
    }
  }

  @Test func `the advice works as it is printed`() throws {
    try Workbench.use { bench in
      let name = "what's new"
      try bench.write(Small.moons, to: "\(name).json")
      let history = bench.file("runs/\(name)/history.csv")
      let arguments =
        ["train", "--config", "\(name).json", "--set", "alpha=0.02"]
        + ["--set", #"activations={"hidden":"tanh","output":"sigmoid"}"#] + Self.endless
      let stopped = try runDNN(arguments, in: bench.folder) {
        try stop($0, with: SIGINT, after: 1, of: history)
      }
      let line = try advice(stopped.stderr)
      #expect(line.hasPrefix("dnn train "))
      let total = try iterations(stopped.stderr) + 10
      let resumed = try runShell(
        "\"$dnn\"\(line.dropFirst(3)) --set iterations=\(total)", in: bench.folder)
      #expect(resumed.status == 0, "\(resumed.stderr)")
      #expect(resumed.stdout.contains("iterations: \(total)\n"))
    }
  }

  @Test func `an abort is not taken for memory that is used up`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let history = bench.file("runs/net/history.csv")
      let aborted = try runDNN(
        ["train", "--config", "net.json"] + Self.endless, in: bench.folder
      ) { try stop($0, with: SIGABRT, after: 1, of: history) }
      #expect(aborted.status == -SIGABRT)
      #expect(aborted.stderr.contains("error: dnn was aborted"))
      #expect(!aborted.stderr.contains("memory"))
    }
  }
}
