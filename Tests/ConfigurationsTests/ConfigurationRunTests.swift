import DeepNetwork
import Configurations
import Testing

/// The keys that say how a run is watched, saved and ended.
struct ConfigurationRunTests {
  private let validated = #""data": {"train": {"path": "t.npz"}, "validation": {"path": "v.npz"}}"#

  @Test func `rows and checkpoints may come once an epoch`() throws {
    let configuration = try read(
      minimalText, set: ["logEvery=epoch", #"checkpointEvery="epoch""#]
    ).configuration
    #expect(configuration.hyperparameters.logEvery == .epoch)
    #expect(configuration.checkpointEvery == .epoch)
    let text = configuration.jsonText
    #expect(text.contains(#""logEvery": "epoch""#) && text.contains(#""checkpointEvery": "epoch""#))
    #expect(try read(text).configuration == configuration)
  }

  @Test func `a split has a seed of its own, which is written down`() throws {
    for (validation, expected) in [
      (#"{"fraction": 0.25}"#, .fraction(0.25, seed: 1)),
      (#"{"fraction": 0.25, "seed": 7}"#, .fraction(0.25, seed: 7)),
      (#"{"fold": 2, "folds": 3}"#, .fold(2, of: 3, seed: 1)),
      (#"{"fold": 2, "folds": 3, "seed": 0}"#, .fold(2, of: 3, seed: 0)),
    ] as [(String, Configuration.Validation)] {
      let configuration = try read(
        minimalText, set: ["data.validation=\(validation)", "seed=9"]
      ).configuration
      #expect(configuration.data.validation == expected)
      #expect(configuration.json["data"]?["validation"]?["seed"] != nil)
      #expect(try read(configuration.jsonText).configuration == configuration)
    }
  }

  @Test func `early stopping watches the figure that it is told`() throws {
    let text = replacing(validated)
    func stopping(_ settings: String...) throws -> Hyperparameters.EarlyStopping? {
      try read(text, set: ["earlyStopping.patience=3"] + settings).configuration
        .hyperparameters.earlyStopping
    }
    #expect(try stopping() == .init(patience: 3))
    #expect(
      try stopping("earlyStopping.monitor=accuracy") == .init(patience: 3, monitor: .accuracy))
    let f1 = try #require(try stopping("earlyStopping.monitor=f1"))
    #expect(f1.monitor.name == "f1" && f1.monitor.goal == .highest)
    let rmse = try #require(
      try stopping(
        "earlyStopping.monitor=rmse", #"activations=["relu","linear"]"#))
    #expect(rmse.monitor.name == "rmse" && rmse.monitor.goal == .lowest)
    let json = try read(text, set: ["earlyStopping.patience=3"]).configuration.json
    #expect(json["earlyStopping"]?["monitor"] == nil)
  }

  @Test(arguments: [
    (
      "f2",
      #"earlyStopping.monitor: must be one of "cost", "accuracy", "precision", "recall", "f1", "auc", "#
        + #""averagePrecision", "top5Accuracy", "rmse", "mae", "r2", but is "f2"; did you mean "f1"?"#
    ),
    (
      "rmse",
      #"earlyStopping.monitor: must be one of "cost", "accuracy", "precision", "recall", "f1", "auc", "#
        + #""averagePrecision" for labels that are classes, but is "rmse""#
    ),
  ]) func `a figure that there is not is refused with those that there are`(
    name: String, says: String
  ) {
    let found = problems(
      of: replacing(validated),
      set: ["earlyStopping.patience=3", "earlyStopping.monitor=\(name)"])
    #expect(found.map(\.description) == ["setting earlyStopping.monitor=\(name): \(says)"])
  }

  @Test func `without a validation set nothing can be watched`() {
    let found = problems(
      of: minimalText, set: ["earlyStopping.patience=3", "earlyStopping.monitor=f1"])
    #expect(
      found.map(\.sentence) == ["needs data.validation, whose f1 it watches"])
  }

  struct Patience: Sendable {
    let rows: Int
    /// What the warning begins with; nil where there is none, or the file alone does not tell.
    let says: String?
    let settings: [String]

    init(_ rows: Int, _ says: String?, _ settings: String...) {
      (self.rows, self.says, self.settings) = (rows, says, settings)
    }
  }

  static let patiences = [
    Patience(5, "60 updates with logEvery 100 are 2 rows", "iterations=60"),
    Patience(1, "60 updates with logEvery 100 are 2 rows", "iterations=60"),
    Patience(5, nil, "iterations=600"),
    Patience(6, "600 updates with logEvery 100 are 7 rows", "iterations=600"),
    Patience(6, nil, "iterations=601"),
    Patience(5, nil, "iterations=60", "batchSize=8", "logEvery=10"),
    Patience(
      6, "60 updates with logEvery 10 are 7 rows", "iterations=60", "batchSize=8", "logEvery=10"),
    Patience(59, nil, "iterations=60", "logEvery=epoch"),
    Patience(
      60, #"60 updates with logEvery "epoch" are 61 rows"#, "iterations=60", "logEvery=epoch"),
    Patience(60, nil, "iterations=60", "batchSize=8", "logEvery=epoch"),
  ]

  @Test(arguments: patiences) func `a patience that can never run out is a warning`(
    _ patience: Patience
  ) throws {
    let warnings = try read(
      replacing(validated), set: patience.settings + ["earlyStopping.patience=\(patience.rows)"]
    ).warnings.map(\.sentence)
    let expected = patience.says.map { ["can never run out: \($0)"] } ?? []
    #expect(warnings.map { $0.components(separatedBy: " of the history")[0] } == expected)
  }

  @Test func `where it takes the examples to tell, they tell`() throws {
    func text(examples: Int, _ settings: String...) throws -> String? {
      let configuration = try read(
        replacing(validated), set: ["earlyStopping.patience=5", "batchSize=10"] + settings
      ).configuration
      let plan = try DimensionChecker.check(configuration.architecture)
      return configuration.warnings(plan, examples: examples).first
    }
    #expect(try text(examples: 100, "iterations=60", "logEvery=epoch") == nil)
    #expect(
      try text(examples: 101, "iterations=55", "logEvery=epoch")
        == "earlyStopping.patience: can never run out: 55 updates with logEvery \"epoch\" are 6 rows "
        + "of the history; use a smaller patience")
    // The file alone tells, and has.
    #expect(try text(examples: 100, "iterations=60", "logEvery=100") == nil)
  }

  // MARK: Plateaus and warmups that come to nothing

  /// The row that completes a plateau lets the updates from the next row on take less.
  @Test(
    arguments: [
      (5, 601, nil), (4, 600, nil), (5, 600, "600 updates with logEvery 100 are 7 rows"),
      (6, 600, "600 updates with logEvery 100 are 7 rows"),
    ] as [(Int, Int, String?)])
  func `a plateau that can never lower alpha is a warning`(
    _ patience: Int, _ iterations: Int, _ says: String?
  ) throws {
    let decay = #"alphaDecay={"method": "plateau", "patience": \#(patience)}"#
    let warnings = try read(replacing(validated), set: [decay, "iterations=\(iterations)"]).warnings
    let texts = warnings.map { "\($0.path): \($0.sentence)".components(separatedBy: " of the")[0] }
    let expected = says.map { ["alphaDecay.patience: can never lower alpha: \($0)"] } ?? []
    #expect(texts == expected)
  }

  @Test(
    arguments: [
      (10, "iterations=10", nil), (11, "iterations=10", "10 updates"),
      (5, "epochs=5", nil), (6, "epochs=5", "5 updates"),
    ] as [(Int, String, String?)])
  func `a warmup longer than the training is a warning`(
    _ warmup: Int, _ length: String, _ says: String?
  ) throws {
    let text =
      length.hasPrefix("epochs")
      ? minimalText.replacing("\"iterations\": 10,", with: "\"epochs\": 1,") : minimalText
    let warnings = try read(text, set: ["warmup=\(warmup)", length]).warnings
    let expected = says.map {
      ["warmup: is longer than the training: alpha still rises at its end, after \($0)"]
    }
    #expect(warnings.map { "\($0.path): \($0.sentence)" } == expected ?? [])
  }

  @Test func `of mini-batches the examples tell how long a warmup is`() throws {
    let text = minimalText.replacing("\"iterations\": 10,", with: "\"epochs\": 2,")
    let reading = try read(text, set: ["warmup=21", "batchSize=10"])
    #expect(reading.warnings.isEmpty)
    let plan = try DimensionChecker.check(reading.configuration.architecture)
    #expect(reading.configuration.warnings(plan, examples: 101) == [])
    #expect(
      reading.configuration.warnings(plan, examples: 100) == [
        "warmup: is longer than the training: alpha still rises at its end, after 20 updates"
      ])
  }
}
