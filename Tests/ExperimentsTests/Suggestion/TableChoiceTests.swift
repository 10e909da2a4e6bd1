import Datasets
import Foundation
import TestSupport
import Testing

@testable import Experiments

struct TableChoiceTests {
  /// What becomes of the columns of a table with a header and these fields of each row.
  private func choice(
    _ header: String, rows: Int = 120, _ fields: (Int) -> [Any]
  ) throws -> TableChoice {
    try withTemporaryFolder { folder in
      let lines = (0..<rows).map { row in fields(row).map { "\($0)" }.joined(separator: ",") }
      let text = ([header] + lines).joined(separator: "\n") + "\n"
      try Data(text.utf8).write(to: folder.appendingPathComponent("t.csv"))
      return TableChoice(try TableLook(path: "t.csv", relativeTo: folder))
    }
  }

  /// A label that no column of the tests tells.
  private func answer(_ row: Int) -> String { row * row % 7 < 3 ? "yes" : "no" }

  @Test func `ids, names, dates and constants are left out`() throws {
    let choice = try choice("n,customer_id,name,joined,country,size,answer") { row in
      [
        row + 1, (row * 7919) % 100_003, "Ann \(row)", "\(row % 28 + 1).03.2024", "NL",
        row * 31 % 47,
        answer(row),
      ]
    }
    #expect(choice.ignored == ["n", "customer_id", "name", "joined", "country"])
    #expect(choice.columns[5].use == .number && choice.columns[6].use == .label)
    #expect(choice.columns[3].reason.contains("\"dates\": [\"joined\"]"))
    #expect(choice.warnings.isEmpty)
  }

  @Test func `years and amounts are no ids`() throws {
    let choice = try choice("year,amount,answer") { row in
      [1900 + row, (row * 7919) % 100_003, answer(row)]
    }
    #expect(choice.ignored.isEmpty)
  }

  @Test func `codes are categories, amounts are not`() throws {
    let choice = try choice("postcode,zip,grade,amount,year,answer", rows: 300) { row in
      [
        ["01234", "99999", "40210"][row % 3], 1000 + row % 5, row % 4 + 1, 1000 + row * 37 % 211,
        1990 + row % 6, answer(row),
      ]
    }
    #expect(
      choice.columns.map(\.use)
        == [.category, .category, .number, .number, .number, .label])
    var source = DataSource(path: "t.csv")
    _ = choice.settle(&source)
    #expect(source.categories == .named(["postcode", "zip"]))
  }

  @Test func `a copy of a column goes, and a leak loudly`() throws {
    let choice = try choice("size,inches,kind,code,closed,told,paid,answer", rows: 240) { row in
      let isYes = answer(row) == "yes"
      return [
        row * 31 % 47, Double(row * 31 % 47) / 2.54, ["a", "b", "c"][row % 3], row % 3 * 2 + 1,
        isYes ? "2024-01-0\(row % 9 + 1)" : "", isYes ? "left" : "stays",
        isYes ? 500 + row : row, answer(row),
      ]
    }
    let uses: [TableChoice.Use] = [
      .number, .leftOut, .category, .leftOut, .leak, .leak, .leak, .label,
    ]
    #expect(choice.columns.map(\.use) == uses, "\(choice.text)")
    #expect(choice.columns[1].reason == "says what \"size\" says")
    #expect(choice.warnings.count == 3)
    #expect(choice.warnings[0].hasPrefix("LEAK? column \"closed\" has a value in just the rows"))
  }

  @Test func `a table that has nothing but what tells the label keeps it`() throws {
    let choice = try choice("told,answer") { [answer($0) == "yes" ? 1 : 0, answer($0)] }
    #expect(choice.columns.map(\.use) == [.number, .label])
  }

  @Test func `the label is found by its name, else the last that can be told`() throws {
    let churn = try choice("churn,size,kind") { [answer($0), $0 * 31 % 47, ["a", "b"][$0 % 2]] }
    #expect(churn.label.index == 0 && churn.label.reason == "by its name")
    let last = try choice("kind,size,when,row_id") {
      [answer($0), $0 * 31 % 47, "2024-01-0\($0 % 9 + 1)", $0]
    }
    #expect(last.label.index == 1 && last.label.reason == "the last that can be told")
  }

  @Test func `gaps are categories, whatever stands for them`() throws {
    let choice = try choice("size,kind,answer") { row in
      [
        row % 9 == 0 ? "-" : "\(row * 31 % 47)", row % 5 == 0 ? "" : ["a", "b"][row % 2],
        answer(row),
      ]
    }
    var source = DataSource(path: "t.csv")
    _ = choice.settle(&source)
    #expect(choice.missingWords == ["-"])
    #expect(source.missing == .category && source.missingWords?.last == "-")
    #expect(choice.columns[0].use == .number)
    let labels = try self.choice("size,answer") { [$0 * 31 % 47, $0 % 7 == 0 ? "" : answer($0)] }
    _ = labels.settle(&source)
    #expect(source.missing == .drop)
  }

  @Test func `one odd text among numbers is for the reader to refuse`() throws {
    for text in ["unknown", "abc"] {
      let choice = try choice("size,answer") { [$0 == 40 ? text : "\($0 * 31 % 47)", answer($0)] }
      #expect(choice.columns[0].use == .number && choice.missingWords.isEmpty)
    }
  }

  @Test func `of very many columns those that tell something are listed`() throws {
    let names = (0..<200).map { "x\($0)" }.joined(separator: ",")
    let choice = try choice("n,\(names),answer", rows: 60) { row in
      [row] + (0..<200).map { (row * 31 + $0 * row * row) % 211 } + [answer(row)]
    }
    #expect(choice.text.split(separator: "\n").count < 10)
    #expect(choice.text.contains("and 200 more columns; 200 of all 202 are numbers"))
  }
}
