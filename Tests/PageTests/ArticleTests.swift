import Experiments
import Foundation
import TestSupport
import Testing

/// The pages show code that compiles, and the code does what they say.
struct ArticleTests {
  /// The lines of each Swift file that is compiled, without their indentation.
  private static let compiled: [[String]] = {
    let root = SharedData.repository
    let files = ["Sources", "Tests/PageTests"].flatMap { folder in
      (FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)?
        .compactMap { $0 as? String } ?? [])
        .filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
    }
    return files.compactMap { path in
      try? lines(String(contentsOf: root.appendingPathComponent(path), encoding: .utf8))
    }
  }()

  /// Where each line stands: a file and a line of it.
  private static let places = compiled.indices.reduce(into: [String: [(Int, Int)]]()) {
    places, file in
    for (line, text) in compiled[file].enumerated() {
      places[text, default: []].append((file, line))
    }
  }

  private static func lines(_ text: String) -> [String] {
    text.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test(arguments: Page.all) func `code of a page is code that compiles`(_ page: Page) {
    for block in page.blocks("swift")
    where block.lead.firstMatch(of: /`[A-Za-z\/]+\.swift`:$/) == nil {
      let lines = Self.lines(block.text).drop { $0.hasPrefix("import ") || $0.isEmpty }
      let places = lines.first.map { Self.places[$0] ?? [] } ?? []
      let isCompiled =
        lines.isEmpty
        || places.contains { file, line in
          Self.compiled[file][line...].starts(with: lines)
        }
      #expect(isCompiled, "\(page): \(block.text)")
    }
  }

  @Test(arguments: Page.all) func `a whole configuration of a page is one`(_ page: Page) throws {
    // What names a program's own kinds is read by that program, in `Tests/dependent-package.sh`.
    for block in page.blocks("json")
    where block.text.hasPrefix("{") && block.lead.firstMatch(of: /`own\.json`:$/) == nil {
      try withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("page.json")
        try Data(block.text.utf8).write(to: file)
        #expect(throws: Never.self, "\(page): \(block.text)") {
          try Configuration(contentsOf: file)
        }
      }
    }
  }

  @Test func `all articles are there`() { #expect(Page.all.count >= 30) }

  @Test func `the README is short`() throws {
    let lines = try Page("README.md").text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 181)
  }

  @Test func `a configuration trains in a program as the command does`() throws {
    try withTemporaryFolder { folder in
      let file = SharedData.repository.appendingPathComponent("Configs/flower.json")
      let run = folder.appendingPathComponent("run")
      let model = try Snippets.configurationInAProgram(file, into: run)
      #expect(model.L == 2)
      let again = folder.appendingPathComponent("again")
      _ = try Snippets.configurationInAProgram(file, into: again)
      let names = ["model.safetensors", "history.csv"]
      for name in names {
        #expect(
          try Data(contentsOf: run.appendingPathComponent(name))
            == Data(contentsOf: again.appendingPathComponent(name)))
      }
      var rows = 0
      try Configuration(contentsOf: file, settings: ["iterations=250"])
        .train(into: run, dataFolder: folder, resumes: true) { _ in rows += 1 }
      #expect(rows == 1)
    }
  }

  @Test func `the other snippets work`() throws {
    #expect(try Snippets.hiddenLayers().0.L == 2)
    #expect(try Snippets.plannedShapes().parameterCount == 17)
    #expect(try Snippets.graph().derivatives.suffix(1) == [1])
    let sums = Snippets.percentages().columnSums()
    #expect((0..<4).allSatisfy { abs(sums[0, $0] - 100) < 1e-12 })
    let (outer, inner) = Snippets.products()
    #expect(outer.shape == Shape(5, 5))
    #expect(inner.shape == Shape(1, 1))
    #expect(try Snippets.layerFromOutside(0.5).outputSize == 128)
    #expect(throws: DimensionError.self) { try Snippets.layerFromOutside(1.5) }
    let answers = try Snippets.circle()
    #expect(answers[0, 0] > 0.9)
    #expect(answers[0, 1] < 0.1)
  }

  @Test func `a network is asked and judged in a program`() throws {
    try withTemporaryFolder { folder in
      let run = try tableRun(in: folder)
      #expect(["yes", "no"].contains(try Snippets.row(run).className))
      try FileManager.default.removeItem(at: run.appendingPathComponent("report.html"))
      let evaluation = try Snippets.judged(run, folder)
      #expect(evaluation[.accuracy] ?? 0 > 0.8)
      let page = try String(
        contentsOf: run.appendingPathComponent("report.html"), encoding: .utf8)
      #expect(page.hasPrefix("<!DOCTYPE html>"))
      var source = DataSource(path: "t.csv")
      source.normalize = .standardize
      source.ignore = ["color", "income"]
      let data = try Dataset(source, relativeTo: folder, labels: .binary)
      let own = try Snippets.ownNetwork(data, in: folder.appendingPathComponent("own.safetensors"))
      #expect(try own.answer(for: ["age": 25]).className == "no")
      #expect(try own.answer(for: ["age": 55]).className == "yes")
    }
  }

  @Test func `a model is copied to other files`() throws {
    try withTemporaryFolder { runs in
      let file = SharedData.repository.appendingPathComponent("Configs/flower.json")
      _ = try Snippets.configurationInAProgram(file, into: runs.appendingPathComponent("cat"))
      try Snippets.copies(runs, runs)
      let names = ["copy.safetensors", "copy.onnx"].map { runs.appendingPathComponent($0).path }
      #expect(names.allSatisfy(FileManager.default.fileExists(atPath:)))
    }
  }
}
