import Foundation
import TestSupport
import Testing

/// What the README shows, beside what the command prints.
struct ReadmeExampleTests {
  /// The rows `| `FILE` | NETWORK | RESULT |` of the README.
  static let configurations = ((try? SharedData.readme()) ?? "").split(separator: "\n").compactMap {
    line in
    let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    let file = cells.first?.trimmingCharacters(in: ["`"]) ?? ""
    return cells.count == 3 && file.hasSuffix(".json") ? (file: file, result: cells[2]) : nil
  }

  private func summary(of config: String) throws -> [Substring] {
    try Workbench.use { bench in
      let path = SharedData.repository.appendingPathComponent("Configs/\(config)").path
      return try bench.train(path, "--out", "run").stdout.split(separator: "\n")
    }
  }

  @Test func theReadmeShowsWhatTheCommandPrints() throws {
    let readme = try SharedData.readme()
    let result = try runDNN(["graph", "3*(a+b*c)", "--at", "a=5,b=3,c=2"])
    #expect(readme.contains("$ dnn graph \"3*(a+b*c)\" --at a=5,b=3,c=2\n\(result.stdout)```\n"))
  }

  @Test(.enabled(if: hasFusedMultiplyAdd, "other figures without fused multiply-add"))
  func theFirstCommandEndsAsTheReadmeSays() throws {
    let readme = try SharedData.readme()
    let figures = try summary(of: "cat.json").prefix { !$0.hasPrefix("seconds: ") }
    #expect(figures.count >= 4)
    #expect(readme.contains("```\n\(figures.suffix(4).joined(separator: "\n"))\nseconds: "))
  }

  @Test(
    .enabled(if: hasFusedMultiplyAdd, "other figures without fused multiply-add"),
    arguments: configurations)
  func aConfigurationEndsAsTheTableSays(_ row: (file: String, result: String)) throws {
    let words = row.result.split(separator: " ")
    let part = row.result.hasSuffix(" in training") ? "train" : "test"
    let measure = words[0] == "R²" ? "r2" : words[0]
    let name = "\(part) \(measure): "
    let line = try #require(summary(of: row.file).last { $0.hasPrefix(name) })
    let value = try #require(Double(line.dropFirst(name.count).prefix { $0 != " " }))
    #expect(words[1] == String(format: "%.3f", value), "\(row.file): \(line)")
  }

  @Test func theReadmeHasATableOfConfigurations() {
    #expect(Self.configurations.count >= 10)
  }
}
