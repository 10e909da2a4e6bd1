import Datasets
import DeepNetwork
import Experiments
import Foundation
import TestSupport
import Testing

/// A network judged, and its page written, in a program.
struct EvaluationInCodeTests {
  private static let configuration = """
    {"n": [2, 3, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.5, "iterations": 30,
     "data": {"train": {"path": "t.csv", "normalize": "standardize"}, "test": {"path": "u.csv"}}}
    """

  private static func withRun(_ body: (URL, URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let lines = (0..<40).map { i in "\(i * 37 % 20),\(i * 11 % 16),\(i * 37 % 20 > 9 ? "b" : "a")"
      }
      for (name, part) in [("t.csv", lines[..<30]), ("u.csv", lines[30...])] {
        try Data(("x,z,y\n" + part.joined(separator: "\n") + "\n").utf8)
          .write(to: folder.appendingPathComponent(name))
      }
      let file = folder.appendingPathComponent("c.json")
      try Data(configuration.utf8).write(to: file)
      let run = folder.appendingPathComponent("run")
      try Configuration(contentsOf: file).train(into: run, dataFolder: folder)
      try body(folder, run)
    }
  }

  @Test func `the figures are those of the run`() throws {
    try Self.withRun { folder, run in
      let predictor = try Predictor(contentsOf: run)
      let data = try Dataset(
        DataSource(path: "u.csv"), relativeTo: folder, labels: predictor.input.labelKind,
        like: predictor.input)
      let evaluation = try Evaluation(of: predictor, on: data)
      struct Metrics: Decodable {
        let test: [String: Figures]
        enum Figures: Decodable {
          case number(Double), other
          init(from decoder: any Decoder) throws {
            self =
              (try? decoder.singleValueContainer().decode(Double.self)).map(Self.number) ?? .other
          }
        }
      }
      let metrics = try JSONDecoder().decode(
        Metrics.self, from: Data(contentsOf: run.appendingPathComponent("metrics.json")))
      #expect(evaluation.figures.contains(.auc))
      for figure in evaluation.figures {
        guard case .number(let value)? = metrics.test[figure.rawValue] else {
          Issue.record("metrics.json lacks \(figure)")
          continue
        }
        #expect(evaluation[figure] == value)
      }
      #expect(evaluation.accuracy == evaluation[.accuracy] && evaluation.cost == evaluation[.cost])
      #expect(evaluation[.rmse] == nil)
      let right = (0..<10).count { evaluation.answers[$0].label == data.labels?.classIndex(of: $0) }
      #expect(evaluation.accuracy == Double(right) / 10)
      let confusion = try #require(evaluation.confusion)
      #expect(confusion[0][0] + confusion[1][1] == right)
      #expect("\(evaluation)".hasPrefix("examples: 10\ncost: "))
    }
  }

  @Test func `examples that were read otherwise are refused`() throws {
    try Self.withRun { folder, run in
      let predictor = try Predictor(contentsOf: run)
      func expectRefusal(
        _ says: String, labels: LabelKind? = .binary, like format: InputFormat? = nil,
        _ change: (inout DataSource) -> Void = { _ in }
      ) throws {
        var source = DataSource(path: "u.csv")
        change(&source)
        let data = try Dataset(source, relativeTo: folder, labels: labels, like: format)
        let error = #expect(throws: DataError.self) { try Evaluation(of: predictor, on: data) }
        #expect(error?.description.hasPrefix("u.csv: " + says) == true, "\(error as Any)")
      }
      try expectRefusal(#"features normalized by "none", expected "standardize""#)
      try expectRefusal(
        #"features normalized by "standardize" with other means and deviations, expected those"#
      ) { $0.normalize = .standardize }
      try expectRefusal("1 features an example, expected n[0] = 2") { $0.ignore = ["z"] }
      try expectRefusal("no labels", labels: nil, like: predictor.input)
      try expectRefusal("labels of 2 outputs an example, expected n[L] = 1", labels: .oneHot)
    }
  }

  @Test func `a run's page is written again`() throws {
    try Self.withRun { folder, run in
      let page = folder.appendingPathComponent("page.html")
      try RunReport(contentsOf: run).write(to: page)
      #expect(
        try Data(contentsOf: page) == Data(contentsOf: run.appendingPathComponent("report.html")))
      let error = #expect(throws: RunDataError.self) { try RunReport(contentsOf: folder) }
      #expect(error?.localizedDescription == error?.description)
    }
  }
}
