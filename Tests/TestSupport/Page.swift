import Foundation

/// A page that people read: the README, what contributors read first, or an article.
public struct Page: Sendable, CustomStringConvertible {
  /// Relative to the package's folder.
  public let path: String
  public let text: String

  public var description: String { path }

  /// The page at a path of the package.
  public init(_ path: String) throws {
    self.path = path
    text = try String(
      contentsOf: SharedData.repository.appendingPathComponent(path), encoding: .utf8)
  }

  /// The article of that name.
  public static func article(_ name: String) throws -> Page {
    guard let page = all.first(where: { $0.path.hasSuffix("/\(name).md") }) else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: "\(name).md"])
    }
    return page
  }

  /// Every page, in the order of their paths.
  public static let all: [Page] = {
    let sources = SharedData.repository.appendingPathComponent("Sources")
    let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
    let articles = (files ?? []).filter { $0.contains(".docc/") && $0.hasSuffix(".md") }
    let paths =
      ["README.md", ".github/CONTRIBUTING.md"] + articles.sorted().map { "Sources/\($0)" }
    return paths.compactMap { try? Page($0) }
  }()

  /// A part between two lines of three backticks.
  public struct Block: Sendable {
    /// What follows the backticks: `swift`, `json`, `sh`, `console`; empty where nothing does.
    public let language: String
    public let lines: [String]
    /// The last line with text before it.
    public let lead: String

    public var text: String { lines.joined(separator: "\n") }
  }

  /// The blocks of code, of a language where one is given.
  public func blocks(_ language: String? = nil) -> [Block] {
    parts.blocks.filter { language == nil || $0.language == language }
  }

  /// The lines that are in no block.
  public var proseLines: [String] { parts.prose }

  private var parts: (prose: [String], blocks: [Block]) {
    var prose: [String] = []
    var blocks: [Block] = []
    var block: (language: String, lines: [String])?
    for line in text.components(separatedBy: "\n") {
      if let (language, lines) = block {
        if line == "```" {
          let lead = prose.last { !$0.isEmpty } ?? ""
          blocks.append(Block(language: language, lines: lines, lead: lead))
          block = nil
        } else {
          block = (language, lines + [line])
        }
      } else if line.hasPrefix("```") {
        block = (String(line.dropFirst(3)), [])
      } else {
        prose.append(line)
      }
    }
    return (prose, blocks)
  }
}
