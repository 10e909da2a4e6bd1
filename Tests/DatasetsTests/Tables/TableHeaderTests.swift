import Testing

@testable import Datasets

/// Forty rows of fields that `row` makes of their number.
private func lines(_ row: (Int) -> String) -> String {
  (0..<40).map { row($0) + "\n" }.joined()
}

/// Decimals around 0.
private func decimal(_ i: Int) -> String { "\(Double(i * 37 % 40 - 20) / 16)" + "1" }

@Suite struct TableHeaderTests {
  private func namesAndRows(_ table: Table) -> ([String?], Int) {
    (table.columns.map(\.name), table.rowCount)
  }

  @Test func `years above decimals are names`() throws {
    let text = "2019,2020,label\n" + lines { "\(decimal($0)),\(decimal($0 + 7)),\($0 % 2)" }
    let result = try table(text)
    #expect(result.columns.map(\.name) == ["2019", "2020"])
    #expect(result.rowCount == 40)
    #expect(result.labelColumn == .name("label"))
    #expect(result.style.hasHeader)
    #expect(result.remarks.isEmpty)
  }

  @Test func `the name of a label makes the first line a header`() throws {
    let rows = lines { "\($0 % 5),\($0 % 7),\($0 % 2)" }
    let unknown = try table("3,1,goal\n" + rows)
    #expect(unknown.columns.map(\.name) == ["3", "1"])
    #expect(unknown.remarks.first?.contains("\"header\": false") == true)
    let known = try table("3,1,goal\n" + rows, y: "goal")
    #expect(known.columns.map(\.name) == ["3", "1"])
    #expect(known.rowCount == 40)
    #expect(known.remarks.isEmpty)
  }

  @Test func `a word above too few numbers to tell is refused with the key that tells`() {
    let error = dataError { try table("3,1,goal\n4,0,1\n2,5,0\n") }
    #expect(error?.place == .init(row: 1, line: 1, column: "column 2"))
    #expect(error?.found == "the text \"goal\"")
    #expect(error?.advice == "if the first line holds names, \"header\": true says so")
  }

  @Test func `the key header settles it either way`() throws {
    let text = "3,1,2\n" + lines { "\($0 % 5),\($0 % 7),\($0 % 2)" }
    #expect(try table(text, header: true).columns.map(\.name) == ["3", "1"])
    #expect(try table(text, header: true).rowCount == 40)
    #expect(try table(text, header: false).rowCount == 41)
  }

  @Test func `numbers in rising order beside a word are names`() throws {
    let text = "label,17,42,300\n" + lines { "\($0 % 2),\($0 * 7 % 256),\($0 * 3),\(255 - $0)" }
    let result = try table(text, y: 0)
    #expect(result.columns.map(\.name) == ["17", "42", "300"])
    #expect(result.remarks.count == 1)
    #expect(result.remarks.first?.contains("\"header\": false") == true)
  }

  @Test func `the count of columns as pandas writes it is names`() throws {
    let text = "0,1,2\n" + lines { "\(decimal($0)),\(decimal($0 + 3)),\($0 % 2)" }
    let result = try table(text)
    #expect(result.columns.map(\.name) == ["0", "1"])
    #expect(result.remarks.first?.contains("\"header\": false") == true)
  }

  @Test func `whole numbers that could be names are said to be an example`() throws {
    let result = try table("7,3,1\n" + lines { "\($0 % 9),\($0 % 7),\($0 % 2)" })
    #expect(result.rowCount == 41)
    #expect(
      result.remarks == [
        "the first line (\"7\", \"3\", \"1\") is read as an example; \"header\": true in a "
          + "configuration makes it names"
      ])
  }

  @Test func `a number above words and a word above numbers are names`() throws {
    let text = "2020,size\n" + lines { "\(["cat", "dog"][$0 % 2]),\(decimal($0))" }
    #expect(try table(text, y: 0, categories: true).columns.map(\.name) == ["size"])
  }

  @Test func `a first line of words that stand further down is an example`() throws {
    let result = try table("x,p,e\ny,q,p\nx,q,e\ny,p,p\n", categories: true)
    #expect(result.rowCount == 4)
    #expect(!result.style.hasHeader)
    #expect(result.remarks.isEmpty)
  }

  @Test func `a model reads the next table as its own with or without a header`() throws {
    func format(_ text: String) throws -> InputFormat {
      let table = try table(text, categories: true)
      var format = InputFormat(featureCount: table.width)
      (format.columns, format.tableStyle) = (table.columns, table.style)
      format.labelColumn = table.labelColumn
      return format
    }
    let bare = try format("x,p,e\ny,q,p\nx,q,e\ny,p,p\n")
    #expect(try table("x,p\ny,q\n", demand: .none, format: bare).rowCount == 2)
    #expect(try table("x,p\n", demand: .none, format: bare).rowCount == 1)
    #expect(try table("a,b\nx,p\n", demand: .none, format: bare, header: true).rowCount == 1)
    let pixels = try format("label,0,1\n1,3,200\n0,2,100\n1,3,50\n".replacing("label", with: "y"))
    #expect(pixels.labelColumn == .name("1"))
    let named = try format("2019,2020,y\n1.5,2.5,0\n0.5,1.5,1\n2.5,0.5,1\n3.5,1.25,0\n")
    let next = try table("2020,2019\n1,2\n3,4\n", demand: .none, format: named)
    #expect(next.features.doubles() == [2, 1, 4, 3])
    let headerless = dataError {
      try table("1,2\n3,4\n", demand: .none, format: named)
    }
    #expect(headerless?.place == .init(line: 1))
    #expect(headerless?.expected == "a header with their names, as in the training data")
  }

  @Test func `an older model that says nothing of a header knows it by its names`() throws {
    var format = InputFormat(featureCount: 2)
    format.columns = [.init(name: "0"), .init(name: "1")]
    let result = try table("1,0\n5,6\n7,8\n", demand: .none, format: format)
    #expect(result.features.doubles() == [6, 5, 8, 7])
  }
}
