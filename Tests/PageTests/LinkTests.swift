import Foundation
import TestSupport
import Testing

/// Every link of a page leads somewhere, and every file that it names is there.
struct LinkTests {
  /// A link of a page, with the line that it is in.
  private struct Link { var target, line: String }

  private func links(of page: Page) -> [Link] {
    // A link may be broken into two lines.
    let text = page.proseLines.joined(separator: "\n")
    return text.matches(of: /\]\(([^()\s]+)\)/).map {
      Link(target: String($0.1), line: String(text[$0.range.lowerBound...].prefix(80)))
    }
  }

  /// The name of a heading in an address.
  private func anchors(of page: Page) -> [String] {
    page.proseLines.filter { $0.hasPrefix("#") }.map { line in
      line.drop { $0 == "#" || $0 == " " }.lowercased()
        .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
        .replacingOccurrences(of: " ", with: "-")
    }
  }

  @Test(arguments: Page.all) func `a link leads to a file or a heading`(_ page: Page) throws {
    let folder = SharedData.repository.appendingPathComponent(page.path)
      .deletingLastPathComponent()
    for link in links(of: page) where !link.target.hasPrefix("https://") {
      let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let file = folder.appendingPathComponent(String(parts[0])).standardizedFileURL
      #expect(
        parts[0].isEmpty || FileManager.default.fileExists(atPath: file.path),
        "\(page): \(link.line)")
      guard parts.count == 2 else { continue }
      let root = SharedData.repository.standardizedFileURL.path + "/"
      let target =
        parts[0].isEmpty ? page : try Page(String(file.path.dropFirst(root.count)))
      #expect(anchors(of: target).contains(String(parts[1])), "\(page): \(link.line)")
    }
  }

  @Test(arguments: Page.all) func `a file that a page names is there`(_ page: Page) {
    let paths = page.text.matches(of: /\b(Sources|Tests)\/[A-Za-z0-9_.\/+-]+/)
      .map { String($0.0).trimmingCharacters(in: ["."]) }
    for path in Set(paths) where !path.hasPrefix("Sources/rings") && !path.hasPrefix("Sources/own")
    {
      let url = SharedData.repository.appendingPathComponent(path)
      #expect(FileManager.default.fileExists(atPath: url.path), "\(page): \(path)")
    }
  }

  /// Elsewhere than in DocC such a link is no link.
  @Test(arguments: Page.all) func `links of DocC stand in lists of topics alone`(_ page: Page) {
    let lines = page.text.split(separator: "\n").filter { $0.contains("<doc:") }
    #expect(lines.allSatisfy { $0.hasPrefix("- <doc:") }, "\(page): \(lines)")
  }

  @Test func `the README leads to every article`() throws {
    let listed = try links(of: Page("README.md")) + links(of: Page(".github/CONTRIBUTING.md"))
    let names = Set(listed.map { $0.target.split(separator: "/").last.map(String.init) })
    for page in Page.all where page.path.contains(".docc/") && !page.isFront {
      #expect(names.contains(page.path.split(separator: "/").last.map(String.init)), "\(page)")
    }
  }
}

extension Page {
  /// Whether it is the page of a module or a type in DocC, which lists others.
  fileprivate var isFront: Bool { text.hasPrefix("# ``") && !text.contains("```") }
}
