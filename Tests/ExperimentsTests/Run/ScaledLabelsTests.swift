import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Experiments
import Foundation
import Interchange
import TestSupport
import Testing

/// Trainings on scaled labels: the cost is of those, all else of the real ones.
struct ScaledLabelsTests {
  private static let text = """
    {"n": [2, 4, 2], "activations": ["tanh", "linear"], "alpha": 0.05, "iterations": 40,
     "optimizer": {"method": "adam"}, "initialization": {"method": "he"}, "logEvery": 10,
     "data": {"train": {"path": "t.npz", "normalize": "standardize",
                        "normalizeLabels": "standardize"},
              "validation": {"fraction": 0.25}}}
    """

  private static let features: [Double] = (0..<128).map { i in Double(i * 37 % 64) / 8 }

  /// 64 examples with an output near 450,000 and one near 0.001.
  private static func withRun(
    _ settings: [String] = [], _ body: (URL, URL, RunMetrics) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let x = features
      let y = (0..<64).flatMap { (i: Int) -> [Double] in
        let (one, other) = (x[2 * i], x[2 * i + 1])
        return [450_000 + 20_000 * one - 300 * other, 0.001 * one * other]
      }
      var bytes: [UInt8] = []
      try NPZ.write([
        ("x", NumericArray(shape: [64, 2], values: x)),
        ("y", NumericArray(shape: [64, 2], values: y)),
      ]) { bytes += $0 }
      try Data(bytes).write(to: folder.appendingPathComponent("t.npz"))
      let file = folder.appendingPathComponent("t.json")
      try Data(text.utf8).write(to: file)
      let run = folder.appendingPathComponent("run")
      let ending = try TrainingRun(
        Configuration(contentsOf: file, settings: settings), dataFolder: folder,
        folder: RunFolder(run), entry: .new
      ).execute()
      guard case .finished(let metrics) = ending else {
        Issue.record("ended otherwise: \(ending)")
        return
      }
      try body(folder, run, metrics)
    }
  }

  private static func figures(_ metrics: SplitMetrics) throws -> ValueMetrics {
    guard case .values(let figures) = metrics.quality else { throw NoValues() }
    return figures
  }

  private struct NoValues: Error {}

  @Test(arguments: ["float32", "float64"])
  func `the cost is of the scaled labels, figures and answers are of the real ones`(
    precision: String
  ) throws {
    try Self.withRun(["precision=\(precision)"]) { folder, run, metrics in
      let model = try TrainedModel(contentsOf: run)
      let scaling = try #require(model.description.input.labelScaling)
      let train = try RunData(RunFolder(run)).examples(.train, for: model)
      let truth = train.labelValues(0..<train.count)
      let predictions = try Predictor(model).predictions(of: train, called: "t")
      var squares = [0.0, 0.0]
      var cost = 0.0
      for example in 0..<train.count {
        for (output, answer) in predictions.outputs[example].enumerated() {
          let distance = answer - truth[2 * example + output]
          squares[output] += distance * distance
          cost += distance * distance / (scaling.deviation[output] * scaling.deviation[output])
        }
      }
      let figures = try Self.figures(metrics.train)
      let rmse = squares.reduce(0) { $0 + ($1 / Double(train.count)).squareRoot() / 2 }
      #expect(abs(figures.rmse - rmse) <= 1e-12 * rmse)
      #expect(figures.rmse > 1000)
      cost /= 2 * Double(train.count)
      #expect(abs(metrics.train.cost - cost) <= 1e-5 * cost)
      #expect(metrics.train.cost < 1)
      #expect((figures.r2 ?? 0) > 0.5)
      // The first answers of an untrained network are near the mean.
      #expect(predictions.outputs.values.max() ?? 0 > 400_000)
    }
  }

  @Test func `mean and deviation are those of the examples that are trained on`() throws {
    try Self.withRun { folder, run, _ in
      let model = try TrainedModel(contentsOf: run)
      let train = try RunData(RunFolder(run)).examples(.train, for: model)
      #expect(train.count == 48)
      let scaling = try #require(model.description.input.labelScaling)
      for output in 0..<2 {
        let all = train.labelValues(0..<48)
        let values = (0..<48).map { all[2 * $0 + output] }
        #expect(scaling.mean[output] == values.reduce(0, +) / 48)
      }
    }
  }

  @Test(arguments: ["float32", "float64"])
  func `an exported graph answers with the real values`(precision: String) throws {
    try Self.withRun(["precision=\(precision)"]) { folder, run, _ in
      let model = try TrainedModel(contentsOf: run)
      let file = folder.appendingPathComponent("m.onnx")
      try model.export(to: file)
      let data = try Dataset(
        DataSource(path: "t.npz"), relativeTo: folder, like: model.description.input)
      let answers = model.outputs(for: data).values
      let bytes = try SharedBytes(contentsOf: file)
      func values<Scalar: NetworkScalar>(_: Scalar.Type) throws -> [Double] {
        let x = Matrix<Scalar>(rows: 64, columns: 2, Self.features.map { Scalar($0) }).transposed
        return try ONNXModel.outputs(of: bytes, for: x).transposed.elements.map { Double($0) }
      }
      let found = try precision == "float32" ? values(Float.self) : values(Double.self)
      let tolerance = precision == "float32" ? 1e-6 : 1e-13
      for (one, other) in zip(found, answers) {
        #expect(abs(one - other) <= tolerance * max(abs(other), 1e-3))
      }
      // The graph says all; weights alone do not.
      var notes: [String] = []
      try model.export(to: file) { notes.append($0) }
      #expect(notes.isEmpty)
      try model.export(to: folder.appendingPathComponent("m.npz")) { notes.append($0) }
      let scaling = try #require(model.description.input.labelScaling)
      #expect(
        notes == [
          "the weights answer to scaled labels: the value is output * deviation + mean, with the "
            + "deviation \(scaling.deviation[0]), \(scaling.deviation[1]) and the mean "
            + "\(scaling.mean[0]), \(scaling.mean[1])"
        ])
    }
  }

  @Test func `a run that was stopped goes on to the same bytes`() throws {
    try Self.withRun(["checkpointEvery=7"]) { folder, run, _ in
      let file = folder.appendingPathComponent("t.json")
      let other = RunFolder(folder.appendingPathComponent("other"))
      var reached = 0
      func go(_ entry: RunFolder.Entry, until last: Int) throws -> TrainingRun.Ending {
        try TrainingRun(
          Configuration(contentsOf: file, settings: ["checkpointEvery=7"]), dataFolder: folder,
          folder: other, entry: entry
        ).execute(.init(advance: { now, _ in reached = now }, shouldStop: { reached >= last }))
      }
      guard case .interrupted = try go(.new, until: 12) else {
        Issue.record("not interrupted")
        return
      }
      guard case .finished = try go(.resume, until: .max) else {
        Issue.record("not finished")
        return
      }
      for name in ["model.safetensors", "history.csv"] {
        let both = try [run, other.url].map {
          try Data(contentsOf: $0.appendingPathComponent(name))
        }
        #expect(both[0] == both[1], "\(name)")
      }
      // Other labels are another training.
      #expect(throws: CheckpointError.self) {
        try TrainingRun(
          Configuration(
            contentsOf: file, settings: ["checkpointEvery=7", "data.train.normalizeLabels=none"]),
          dataFolder: folder, folder: other, entry: .resume
        ).execute()
      }
    }
  }

  @Test func `what early stopping watches is the figure of the real values`() throws {
    let settings = ["earlyStopping={\"patience\": 9, \"monitor\": \"rmse\"}", "iterations=200"]
    try Self.withRun(settings) { _, run, metrics in
      #expect(metrics.bestIteration != nil)
      let checkpoint = try ArrayFile(contentsOf: RunFolder(run).checkpoint)
      let bits = checkpoint.metadata["best.value"].flatMap { UInt64($0) } ?? 0
      let validation = try #require(metrics.validation)
      let rmse = try Self.figures(validation).rmse
      // The checkpoint was written before the last row.
      #expect((rmse...1.2 * rmse).contains(Double(bitPattern: bits)))
    }
  }

  @Test func `the same data may not be asked to be judged by another scale`() throws {
    try Self.withRun { folder, run, _ in
      let model = try TrainedModel(contentsOf: run)
      var source = DataSource(path: "t.npz")
      source.normalizeLabels = .standardize
      _ = try model.examples(source, role: .test, relativeTo: folder)
      source.normalizeLabels = LabelNormalization.none
      #expect(throws: DataError.self) {
        try model.examples(source, role: .test, relativeTo: folder)
      }
    }
  }
}
