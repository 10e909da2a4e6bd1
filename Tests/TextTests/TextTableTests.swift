import Testing
import Text

struct TextTableTests {
  private let table = TextTable(
    header: ["name", "n", "remark"], rows: [["a\u{1B}", "10", ""], ["longer", "7", ""]],
    rightAligned: [1])

  @Test func `columns stand below each other and no line ends with a blank`() {
    #expect(table.text == "name     n  remark\na\u{FFFD}      10\nlonger   7\n")
  }

  @Test func `a column that is empty can be left out`() {
    #expect(table.withoutEmptyColumns.text == "name     n\na\u{FFFD}      10\nlonger   7\n")
  }

  @Test func `the other columns keep their alignment when one goes`() {
    #expect(table.removing(column: 0).text == " n  remark\n10\n 7\n")
  }
}
