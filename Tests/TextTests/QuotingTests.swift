import Foundation
import TestSupport
import Testing
import Text

@Suite struct QuotingTests {
  /// Every ASCII character but the one that no word can hold, and some more.
  private static let all =
    String(decoding: (1...127).map { UInt8($0) }, as: UTF8.self) + "é\u{1F408}"

  @Test(arguments: [
    "", "plain-1_2.x/y=z", "a b", "it's", "''", "\"$HOME\"", "`ls`", "a\\nb", "*?[a]", "~", "%s",
    "\n", "a\nb", "-\n%\\é", "a\r\nb", "ends\n", all, all.replacing("\n", with: ""),
  ])
  func `a shell reads back what was meant`(text: String) throws {
    let result = try runCommand(
      URL(fileURLWithPath: "/bin/sh"), ["-c", "printf '%s|%s' \(text.shellWord) next"])
    #expect(result.stdout == text + "|next")
    #expect(result.stderr == "")
  }

  @Test func `a word is on one line`() {
    #expect(!"a\nb\n\nc".shellWord.contains("\n"))
    #expect("a/b".shellWord == "a/b")
  }
}
