import ArrayFiles
import Foundation
import Testing

@testable import Datasets

/// Reads `text` as a table.
func table(
  _ text: String, y: DataSource.Column? = nil, categories: Bool = false,
  demand: LabelDemand = .required, format: InputFormat? = nil, header: Bool? = nil,
  delimiter: TableDelimiter? = nil, decimal: DecimalSign? = nil
) throws(DataError) -> Table {
  var source = DataSource(path: "t.csv")
  source.y = y
  source.categories = categories ? .text : .none
  (source.header, source.delimiter, source.decimal) = (header, delimiter, decimal)
  return try Array(text.utf8).withUnsafeBufferPointer { bytes throws(DataError) in
    try Table(bytes, file: "t.csv", source: source, demand: demand, format: format)
  }
}

/// The error that `body` ends in.
func dataError(_ body: () throws -> some Any) -> DataError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? DataError
  }
}

extension Table {
  var labelNumbers: [Double]? {
    guard case .numbers(let array) = labels else { return nil }
    return array.doubles()
  }
}

@Suite struct TableTests {
  @Test func `the last column is the label`() throws {
    let result = try table("a,b,label\n1,2,0\n3,4,1\n")
    #expect(result.features.doubles() == [1, 2, 3, 4])
    #expect(result.featureNames == ["a", "b"])
    #expect(result.labelNumbers == [0, 1])
    #expect(result.labelColumn == .name("label"))
  }

  @Test(arguments: [
    DataSource.Column.name("b"), .index(1), .index(-2), .name("1"),
  ])
  func `the label is found by name or index`(column: DataSource.Column) throws {
    let result = try table("a,b,c\n1,2,3\n4,5,6\n", y: column)
    #expect(result.features.doubles() == [1, 3, 4, 6])
    #expect(result.labelNumbers == [2, 5])
  }

  @Test(arguments: [
    "1,2\n3,4", "1,2\r\n3,4\r\n", "1,2\r3,4\r", "\n1,2\n\n3,4\n\n", "\u{FEFF}1,2\n3,4\n",
    "1;2\n3;4",
    "1\t2\n3\t4\n", " 1 , 2\n3,4 ", "\"1\",\"2\"\n\"3\", \"4\" \n",
  ])
  func `every line end and delimiter is read`(text: String) throws {
    let result = try table(text)
    #expect(result.features.doubles() == [1, 3])
    #expect(result.labelNumbers == [2, 4])
    #expect(result.featureNames == nil)
  }

  @Test func `quoted fields are read`() throws {
    let text = "\"name, long\",\"say \"\"hi\"\"\n\",\"\"\n1,2,3\n"
    let result = try table(text)
    #expect(result.featureNames == ["name, long", "say \"hi\"\n"])
  }

  @Test(arguments: [
    ("a,b\n1,2\n", true), ("1,2\n3,4\n", false), ("label,0,1,2\n5,0,0,0\n", true),
    (",a,b\n0,1,2\n", true), ("5.1,3.5,setosa\n4.9,3.0,setosa\n", false),
    ("x,y\nfoo,3\n2,4\n", true), ("size,color\nL,red\nM,red\n", true),
    ("L,red\nM,red\nL,blue\n", false), ("oops,17\n2,3\n4,5\n", false),
  ])
  func `the header is detected`(text: String, hasHeader: Bool) throws(DataError) {
    let bytes = Array(text.utf8)
    let survey = try bytes.withUnsafeBufferPointer { bytes throws(DataError) in
      try ColumnTypes(CSVText(bytes, TableLayout(bytes)), file: "t.csv")
    }
    #expect(survey.hasHeader == hasHeader)
    #expect(survey.rowCount == text.split(separator: "\n").count - (hasHeader ? 1 : 0))
  }

  @Test func `text labels become sorted classes`() throws {
    let result = try table("a,kind\n1,b\n2,a\n3,b\n")
    guard case .classes(let indices, let names) = result.labels else {
      Issue.record("no classes")
      return
    }
    #expect(indices == [1, 0, 1])
    #expect(names == ["a", "b"])
  }

  @Test func `each category becomes a feature`() throws {
    let result = try table("size,color,y\n1,red,0\n2,blue,1\n3,red,0\n", categories: true)
    #expect(result.featureNames == ["size", "color=blue", "color=red"])
    #expect(result.features.doubles() == [1, 0, 1, 2, 1, 0, 3, 0, 1])
  }

  @Test func `other tables are read by the columns of the training data`() throws {
    var format = InputFormat(featureCount: 3)
    format.columns = [.init(name: "color", categories: ["blue", "red"]), .init(name: "size")]
    format.labelColumn = .name("y")
    let result = try table("size,y,color\n1,5,red\n2,6,red\n", demand: .none, format: format)
    #expect(result.features.doubles() == [0, 1, 1, 0, 1, 2])
    #expect(result.labels == nil)
    let without = try table("size,color\n1,red\n2,red\n", demand: .none, format: format)
    #expect(without.features.doubles() == result.features.doubles())
  }

  @Test func `the label of a table without a header is left out by its place`() throws {
    var format = InputFormat(featureCount: 2)
    format.columns = [.init(name: nil), .init(name: nil)]
    format.labelColumn = .index(2)
    #expect(
      try table("1,2,0\n3,4,1\n", demand: .none, format: format).features.doubles() == [1, 2, 3, 4])
    #expect(
      try table("1,2\n3,4\n", demand: .none, format: format).features.doubles() == [1, 2, 3, 4])
  }

  @Test(arguments: [
    ("a,b\n1,2\nx,4\n", "row 2 (line 3), column \"a\": the text \"x\""),
    ("a,b\n1,\"p\nq\"\nx,4\n", "row 2 (line 4), column \"a\": the text \"x\""),
    ("1,2\n3,\n", "row 2 (line 2), column 1: a missing value"),
    ("a,b\nNA,2\n", "row 1 (line 2), column \"a\": a missing value (\"NA\")"),
    (
      "a,b\n1,2,3\n",
      "line 2: 3 fields, expected 2, as in the first line; fields are divided at commas"
    ),
    (
      "a;b\n1;2\n1;2;\n",
      "line 3: 3 fields, expected 2, as in the first line; fields are divided at semicolons, "
        + "and the last one of this line is empty"
    ),
    ("a,b\n1\n", "line 2: 1 field, expected 2, as in the first line"),
    ("a,b\n\"1,2\n", "line 2: a quoted field without an end"),
    ("a,b\n\"1\"x,2\n", "line 2: text after the closing quote of a field"),
    ("", "no examples"), ("\n\n", "no examples"), ("a,b\n", "a header and no examples"),
    ("a\n1\n", "one column"),
    (
      "a,b\ninf,1\n1,2\n",
      "row 1 (line 2), column \"a\": the text \"inf\", expected a finite number"
    ),
    (
      "a,b\n1e999,1\n1,2\n",
      "row 1 (line 2), column \"a\": the text \"1e999\", expected a finite number"
    ),
  ])
  func `a refusal names the place`(text: String, message: String) {
    let error = dataError { try table(text) }
    #expect(error?.description.contains("t.csv: \(message)") == true, "\(error as Any)")
  }

  @Test func `an unknown label column is refused`() {
    let error = dataError { try table("a,b\n1,2\n", y: "c") }
    #expect(
      error?.description
        == "t.csv: no column c for the labels, expected one of \"a\", \"b\"")
  }

  @Test func `a table of labels alone is refused`() {
    let error = dataError { try table("y\n1\n2\n", y: 0) }
    #expect(
      error?.description == "t.csv: no column beside the label, expected features and a label")
  }

  @Test func `a category that training did not have is refused`() {
    var format = InputFormat(featureCount: 2)
    format.columns = [.init(name: "color", categories: ["blue", "red"])]
    let error = dataError {
      try table("color\nred\ngreen\n", demand: .none, format: format)
    }
    #expect(error?.place == .init(row: 2, line: 3, column: "column \"color\""))
    #expect(error?.found == "the text \"green\"")
  }

  @Test func `columns that training did not have are passed over, and one that it had is missed`()
    throws
  {
    var format = InputFormat(featureCount: 1)
    format.columns = [.init(name: "a")]
    let more = try table("b,a,\nx,2,\n", demand: .none, format: format)
    #expect(more.features.doubles() == [2])
    #expect(
      more.remarks == [
        "each line ends with an empty field of no name, left out",
        "columns that the training data lack are passed over: \"b\"",
      ])
    let missing = dataError {
      try table("b\n1\n", demand: .none, format: format)
    }
    #expect(missing?.found == "no column \"a\"")
  }

  @Test func `free text is refused as categories`() {
    let rows = (0..<300).map { "name\($0),\($0 % 2)" }
    let text = "name,y\n" + rows.joined(separator: "\n")
    let error = dataError { try table(text, categories: true) }
    #expect(error?.found == "more than 256 different texts")
  }
}
