import ArrayFiles
import Datasets
import DeepNetwork
import Foundation
import TestSupport
import Testing

@testable import Experiments

/// Trainings with each loss, from a configuration to the answers.
struct LossRunTests {
  /// Some labels are values of a line with a few wild ones, some the classes of three areas.
  private enum Task: Hashable { case values, answers, classes }

  private static let losses: [(Task, String)] = [
    (.values, #""meanSquaredError""#), (.values, #""huber""#),
    (.values, #"{"type": "huber", "delta": 0.25}"#), (.values, #""meanAbsoluteError""#),
    (.answers, #""binaryCrossEntropy""#),
    (.answers, #"{"type": "binaryCrossEntropy", "labelSmoothing": 0.2}"#),
    (.classes, #""categoricalCrossEntropy""#),
    (.classes, #"{"type": "categoricalCrossEntropy", "labelSmoothing": 0.1}"#),
  ]

  private static func text(_ task: Task, _ loss: String) -> String {
    let (outputs, last) =
      switch task {
      case .values: (1, "linear")
      case .answers: (1, "sigmoid")
      case .classes: (3, "softmax")
      }
    return """
      {"n": [2, 5, \(outputs)], "activations": ["tanh", "\(last)"], "loss": \(loss), "alpha": 0.05,
       "iterations": 60, "optimizer": {"method": "adam"}, "initialization": {"method": "he"},
       "precision": "float64", "logEvery": 10, "checkpointEvery": 7,
       "data": {"train": {"path": "t.npz"}, "validation": {"fraction": 0.25}}}
      """
  }

  private static func withTask(
    _ task: Task, _ loss: String, _ body: (_ file: URL, _ folder: URL) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let x = (0..<128).map { Double($0 * 37 % 64) / 32 - 1 }
      let y = (0..<64).map { i -> Double in
        let (one, other) = (x[2 * i], x[2 * i + 1])
        switch task {
        case .values: return one - other / 2 + (i % 16 == 3 ? 20 : 0)
        case .answers: return one > 0 ? 1 : 0
        case .classes: return one > 0.3 ? 2 : one < -0.3 ? 1 : 0
        }
      }
      var bytes: [UInt8] = []
      try NPZ.write([
        ("x", NumericArray(shape: [64, 2], values: x)), ("y", NumericArray(shape: [64], values: y)),
      ]) { bytes += $0 }
      try Data(bytes).write(to: folder.appendingPathComponent("t.npz"))
      let file = folder.appendingPathComponent("t.json")
      try Data(text(task, loss).utf8).write(to: file)
      try body(file, folder)
    }
  }

  private static func train(
    _ file: URL, _ folder: URL, into name: String, _ settings: [String] = [],
    _ entry: RunFolder.Entry = .new, until last: Int = .max
  ) throws -> (run: RunFolder, ending: TrainingRun.Ending) {
    let run = RunFolder(folder.appendingPathComponent(name))
    var reached = 0
    let ending = try TrainingRun(
      Configuration(contentsOf: file, settings: settings), dataFolder: folder, folder: run,
      entry: entry
    ).execute(.init(advance: { now, _ in reached = now }, shouldStop: { reached >= last }))
    return (run, ending)
  }

  @Test(arguments: losses)
  private func `a network is trained, saved and asked`(_ task: Task, _ json: String) throws {
    try Self.withTask(task, json) { file, folder in
      let (run, ending) = try Self.train(file, folder, into: "run")
      guard case .finished(let metrics) = ending else {
        Issue.record("ended otherwise: \(ending)")
        return
      }
      let loss = try Configuration(contentsOf: file).loss
      let metadata = try ArrayFile(contentsOf: run.url.appendingPathComponent("model.safetensors"))
        .metadata
      #expect(
        metadata["loss"] == (json.hasPrefix("{") ? json : String(json.dropFirst().dropLast())))
      let model = try TrainedModel(contentsOf: run.url)
      #expect(model.description.loss == loss)
      let data = try RunData(run).examples(.validation, for: model)
      guard case .float64(let network) = model.network else { throw NoDouble() }
      let (X, Y) = try DatasetExamples<Double>(data).all()
      let cost = try loss.evaluate(a: network.predict(X), y: Y).cost
      let validation = try #require(metrics.validation)
      expectClose(validation.cost, cost, within: 1e-12)
      #expect((validation.accuracy != nil) == loss.hasClasses)
      if task != .values { #expect(try #require(validation.accuracy) > 0.8) }
      let history = try String(
        contentsOf: run.url.appendingPathComponent("history.csv"), encoding: .utf8)
      let costs = history.split(separator: "\n").dropFirst().compactMap {
        Double($0.split(separator: ",")[3])
      }
      #expect(try #require(costs.last) < 0.9 * #require(costs.first), "\(history)")
    }
  }

  private struct NoDouble: Error {}

  @Test(arguments: losses)
  private func `a run that was stopped goes on to the same bytes`(_ task: Task, _ json: String)
    throws
  {
    try Self.withTask(task, json) { file, folder in
      let whole = try Self.train(file, folder, into: "whole").run
      guard case .interrupted = try Self.train(file, folder, into: "parts", until: 25).ending else {
        Issue.record("not interrupted")
        return
      }
      let parts = try Self.train(file, folder, into: "parts", [], .resume).run
      for name in ["model.safetensors", "history.csv"] {
        let both = try [whole, parts].map {
          try Data(contentsOf: $0.url.appendingPathComponent(name))
        }
        #expect(both[0] == both[1], "\(name)")
      }
    }
  }

  @Test func `another loss is another training`() throws {
    try Self.withTask(.values, #""huber""#) { file, folder in
      _ = try Self.train(file, folder, into: "run", until: 25)
      for other in ["loss=meanAbsoluteError", #"loss={"type": "huber", "delta": 2}"#] {
        #expect(throws: (any Error).self) {
          try Self.train(file, folder, into: "run", [other], .resume)
        }
      }
      _ = try Self.train(file, folder, into: "run", [#"loss={"type": "huber"}"#], .resume)
    }
  }

  /// The cost that was minimized, of weighted classes with smoothed labels.
  @Test(arguments: losses.filter { $0.0 != .values })
  private func `the minimized cost is that of the loss and the weights`(
    _ task: Task, _ json: String
  )
    throws
  {
    try Self.withTask(task, json) { file, folder in
      let weights = task == .answers ? "[1, 3]" : "[1, 3, 2]"
      let (run, ending) = try Self.train(file, folder, into: "run", ["classWeights=\(weights)"])
      guard case .finished(let metrics) = ending else { throw NoDouble() }
      let model = try TrainedModel(contentsOf: run.url)
      let data = try RunData(run).examples(.train, for: model)
      guard case .float64(let network) = model.network else { throw NoDouble() }
      let (X, Y) = try DatasetExamples<Double>(data).all()
      let values: [Double] = task == .answers ? [1, 3] : [1, 3, 2]
      let cost = model.description.loss.evaluate(
        a: network.infer(X), y: Y, weights: ExampleWeights(.values(values), Y: Y)(Y)
      ).cost
      let minimized = try #require(metrics.minimized)
      expectClose(minimized.value, cost, within: 1e-10)
    }
  }
}
