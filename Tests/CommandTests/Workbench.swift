import Foundation
import TestSupport
import Testing

/// A folder of its own in which the command is run.
struct Workbench {
  let folder: URL

  /// Runs the body with a new folder, which is removed afterwards.
  static func use<R>(_ body: (Workbench) throws -> R) throws -> R {
    try withTemporaryFolder { try body(Workbench(folder: $0.resolvingSymlinksInPath())) }
  }

  func file(_ path: String) -> URL { folder.appendingPathComponent(path) }

  func write(_ text: String, to path: String) throws {
    let parent = file(path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file(path))
  }

  func bytes(_ path: String) throws -> Data { try Data(contentsOf: file(path)) }

  func text(_ path: String) throws -> String { try String(contentsOf: file(path), encoding: .utf8) }

  /// The names in a folder, in order, hidden ones included; none where there is no folder.
  func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: file(path).path)) ?? []).sorted()
  }

  func dnn(
    _ arguments: String..., environment: [String: String] = [:],
    started: ((Int32) throws -> Void)? = nil
  ) throws -> CommandResult {
    try runDNN(arguments, in: folder, environment: environment, started: started)
  }

  /// Trains the configuration without progress, which must succeed.
  @discardableResult
  func train(
    _ config: String, _ arguments: String..., environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CommandResult {
    let result = try runDNN(
      ["train", "--config", config, "--progress", "none"] + arguments, in: folder,
      environment: environment)
    #expect(result.status == 0, "\(result.stderr)", sourceLocation: sourceLocation)
    return result
  }

  /// The model that training the configuration into the folder `out` ends with.
  func model(
    of config: String, out: String, settings: [String] = [], arguments: [String] = [],
    environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Data {
    let result = try runDNN(
      ["train", "--config", config, "--out", out, "--progress", "none"] + arguments
        + settings.flatMap { ["--set", $0] }, in: folder, environment: environment)
    #expect(result.status == 0, "\(result.stderr)", sourceLocation: sourceLocation)
    return try bytes("\(out)/model.safetensors")
  }
}

extension Workbench {
  /// Some of the built-in cats by their paths; drawing all of them takes seconds.
  private static let pictures = Result {
    try use { bench in
      #expect(try bench.dnn("convert", "builtin:cats", "pictures/").status == 0)
      let paths = ["cat", "non-cat"].flatMap { name in
        bench.names(in: "pictures/\(name)").prefix(20).map { "pictures/\(name)/\($0)" }
      }
      return try paths.map { (path: $0, bytes: try bench.bytes($0)) }
    }
  }

  /// Puts twenty pictures of cats and as many others into the folder `pictures`.
  func addPictures() throws {
    for (path, bytes) in try Self.pictures.get() {
      let parent = file(path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      try bytes.write(to: file(path))
    }
  }
}

/// Configurations that train in a moment.
enum Small {
  /// Full batches of points in the plane.
  static let flower = """
    {
      "n": [0, 4, 1],
      "activations": ["tanh", "sigmoid"],
      "alpha": 1.2,
      "iterations": 30,
      "logEvery": 10,
      "data": {"train": {"builtin": "flower"}, "test": {"builtin": "flower"}}
    }

    """

  /// Mini-batches with every kind of state that a checkpoint must hold.
  static let moons = """
    {
      "n": [0, 8, 6, 1],
      "activations": {"hidden": "relu", "output": "sigmoid"},
      "alpha": 0.01,
      "iterations": 300,
      "batchSize": 32,
      "optimizer": {"method": "adam"},
      "keepProbability": 0.8,
      "initialization": {"method": "he"},
      "logEvery": 70,
      "checkpointEvery": 50,
      "data": {"train": {"builtin": "moons"}, "test": {"builtin": "moons"}}
    }

    """

  /// A few small pictures.
  static let cats = """
    {
      "n": [0, 3, 1],
      "activations": ["relu", "sigmoid"],
      "alpha": 0.05,
      "iterations": 10,
      "initialization": {"method": "he"},
      "data": {
        "train": {"builtin": "cats", "examples": 20, "imageSize": [8, 8]},
        "test": {"builtin": "cats", "examples": 10, "imageSize": [8, 8]}
      }
    }

    """
}

extension Small {
  /// Mini-batches of pictures that are changed at random.
  static let augmented = """
    {
      "n": [0, 5, 1],
      "activations": ["relu", "sigmoid"],
      "alpha": 0.05,
      "iterations": 60,
      "batchSize": 8,
      "optimizer": {"method": "adam"},
      "initialization": {"method": "he"},
      "logEvery": 20,
      "checkpointEvery": 7,
      "data": {
        "train": {
          "builtin": "cats", "examples": 20, "imageSize": [12, 12],
          "augment": {"flip": "horizontal", "shift": 0.1, "rotate": 15, "zoom": 0.1, "contrast": 0.2}
        },
        "test": {"builtin": "cats", "examples": 10, "imageSize": [12, 12]}
      }
    }

    """
}

/// Networks of three outputs, and the twelve examples that they are trained on.
enum Several {
  /// `runs/labels`, which says rain, wind and sun for themselves, `runs/values`, and their `x.npy`.
  static func train(_ bench: Workbench) throws {
    func table(_ name: String, _ row: (Int) -> String) throws {
      let rows = (0..<12).map { row($0) + ",0\n" }.joined()
      try bench.write(rows, to: "\(name).csv")
      let result = try bench.dnn("convert", "\(name).csv", "\(name).npy")
      #expect(result.status == 0, "\(result.stderr)")
    }
    try table("x") { "\(Double($0 % 4) - 1.5),\(Double($0 % 3) - 1)" }
    try table("labels") { "\($0 % 4 / 2),\($0 % 3 / 2),\($0 % 5 / 4)" }
    try table("values") { "\(0.5 * Double($0 % 4)),\(10 * ($0 % 3)),\(100 * ($0 % 5))" }
    for (name, activation, more) in [
      ("labels", "sigmoid", #", "classes": ["rain", "wind", "sun"]"#), ("values", "linear", ""),
    ] {
      try bench.write(
        """
        {"n": [2, 3], "activations": ["\(activation)"], "alpha": 0.2, "iterations": 100,
         "data": {"train": {"xPath": "x.npy", "yPath": "\(name).npy"\(more)}}}
        """, to: "\(name).json")
      try bench.train("\(name).json")
    }
  }
}
