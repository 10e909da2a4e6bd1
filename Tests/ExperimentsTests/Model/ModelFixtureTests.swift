import Experiments
import Foundation
import TestSupport
import Testing

/// Model files of earlier versions, which `Fixtures/make_fixtures.py` made: they stay readable.
struct ModelFixtureTests {
  private func model(_ name: String) throws -> TrainedModel {
    try TrainedModel(
      contentsOf: Bundle.module.bundleURL
        .appendingPathComponent("Fixtures/models/\(name).safetensors"))
  }

  private func answers(_ name: String, to table: String) throws -> Predictions {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("table.csv")
      try Data(table.utf8).write(to: file)
      return try Predictor(model(name)).predictions(for: file.path)
    }
  }

  private func expectClose(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-6 * abs(b)) }
  }

  // dnn 0.1.0: predict --model table.safetensors --format json row.csv
  @Test func `columns, categories and scaling are those of the training`() throws {
    let predictions = try answers("table", to: "size,kind\n1.5,flat\n3,\"hut, wooden\"\n")
    expectClose(predictions.outputs.values, [93.00665, 123.74002])
    #expect(predictions.label(of: 0) == nil)
  }

  // dnn 0.1.0: predict --model binary.safetensors --format json points.csv
  @Test func `classes are named`() throws {
    let predictions = try answers("binary", to: "1,2\n-0.5,0.25\n")
    expectClose(predictions.outputs.values, [0.49995753, 0.4999582])
    #expect(predictions.label(of: 0) == 0)
    #expect(predictions.className(0) == "red")
  }

  @Test func `images have their shape`() throws {
    let input = try model("pictures").description.input
    #expect("\(try #require(input.imageShape))" == "3x4x3")
    #expect(input.classNames == ["non-cat", "cat"])
    #expect(try model("classes").description.precision == .float64)
  }

  @Test func `a table of other columns is refused`() {
    #expect(throws: (any Error).self) { try answers("table", to: "size,colour\n1.5,red\n") }
    #expect(throws: (any Error).self) { try answers("table", to: "size,kind\n1.5,castle\n") }
  }
}
