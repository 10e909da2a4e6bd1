import Experiments
import Foundation
import TestSupport
import Testing

/// The articles of the documentation show code that compiles, and the code does what they say.
struct ArticleTests {
  private static let catalog = SharedData.repository.appendingPathComponent(
    "Sources/DeepNetwork/DeepNetwork.docc")

  static let articles =
    (try? FileManager.default.contentsOfDirectory(atPath: catalog.path))
    .map { $0.filter { $0.hasSuffix(".md") }.sorted() } ?? []

  /// The lines of a text without their indentation.
  private func lines(_ text: String) -> [String] {
    text.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: SharedData.repository.appendingPathComponent(path), encoding: .utf8)
  }

  private func compiled() throws -> [[String]] {
    let examples = "Sources/Examples"
    let folder = SharedData.repository.appendingPathComponent(examples)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try (files.map { "\(examples)/\($0)" } + ["Tests/ReadmeTests/Snippets.swift"])
      .map { lines(try text($0)) }
  }

  @Test(arguments: articles)
  func codeOfAnArticleIsCodeThatCompiles(_ article: String) throws {
    let parts = try text("Sources/DeepNetwork/DeepNetwork.docc/\(article)")
      .components(separatedBy: "```swift\n").dropFirst()
    let sources = try compiled()
    for part in parts {
      let block = lines(part.components(separatedBy: "\n```")[0])
      let isCompiled = sources.contains { source in
        source.indices.contains { source[$0...].starts(with: block) }
      }
      #expect(isCompiled, "\(article): \(block.joined(separator: "\n"))")
    }
  }

  @Test func allArticlesAreThere() { #expect(Self.articles.count >= 8) }

  @Test func aConfigurationTrainsInAProgramAsTheCommandDoes() throws {
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

  @Test func theOtherSnippetsWork() throws {
    #expect(try Snippets.hiddenLayers().0.L == 2)
    #expect(try Snippets.plannedShapes().parameterCount == 17)
  }
}
