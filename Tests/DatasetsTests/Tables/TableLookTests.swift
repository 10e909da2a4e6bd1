import Testing

@testable import Datasets

struct TableLookTests {
  private func look(_ text: String, budget: Int = TableLook.budget) throws -> TableLook {
    try Array(text.utf8).withUnsafeBufferPointer { bytes throws(DataError) in
      try TableLook(bytes, name: "t.csv", budget: budget)
    }
  }

  /// A table with a header and these fields of each row.
  private func look(_ header: String, rows: Int, _ fields: (Int) -> [Any]) throws -> TableLook {
    let lines = (0..<rows).map { row in
      fields(row).map { "\($0)" }.joined(separator: ",")
    }
    return try look(([header] + lines).joined(separator: "\n"))
  }

  @Test func `columns are told by kind, gaps and different values`() throws {
    let look = try look(
      """
      id,size,color,when,day,none,odd
      1,1.5,red,2024-01-31,20240131,,3
      2,,blue,2024-02-01,20240201,,x
      3,1.5,,2024-02-01,20240201,NA,3
      """)
    #expect(look.rowCount == 3 && look.lookedAt == 3)
    #expect(
      look.columns.map(\.kind) == [.numbers, .numbers, .texts, .dates, .dates, .empty, .mixed])
    #expect(look.columns.map(\.gaps) == [0, 1, 1, 0, 0, 3, 0])
    #expect(look.columns.map(\.distinct) == [3, 1, 2, 2, 2, 0, 2])
    #expect(look.columns.map(\.isWhole) == [true, false, false, false, true, true, false])
    #expect(look.columns[2].codes == [0, 1, -1])
    #expect(look.columns[2].textExamples == ["red", "blue"] && look.columns[2].rarest == 1)
    #expect(look.columns[6].example == "3" && look.columns[6].textExamples == ["x"])
    #expect(
      look.columns.map(\.areReadableDates) == [false, false, false, true, false, false, false])
  }

  @Test func `numbers are the same however they are written`() throws {
    let look = try look("a,b\n1,01\n1.0,001\n-0,0\n0,00\n")
    #expect(look.columns[0].codes == [0, 0, 1, 1])
    #expect(look.columns[1].hasLeadingZeros && !look.columns[0].hasLeadingZeros)
    #expect(look.columns[1].digits == nil)
  }

  @Test func `equal codes are a renaming, and straight lines another unit`() throws {
    let look = try look("a,b,c,d,e", rows: 60) { row in
      let kind = row * 7 % 3
      return [
        kind, ["x", "y", "z"][kind], kind == 0 ? "p" : "q", row * row + 1,
        Double(row * row + 1) * 2.54 - 3,
      ]
    }
    let columns = look.columns
    #expect(columns[0].isRenamed(columns[1]) && !columns[0].isRenamed(columns[2]))
    #expect(columns[3].isScaled(columns[4]) && !columns[3].isScaled(columns[0]))
    // All different: a renaming of everything.
    #expect(!columns[3].isRenamed(columns[4]))
    #expect(columns[0].settles(columns[2]) && !columns[2].settles(columns[0]))
    #expect(!columns[3].settles(columns[0]))
    #expect(columns[3].isInOrder && !columns[0].isInOrder)
  }

  @Test func `gaps and bounds may tell another column`() throws {
    let look = try look("left,size,wide,answer", rows: 40) { row in
      let isYes = row % 3 == 0
      return [isYes ? "2024" : "", isYes ? 100 + row : row, row, isYes ? "yes" : "no"]
    }
    let answer = look.columns[3]
    #expect(look.columns[0].hasGapsBy(answer) && !look.columns[1].hasGapsBy(answer))
    #expect(look.columns[1].divides(answer) && !look.columns[2].divides(answer))
    #expect(!answer.divides(answer))
  }

  @Test func `of very many rows some are looked at, and gaps counted in all`() throws {
    let rows = 3000
    let lines = (0..<rows).map { "\($0),\($0 % 2 == 0 ? "" : "5"),x" }
    let look = try look((["a,b,c"] + lines).joined(separator: "\n"), budget: 3000)
    #expect(look.rowCount == rows && look.lookedAt == 1000)
    #expect(look.columns[1].gaps == 1500)
    #expect(look.columns[0].distinct == 1000 && look.columns[0].isInOrder)
  }

  @Test func `a column without a name is called by its place`() throws {
    let look = try look(",b,b\n0,1,2\n1,3,4\n")
    #expect(look.columns.map(\.name) == ["column 0", "b", "b"])
    #expect(look.columns.map(\.isNamedOnce) == [true, false, false])
    #expect(throws: DataError.self) { try self.look("a,b\n") }
  }
}
