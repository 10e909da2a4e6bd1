import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// How the columns of later tables are found.
@Suite struct ColumnMatchTests {
  /// The features of a later table, by what training on another made of its columns.
  private func features(
    _ later: String, after training: String, y: DataSource.Column? = nil,
    demand: LabelDemand = .required
  ) throws(DataError) -> [Double] {
    try later.read(after: training, y: y, demand: demand).features.doubles()
  }

  private func refusal(
    _ later: String, after training: String, y: DataSource.Column? = nil,
    demand: LabelDemand = .required
  ) -> DataError? {
    dataError {
      try features(later, after: training, y: y, demand: demand)
    }
  }

  @Test func `names are matched by name beside a column without one`() throws {
    let training = ",a,b,y\n7,1,2,0\n7,3,4,1\n"
    #expect(try features(",b,a,y\n9,2,1,0\n", after: training) == [9, 1, 2])
    #expect(try features("b,a,,y\n2,1,9,0\n", after: training) == [9, 1, 2])
    #expect(try features("y,b,a,\n0,2,1,9\n", after: training) == [9, 1, 2])
    #expect(try features("b,,a\n2,9,1\n", after: training, demand: .none) == [9, 1, 2])
  }

  @Test func `columns without a name keep their place among each other`() throws {
    let training = ",a,,y\n1,2,3,0\n"
    #expect(try features("a,,y,\n2,1,0,3\n", after: training) == [1, 2, 3])
    let error = refusal("a,,y\n2,1,0\n", after: training)
    #expect(error?.found == "1 feature column without a name")
    #expect(error?.expected == "2, as in the training data")
    #expect(refusal("a,,,,y\n2,1,0,3,0\n", after: training) != nil)
  }

  @Test func `a name that is there twice keeps its order or is refused`() throws {
    let training = "a,b,b,y\n1,2,3,0\n"
    #expect(try features("a,b,b,y\n1,2,3,0\n", after: training) == [1, 2, 3])
    #expect(try features("y,a,b,b\n0,1,2,3\n", after: training) == [1, 2, 3])
    for other in ["b,b,a,y\n2,3,1,0\n", "a,b,y\n1,2,0\n", "a,b,b,c,y\n1,2,3,4,0\n"] {
      let error = refusal(other, after: training)
      #expect(
        error?.found == "other columns than in the training data, where \"b\" is there twice")
      #expect(error?.expected == "a, b, b, in this order")
    }
  }

  @Test func `a name that training had once is not there twice`() {
    let error = refusal("a,b,b,y\n1,2,3,0\n", after: "a,b,y\n1,2,0\n")
    #expect(error?.description == "t.csv: 2 columns \"b\", expected one, as in the training data")
  }

  @Test func `tables without a header are matched by place`() throws {
    #expect(try features("5,6,0\n7,8,1\n", after: "1,2,0\n3,4,1\n") == [5, 6, 7, 8])
    let error = refusal("5,6\n7,8\n", after: "1,2,0\n3,4,1\n")
    #expect(error?.found == "no column 2 for the labels")
    #expect(refusal("5,6,7,0\n7,8,9,1\n", after: "1,2,0\n3,4,1\n")?.found == "3 feature columns")
  }

  @Test func `categories stay text in a later table of numbers`() throws {
    let training = "code,y\n1,0\nx,1\n2,0\nx,1\ny,0\n"
    let later = try "code,y\n2,0\n1,0\n".read(after: training, categories: true)
    #expect(later.features.doubles() == [0, 1, 0, 0, 1, 0, 0, 0])
    let error = dataError {
      try "code,y\n2,0\n1.0,0\n".read(after: training, categories: true)
    }
    #expect(error?.found == "the text \"1.0\"")
  }

  // MARK: The label

  @Test func `the label's name twice is refused`() {
    for y: DataSource.Column? in ["y", nil] {
      let error = dataError { try table("y,a,y\n1,2,1\n", y: y) }
      #expect(
        error?.description == "t.csv: 2 columns \"y\", the label's name, expected one; "
          + "\"y\" may be an index, such as 0")
    }
    let later = refusal("y,a,y\n1,2,1\n", after: "a,y\n1,0\n")
    #expect(later?.found == "2 columns \"y\", the label's name")
    #expect(later?.advice == nil)
    #expect(refusal("y,a,y\n1,2,1\n", after: "a,y\n1,0\n", demand: .none) != nil)
  }

  @Test func `an index says which of two columns is the label, and later the order stays`() throws {
    let training = "y,a,y\n1,2,0\n3,4,1\n"
    let table = try table(training, y: 0)
    #expect(table.features.doubles() == [2, 0, 4, 1])
    #expect(table.labelColumn == .index(0))
    #expect(try features(training, after: training, y: 0) == [2, 0, 4, 1])
    #expect(refusal("a,y,y\n2,1,0\n", after: training, y: 0) != nil)
  }

  @Test func `a label without a name is found among the columns without one`() throws {
    let training = "a,,b,\n1,0,2,7\n"
    #expect(try table(training, y: 1).features.doubles() == [1, 2, 7])
    let later = try "b,a,,\n2,1,0,7\n".read(after: training, y: 1)
    #expect(later.features.doubles() == [1, 2, 7])
    #expect(try features("b,a,\n2,1,7\n", after: training, y: 1, demand: .none) == [1, 2, 7])
    #expect(
      refusal("b,a,\n2,1,7\n", after: training, y: 1)?.found == "no column 1 for the labels")
  }

  @Test func `a name that training had as the label is no index in a later table`() {
    var format = InputFormat(featureCount: 2)
    format.columns = [.init(name: "a"), .init(name: "b")]
    format.labelColumn = .name("2")
    let error = dataError {
      try table("a,b,c\n1,2,0\n", format: format)
    }
    #expect(error?.found == "no column 2 for the labels")
  }

  @Test func `another column that is called a label is remarked on`() throws {
    #expect(
      try table("class,width\n0,2\n1,3\n").remarks == [
        "the label is the last column, \"width\", and not \"class\"; \"y\" names another"
      ])
    #expect(try table("class,width\n0,2\n1,3\n", y: "width").remarks.isEmpty)
    #expect(
      try table("class,width\n0,2\n1,3\n", demand: .ifPresent).remarks.first?
        .hasSuffix("y names another") == true)
  }

  @Test(arguments: [
    (["class", "length", "width"], 0), (["a", "Target", "b"], 1), (["a", "b", "Species"], 2),
    (["y", "a", "label"], 2), (["outcome", "y", "a"], 0), (["CLASS_LABEL", "a"], 0),
    (["Diagnosis", "radius"], 0), (["id", "Survived", "age"], 1),
  ])
  func `the label is found by its name`(names: [String], index: Int) {
    #expect(LabelColumn.likelyLabel(names) == index)
  }

  @Test(arguments: [["a", "b"], ["x", "y", "z"], ["classic", "targeted"], ["", "yes"]])
  func `other names say nothing`(names: [String]) {
    #expect(LabelColumn.likelyLabel(names) == nil)
    #expect(LabelColumn.likelyLabel(names.map { _ in nil }) == nil)
  }

  @Test func `y behind x is a coordinate unless it comes last`() {
    #expect(LabelColumn.likelyLabel(["x", "y"]) == 1)
    #expect(LabelColumn.likelyLabel(["y", "x"]) == 0)
    #expect(LabelColumn.likelyLabel(["x", "y", "value"]) == nil)
  }

  // MARK: Columns that count

  private func counted(_ name: String, from start: Int, rows: Int = 5) -> String {
    "\(name),a,y\n" + (0..<rows).map { "\(start + $0),\($0 * $0).5,\($0 % 2)\n" }.joined()
  }

  @Test(arguments: [("", 0), ("", 1), ("Unnamed: 0", 0)])
  func `a column without a name that counts draws a remark`(name: String, start: Int) throws {
    let place = name.isEmpty ? "column 0" : "column \"\(name)\""
    #expect(
      try table(counted(name, from: start)).remarks == [
        "\(place) counts the rows and looks like an index, from which nothing is learnt; leave it "
          + "out of the table"
      ])
  }

  @Test func `columns that have a name, do not count or are of later tables draw none`() throws {
    #expect(try table(counted("day", from: 0)).remarks.isEmpty)
    #expect(try table(counted("", from: 2)).remarks.isEmpty)
    #expect(try table(counted("", from: 0, rows: 2)).remarks.isEmpty)
    #expect(try table(",a,y\n0,1,0\n1,1,1\n2,1,0\n4,1,1\n").remarks.isEmpty)
    let text = counted("", from: 0)
    #expect(try text.read(after: text).remarks.isEmpty)
  }

  @Test func `a table without a header has columns without a name`() throws {
    #expect(try table("5.5,0,1\n2,1,0\n3,2,1\n").remarks.first?.hasPrefix("column 1 ") == true)
  }
}

extension String {
  /// This table, read as another was in training.
  fileprivate func read(
    after training: String, y: DataSource.Column? = nil, categories: Bool = false,
    demand: LabelDemand = .required
  ) throws(DataError) -> Table {
    let first = try table(training, y: y, categories: categories)
    var format = InputFormat(featureCount: first.width)
    format.columns = first.columns
    format.labelColumn = first.labelColumn
    return try table(self, categories: categories, demand: demand, format: format)
  }
}
