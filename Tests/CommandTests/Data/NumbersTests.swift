import Foundation
import TestSupport
import Testing

/// Data at the ends of what numbers can be: few, equal, huge, tiny, none.
struct NumbersTests {
  private func network(
    _ n: String, _ activations: String, _ more: String = "", train: String = #""path": "t.csv""#
  ) -> String {
    """
    {"n": \(n), "activations": \(activations), "alpha": 0.1, "iterations": 20,
     "initialization": {"method": "xavier"}, "logEvery": 5,\(more)
     "data": {"train": {\(train)}}}
    """
  }

  /// Trains on a table, then asks for everything that is told about a run.
  private func learn(
    _ table: String, _ configuration: String, precision: String = "float32",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (summary: String, log: String, metrics: String) {
    try Workbench.use { bench in
      try bench.write(table, to: "t.csv")
      try bench.write(configuration, to: "net.json")
      let result = try bench.train(
        "net.json", "--set", "precision=\(precision)", sourceLocation: sourceLocation)
      for arguments in [
        ["evaluate", "--model", "runs/net"], ["report", "runs/net"],
        ["predict", "--model", "runs/net", "t.csv"],
        ["gradcheck", "--config", "net.json"],
      ] {
        let other = try runDNN(arguments, in: bench.folder)
        #expect(other.status == 0, "\(arguments): \(other.stderr)", sourceLocation: sourceLocation)
      }
      let history = try bench.text("runs/net/history.csv")
      #expect(!history.contains("nan") && !history.contains("inf"), sourceLocation: sourceLocation)
      return (result.stdout, result.stderr, try bench.text("runs/net/metrics.json"))
    }
  }

  /// What training on a table is refused with.
  private func refusal(
    _ table: String, _ configuration: String, _ settings: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    try Workbench.use { bench in
      try bench.write(table, to: "t.csv")
      try bench.write(configuration, to: "net.json")
      let result = try runDNN(
        ["train", "--config", "net.json"] + settings.flatMap { ["--set", $0] }, in: bench.folder)
      #expect(result.status == 1, "\(result.stderr)", sourceLocation: sourceLocation)
      #expect(result.stdout == "", sourceLocation: sourceLocation)
      return result.stderr
    }
  }

  // MARK: Few

  @Test func `one example is learned`() throws {
    for (n, activations) in [("[2, 3, 1]", #"["tanh", "sigmoid"]"#), ("[2, 1]", #"["linear"]"#)] {
      let said = try learn("a,b,y\n1,2,1\n", network(n, activations))
      #expect(said.summary.contains("cost: 0."))
      #expect(!said.summary.contains("nan"), "\(said.summary)")
    }
  }

  @Test func `one example is standardized and in a batch`() throws {
    let said = try learn(
      "a,b,y\n1,2,1\n",
      network(
        "[2, 1]", #"["sigmoid"]"#, #""batchSize": 32,"#,
        train: #""path": "t.csv", "normalize": "standardize""#))
    #expect(said.summary.contains("train accuracy: 1.00000"))
  }

  @Test func `labels of one class only are learned`() throws {
    let ones = "a,b,y\n1,2,1\n2,1,1\n0,3,1\n"
    #expect(
      try learn(ones, network("[2, 1]", #"["sigmoid"]"#)).summary
        .contains("train accuracy: 1.00000"))
    let zeros = ones.replacing(",1\n", with: ",0\n")
    let softmax = try learn(zeros, network("[2, 3]", #"["softmax"]"#))
    #expect(softmax.summary.contains("train accuracy: 1.00000"))
  }

  @Test func `balanced weights of a class that does not occur are no division`() throws {
    let said = try learn(
      "a,b,y\n1,2,1\n2,1,1\n0,3,1\n",
      network("[2, 1]", #"["sigmoid"]"#, #""classWeights": "balanced","#))
    #expect(said.summary.contains("train accuracy: 1.00000"))
    #expect(said.log.contains("all examples are of one class"))
  }

  @Test func `a batch larger than the data is the full batch`() throws {
    try Workbench.use { bench in
      try bench.write("a,b,y\n1,2,1\n2,1,0\n0,3,1\n", to: "t.csv")
      try bench.write(network("[2, 1]", #"["sigmoid"]"#), to: "net.json")
      let full = try bench.model(of: "net.json", out: "full")
      for size in [3, 4, 1_000_000] {
        let batch = try bench.model(
          of: "net.json", out: "batch\(size)", settings: ["batchSize=\(size)"])
        // The header says what the batch was.
        #expect(batch.suffix(12) == full.suffix(12), "batchSize \(size)")
      }
    }
  }

  @Test(arguments: ["", "a,b,y\n"]) func `an empty set is refused`(table: String) throws {
    #expect(try refusal(table, network("[2, 1]", #"["sigmoid"]"#)).contains("t.csv"))
  }

  @Test func `an empty test set is refused`() throws {
    try Workbench.use { bench in
      try bench.write("a,b,y\n1,2,1\n2,1,0\n", to: "t.csv")
      try bench.write("a,b,y\n", to: "none.csv")
      try bench.write(network("[2, 1]", #"["sigmoid"]"#), to: "net.json")
      let result = try bench.dnn(
        "train", "--config", "net.json", "--set", "data.test.path=none.csv")
      #expect(result.status == 1)
      #expect(result.stderr.contains("none.csv"), "\(result.stderr)")
      #expect(bench.names(in: "runs") == [])
    }
  }

  // MARK: Equal, huge, tiny

  @Test(arguments: ["float32", "float64"])
  func `constant features are standardized without a division by zero`(precision: String) throws {
    let standardize = #""path": "t.csv", "normalize": "standardize""#
    for constant in ["7", "0", "1e30", "1e-30", "0.1", "-1e300"] {
      let table = "a,b,y\n1,\(constant),1\n2,\(constant),0\n3,\(constant),1\n"
      let said = try learn(
        table, network("[2, 2, 1]", #"["tanh", "sigmoid"]"#, train: standardize),
        precision: precision)
      #expect(!said.metrics.contains("null"), "\(constant): \(said.metrics)")
    }
  }

  @Test(arguments: ["float32", "float64"])
  func `huge and tiny features are standardized`(precision: String) throws {
    let standardize = #""path": "t.csv", "normalize": "standardize""#
    let table = "a,b,y\n1e30,1e-30,1\n2e30,2e-30,0\n3e30,1e-30,1\n-1e30,0,0\n"
    let said = try learn(
      table, network("[2, 3, 1]", #"["tanh", "sigmoid"]"#, train: standardize),
      precision: precision)
    #expect(!said.metrics.contains("null"), "\(said.metrics)")
  }

  @Test func `huge features are learned from or the divergence is told`() throws {
    try Workbench.use { bench in
      try bench.write("a,b,y\n1e30,1e-30,1\n2e30,2e-30,0\n3e30,1e-30,1\n", to: "t.csv")
      for (last, precision) in [
        ("sigmoid", "float32"), ("linear", "float32"), ("linear", "float64"),
      ] {
        try bench.write(network("[2, 1]", "[\"\(last)\"]"), to: "net.json")
        let result = try bench.dnn(
          "train", "--config", "net.json", "--overwrite", "--set", "precision=\(precision)")
        #expect([0, 1].contains(result.status), "\(result.stderr)")
        if result.status == 1 {
          #expect(result.stderr.contains("iteration"), "\(result.stderr)")
          #expect(result.stderr.contains("normalize") || result.stderr.contains("alpha"))
        }
      }
    }
  }

  @Test func `numbers beyond float32 are told of`() throws {
    let table = "a,b,y\n1,2,1\n1e300,2,0\n"
    let said = try refusal(table, network("[2, 1]", #"["sigmoid"]"#))
    #expect(said.contains("row 2, column \"a\": 1e+300") && said.contains("normalize"), "\(said)")
  }

  // MARK: None

  @Test(arguments: ["nan", "NaN", "inf", "-inf", "Infinity", "1e999"])
  func `what is no number is refused with row and column`(text: String) throws {
    let said = try refusal(
      "a,size,y\n1,2,1\n1,\(text),0\n3,1,1\n", network("[2, 1]", #"["sigmoid"]"#))
    #expect(said.contains("t.csv: row 2 (line 3), "), "\(said)")
    #expect(said.contains("size"), "\(said)")
  }

  @Test func `labels that are no number are refused with their row`() throws {
    let said = try refusal("a,y\n1,2\n2,nan\n", network("[1, 1]", #"["linear"]"#))
    #expect(said.contains("row 2"), "\(said)")
  }

  @Test(arguments: ["3", "-1", "0.5", "1e18"])
  func `labels outside the classes are refused with their row`(label: String) throws {
    let table = "a,y\n1,0\n2,\(label)\n3,2\n4,1\n"
    let said = try refusal(table, network("[1, 3]", #"["softmax"]"#))
    #expect(said.contains("row 2") && said.contains("t.csv"), "\(said)")
  }
}
