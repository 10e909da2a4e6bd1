import Foundation
import TestSupport
import Testing

/// What the pages show, beside what the command prints.
struct PageCommandTests {
  /// The rows `| `FILE` | NETWORK | RESULT |` of the page on results.
  static let configurations = ((try? Page.article("Results"))?.text ?? "").split(separator: "\n")
    .compactMap { line in
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

  @Test(.enabled(if: hasFusedMultiplyAdd, "other figures without fused multiply-add"))
  func `the first command ends as the README says`() throws {
    let readme = try Page("README.md").text
    let figures = try summary(of: "cat.json").prefix { !$0.hasPrefix("seconds: ") }
    #expect(figures.count >= 4)
    #expect(readme.contains("```\n\(figures.suffix(4).joined(separator: "\n"))\nseconds: "))
  }

  @Test(
    .enabled(if: hasFusedMultiplyAdd, "other figures without fused multiply-add"),
    arguments: configurations)
  func `a configuration ends as the table says`(_ row: (file: String, result: String)) throws {
    let words = row.result.split(separator: " ")
    let part = row.result.hasSuffix(" in training") ? "train" : "test"
    let measure = words[0] == "R²" ? "r2" : words[0]
    let name = "\(part) \(measure): "
    let line = try #require(summary(of: row.file).last { $0.hasPrefix(name) })
    let value = try #require(Double(line.dropFirst(name.count).prefix { $0 != " " }))
    #expect(words[1] == String(format: "%.3f", value), "\(row.file): \(line)")
  }

  @Test func `the page on results has a table of configurations`() {
    #expect(Self.configurations.count >= 10)
  }

  @Test(
    .enabled(if: hasFusedMultiplyAdd, "other figures without fused multiply-add"),
    arguments: Page.all.filter { !$0.blocks("console").isEmpty })
  func `a page shows what its commands print`(_ page: Page) throws {
    try Workbench.use { bench in
      let console = try Console(bench)
      for block in page.blocks("console") {
        for shown in ShownCommand.all(in: block) {
          let result = try console.run(shown.line)
          #expect(shown.isShown(in: result.stdout), "\(page): \(shown.line)\n\(result.stdout)")
          if !shown.output.contains(where: { $0.hasPrefix("error: ") }) {
            #expect(result.status == 0, "\(page): \(shown.line)\n\(result.stderr)")
          }
        }
      }
    }
  }

  @Test func `the table of keys is the one that the command prints`() throws {
    let page = try Page.article("ConfigurationFile").text
    let table = try runDNN(["schema", "--markdown"]).stdout
    #expect(page.contains("<!-- keys: begin -->\n\n\(table)\n<!-- keys: end -->"))
  }

  @Test func `pages with commands are found`() {
    #expect(Page.all.contains { $0.blocks("console").count > 10 })
  }
}

/// A command of a page with the output that the page shows.
private struct ShownCommand {
  let line: String
  let output: [String]

  /// The commands of a block: each begins with a dollar, `\` at the end of a line goes on.
  static func all(in block: Page.Block) -> [ShownCommand] {
    var commands: [(line: String, output: [String])] = []
    var isContinued = false
    for line in block.lines {
      if isContinued, let last = commands.indices.last {
        commands[last].line += "\n" + line
      } else if line.hasPrefix("$ ") {
        commands.append((String(line.dropFirst(2)), []))
      } else if let last = commands.indices.last {
        commands[last].output.append(line)
      }
      isContinued = line.hasSuffix("\\")
    }
    return commands.map { ShownCommand(line: $0.line, output: $0.output) }
  }

  /// Whether the lines are those of the output, or none are shown; `…` is any lines.
  func isShown(in text: String) -> Bool {
    let lines = text.components(separatedBy: "\n").dropLast()
    return output.isEmpty || Self.matches(output[...], lines)
  }

  private static func matches(_ shown: ArraySlice<String>, _ actual: ArraySlice<String>) -> Bool {
    guard let first = shown.first else { return actual.isEmpty }
    if first == "…" {
      return (actual.startIndex...actual.endIndex)
        .contains { matches(shown.dropFirst(), actual[$0...]) }
    }
    guard let line = actual.first, same(first, line) else { return false }
    return matches(shown.dropFirst(), actual.dropFirst())
  }

  /// Whether two lines are equal, seconds aside.
  private static func same(_ shown: String, _ actual: String) -> Bool {
    func withoutSeconds(_ line: String) -> String {
      line.replacing(/^seconds: [0-9.]+$/, with: "seconds: …")
    }
    return withoutSeconds(shown) == withoutSeconds(actual)
  }
}

/// A shell in a folder that has the package's configurations, with `dnn` and `swift run` at hand.
private struct Console {
  let bench: Workbench
  private let path: String

  init(_ bench: Workbench) throws {
    self.bench = bench
    try FileManager.default.createSymbolicLink(
      at: bench.file("configs"),
      withDestinationURL: SharedData.repository.appendingPathComponent("Configs"))
    let programs = bench.file(".programs")
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: programs.appendingPathComponent("dnn"), withDestinationURL: testedDNN())
    let swift = programs.appendingPathComponent("swift")
    let folder = try builtProgram("examples").deletingLastPathComponent()
    try Data("#!/bin/sh\nshift\nname=$1\nshift\nexec '\(folder.path)'/\"$name\" \"$@\"\n".utf8)
      .write(to: swift)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: swift.path)
    let inherited = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    path = "\(programs.path):\(inherited)"
  }

  func run(_ line: String) throws -> CommandResult {
    try runCommand(
      URL(fileURLWithPath: "/bin/sh"), ["-c", line], in: bench.folder,
      environment: ["PATH": path])
  }
}
