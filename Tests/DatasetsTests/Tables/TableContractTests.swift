import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Reads `text` as a table of training data, or like `format`.
private func read(
  _ text: String, like format: InputFormat? = nil, kind: LabelKind? = .values,
  _ wishes: (inout DataSource) -> Void = { _ in }
) throws -> Dataset {
  try withTemporaryFolder { folder in
    try DataFolder(url: folder).write(text, to: "t.csv")
    var source = DataSource(path: "t.csv")
    wishes(&source)
    return try Dataset(source, relativeTo: folder, labels: kind, like: format)
  }
}

extension InputFormat {
  /// The format as a model file gives it back.
  fileprivate var reread: InputFormat {
    get throws { try InputFormat(metadata: metadata, file: "model.safetensors") }
  }
}

private let gaps = "age,color,y\n1,red,0\n,blue,1\n4,,0\n10,red,1\n"

@Suite struct TableContractTests {
  // MARK: Which columns

  @Test func `the columns of a source are features in the order of the file`() throws {
    let data = try read("a,b,c,y\n1,2,3,0\n4,5,6,1\n") { $0.columns = ["c", "a"] }
    #expect(data.featureNames == ["a", "c"])
    #expect(data.allFeatures(Double.self) == [1, 3, 4, 6])
  }

  @Test func `ignored columns are no features, and text in them is no harm`() throws {
    let data = try read("id,b,,y\nx,2,9,0\nz,5,8,1\n") { $0.ignore = ["id", "column 2"] }
    #expect(data.featureNames == ["b"])
    #expect(data.allFeatures(Double.self) == [2, 5])
  }

  @Test func `a column that is not there is refused with the nearest`() {
    let error = dataError { try read("age,b,y\n1,2,0\n") { $0.columns = ["agee"] } }
    #expect(error?.found == "no column \"agee\", which \"columns\" names")
    #expect(error?.expected == "one of \"age\", \"b\", \"y\"")
    #expect(error?.advice == "did you mean \"age\"?")
  }

  @Test func `the label is no feature`() {
    let error = dataError { try read("age,y\n1,0\n") { $0.ignore = ["y"] } }
    #expect(error?.found == "column \"y\", the label, in \"ignore\"")
  }

  @Test func `columns without a name are found again by their place`() throws {
    let data = try read("1,2,3,0\n4,5,6,1\n") { $0.columns = ["column 0", "column 2"] }
    let format = try data.format.reread
    #expect(try read("7,8,9,0\n", like: format).allFeatures(Double.self) == [7, 9])
    #expect(try read("7,9\n", like: format, kind: nil).allFeatures(Double.self) == [7, 9])
  }

  // MARK: Categories

  @Test func `named categories are those columns alone, and keep the digits of numbers`() throws {
    let text = "code,size,y\n01067,1,0\n1067,2,1\n01067,3,0\n"
    let data = try read(text) { $0.categories = .named(["code"]) }
    #expect(data.featureNames == ["code=01067", "code=1067", "size"])
    #expect(data.allFeatures(Double.self) == [1, 0, 1, 0, 1, 2, 1, 0, 3])
    let other = dataError { try read("a,b,y\nx,z,0\n") { $0.categories = .named(["a"]) } }
    #expect(other?.place?.column == "column \"b\"")
  }

  @Test func `an unseen category is refused, or has all features 0`() throws {
    let text = "color,y\nred,0\nblue,1\n"
    let strict = try read(text) { $0.categories = .text }.format.reread
    let error = dataError { try read("color,y\ngreen,0\n", like: strict) }
    #expect(error?.place == .init(row: 1, line: 2, column: "column \"color\""))
    let open = try read(text) { ($0.categories, $0.unseen) = (.text, .other) }.format.reread
    let data = try read("color,y\ngreen,0\nred,1\npink,1\n", like: open)
    #expect(data.allFeatures(Double.self) == [0, 0, 0, 1, 0, 0])
    #expect(
      data.remarks.contains(
        "column \"color\": 2 of 3 values are categories that training did not see (such as "
          + "\"green\"); their features are 0"))
  }

  @Test func `a category of the validation part alone is unseen where that is welcome`() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<20).map { "c\($0),\($0 % 2)" }.joined(separator: "\n")
      try DataFolder(url: folder).write("color,y\n\(rows)\n", to: "t.csv")
      var source = DataSource(path: "t.csv")
      (source.categories, source.unseen) = (.text, .other)
      let data = try TrainingData(
        train: source, validation: .fraction(0.25), labels: .values, seed: 1, relativeTo: folder)
      #expect(data.train.featureCount == 15)
      #expect(data.validation?.allFeatures(Double.self) == [Double](repeating: 0, count: 5 * 15))
      source.unseen = nil
      let strict = try TrainingData(
        train: source, validation: .fraction(0.25), labels: .values, seed: 1, relativeTo: folder)
      #expect(strict.train.featureCount == 20)
    }
  }

  // MARK: What is missing

  @Test func `a missing value is refused with its place unless something is said`() {
    let error = dataError { try read(gaps) { $0.categories = .text } }
    #expect(error?.place == .init(row: 2, line: 3, column: "column \"age\""))
    #expect(error?.advice == "\"missing\" in a configuration says what becomes of it")
  }

  @Test(arguments: [("mean", 5.0), ("median", 4.0)])
  func `mean and median of the training examples fill numbers`(
    method: String, fill: Double
  ) throws {
    let method = MissingValues(rawValue: method)
    let data = try read("age,y\n1,0\n,1\n4,0\n10,1\n") { $0.missing = method }
    #expect(data.allFeatures(Double.self) == [1, fill, 4, 10])
    let format = try data.format.reread
    #expect(format == data.format)
    #expect(try read("age,y\nNA,0\n", like: format).allFeatures(Double.self) == [fill])
  }

  @Test func `mean and median are refused for text by name`() {
    let error = dataError {
      try read("a,b,y\n1,x,0\n2,,1\n") { ($0.categories, $0.missing) = (.text, .median) }
    }
    #expect(error?.place == .init(row: 2, line: 3, column: "column \"b\""))
    #expect(error?.expected == "a text in every field, since a column of text has no median")
  }

  @Test func `category makes a category of gaps, and of numbers a feature beside them`() throws {
    let data = try read(gaps) { ($0.categories, $0.missing) = (.text, .category) }
    #expect(
      data.featureNames == ["age", "age=(missing)", "color=(missing)", "color=blue", "color=red"])
    #expect(
      data.allFeatures(Double.self) == [
        1, 0, 0, 0, 1, 5, 1, 0, 1, 0, 4, 0, 1, 0, 0, 10, 0, 0, 0, 1,
      ])
    let format = try data.format.reread
    #expect(format == data.format)
    // Another order, an extra column, one that is not there.
    let later = try read("color,extra,y\n,7,0\n", like: format)
    #expect(later.allFeatures(Double.self) == [5, 1, 1, 0, 0])
    #expect(
      later.remarks.contains(
        "the file lacks the column \"age\": all values are taken as missing (\"missing\": "
          + "\"category\")"))
  }

  @Test func `a gap where training had none takes the mean, without a feature beside it`() throws {
    let data = try read("a,y\n1,0\n3,1\n") { $0.missing = .category }
    #expect(data.featureNames == ["a"])
    #expect(try read("a,y\n,0\n", like: data.format.reread).allFeatures(Double.self) == [2])
  }

  @Test func `a missing column is refused by name where nothing fills it`() throws {
    for missing in [nil, MissingValues.drop] {
      let format = try read("a,b,y\n1,2,0\n3,4,1\n") { $0.missing = missing }.format
      let error = dataError { try read("a,y\n1,0\n", like: format) }
      #expect(error?.found == "no column \"b\"")
    }
  }

  @Test func `rows that lack a value are left out, and the others keep their places`() throws {
    let text = "age,y\n1,0\n,1\n4,\n10,1\n"
    let data = try read(text, kind: .binary) { $0.missing = .drop }
    #expect(data.count == 2)
    #expect(data.fileIndices == [0, 3])
    #expect(data.labels?.numbers == [0, 1])
    #expect(data.allFeatures(Double.self) == [1, 10])
    #expect(data.remarks == ["2 of 4 rows lack a value and are left out"])
    let asked = try read(text, like: data.format.reread, kind: nil)
    #expect(asked.fileIndices == [0, 2, 3])
    let error = dataError { try read("age,y\n,0\n", like: data.format) }
    #expect(error?.found == "a missing value in every row")
  }

  @Test func `a wrong label behind rows that are left out is told by its own row`() {
    let error = dataError {
      try read("age,y\n,0\n1,0\n2,1\n3,0.5\n", kind: .binary) { $0.missing = .drop }
    }
    #expect(error?.place?.row == 4)
  }

  @Test func `a missing label is refused even where features are filled`() {
    let error = dataError { try read("a,y\n1,0\n2,\n") { $0.missing = .mean } }
    #expect(error?.place == .init(row: 2, line: 3, column: "column \"y\""))
    #expect(error?.expected == "a label")
  }

  @Test func `missing words are those that are given, numbers too, and empty fields`() throws {
    let data = try read("a,y\n-999,0\n4,1\n,0\nx,1\n") {
      ($0.missing, $0.missingWords) = (.mean, ["-999", "x"])
    }
    #expect(data.allFeatures(Double.self) == [4, 4, 4, 4])
    #expect(try read("a,y\n-999,0\n", like: data.format.reread).allFeatures(Double.self) == [4])
    // None is no word for it unless given: it may be a category.
    let none = try read("a,y\nNone,0\nNA,1\n") { ($0.categories, $0.missing) = (.text, .category) }
    #expect(none.featureNames == ["a=(missing)", "a=None"])
  }

  @Test func `what fills gaps is measured on what is trained on, before it is scaled`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      let rows = (0..<20).map { "\($0 % 5 == 0 ? "" : "\($0 * $0)"),\($0)" }
      try files.write("a,y\n\(rows.joined(separator: "\n"))\n", to: "t.csv")
      try files.write("y,a\n0,\n", to: "test.csv")
      var source = DataSource(path: "t.csv")
      (source.missing, source.normalize) = (.mean, .standardize)
      let data = try TrainingData(
        train: source, validation: .fraction(0.25), test: DataSource(path: "test.csv"),
        labels: .values, seed: 3, relativeTo: folder)
      let known = (0..<15).map { data.train.fileIndex(of: $0) }.filter { $0 % 5 != 0 }
      let mean = known.reduce(0) { $0 + Double($1 * $1) } / Double(known.count)
      let fill = try #require(data.train.format.columns?[0].fill[0])
      #expect(abs(fill - mean) < 1e-12)
      #expect(abs(data.train.allFeatures(Double.self).reduce(0, +)) < 1e-12)
      #expect(data.test?.format == data.train.format)
      #expect(data.validation?.format == data.train.format)
      let (scaled, zero) = (data.test?.allFeatures(Double.self), data.train.format.normalization)
      guard case .standardize(let scaling) = zero else {
        Issue.record("no scaling")
        return
      }
      #expect(scaled == [(fill - scaling.mean[0]) / scaling.deviation[0]])
    }
  }

  @Test func `a column without any value is refused by name`() {
    let error = dataError { try read("a,b,y\n1,,0\n2,NA,1\n") { $0.missing = .mean } }
    #expect(error?.place?.column == "column \"b\"")
    #expect(error?.found == "no value in any of the training examples")
  }

  @Test func `other wishes than those of training are refused`() throws {
    let format = try read("a,y\n1,0\n2,1\n") { $0.missing = .mean }.format
    let error = dataError { try read("a,y\n1,0\n", like: format) { $0.missing = .median } }
    #expect(error?.found == "\"missing\": \"median\"")
    #expect(error?.expected == "\"mean\", as for the training data")
    #expect(try read("a,y\n1,0\n", like: format) { $0.missing = .mean }.count == 1)
  }

  @Test func `a model of a table without these keys says nothing of them`() throws {
    let names = try read("a,c,y\n1,x,0\n2,z,1\n") { $0.categories = .text }.format.metadata.keys
    #expect(
      names.sorted() == [
        "columns", "columns.categories", "features", "labels", "labels.name", "normalization",
        "table.header",
      ])
  }

  // MARK: Dates

  @Test func `dates become year, month, day and weekday where that is asked for`() throws {
    let data = try read("day,y\n2024-02-29,0\n1999-12-31 23:59,1\n") { $0.dates = ["day"] }
    #expect(data.featureNames == ["day year", "day month", "day day", "day weekday"])
    // A Thursday and a Friday.
    #expect(data.allFeatures(Double.self) == [2024, 2, 29, 3, 1999, 12, 31, 4])
    let format = try data.format.reread
    #expect(format == data.format)
    let error = dataError { try read("day,y\n2023-02-29,0\n", like: format) }
    #expect(error?.expected == "a date such as 2024-12-31")
  }

  @Test func `the order of day and month is told by the column, or refused`() throws {
    let data = try read("day,y\n01/02/2024,0\n31/12/2024,1\n") { $0.dates = ["day"] }
    #expect(data.format.columns?[0].dates == .dayFirst)
    #expect(data.allFeatures(Double.self)[..<3] == [2024, 2, 1])
    let month = try read("day,y\n01/02/2024,0\n12/31/2024,1\n") { $0.dates = ["day"] }
    #expect(month.allFeatures(Double.self)[..<3] == [2024, 1, 2])
    let error = dataError { try read("day,y\n01/02/2024,0\n") { $0.dates = ["day"] } }
    #expect(
      error?.found == "\"01/02/2024\", of which nothing in the column tells the day from the month")
  }

  // MARK: Labels

  @Test func `several columns are an output each, in the order asked for`() throws {
    let data = try read("b,x,a\n1,2,3\n4,5,6\n") { $0.labelColumns = ["a", "b"] }
    #expect(data.labels?.width == 2)
    #expect(data.labels?.numbers == [3, 1, 6, 4])
    #expect(data.featureNames == ["x"])
    let format = try data.format.reread
    #expect(format.labelColumns == ["a", "b"])
    #expect(try read("a,b,x\n7,8,9\n", like: format).labels?.numbers == [7, 8])
    #expect(try read("x\n9\n", like: format, kind: nil).allFeatures(Double.self) == [9])
    let yesNo = try read("p,x,q\n1,2,0\n0,5,1\n", kind: .binary) { $0.labelColumns = ["p", "q"] }
    #expect(yesNo.labels?.classNames == ["p", "q"])
  }

  @Test func `features and labels may be a table each, and drop leaves out rows of both`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write("a,b\n1,2\n,4\n5,6\n7,8\n", to: "x.csv")
      try files.write("p,q\n1,0\n2,0\n3,\n4,1\n", to: "y.csv")
      var source = DataSource(.files(x: "x.csv", y: "y.csv"))
      source.missing = .drop
      let data = try Dataset(source, relativeTo: folder, labels: .values)
      #expect(data.fileIndices == [0, 3])
      #expect(data.allFeatures(Double.self) == [1, 2, 7, 8])
      #expect(data.labels?.numbers == [1, 0, 4, 1])
      source.y = "p"
      let one = try Dataset(source, relativeTo: folder, labels: .values)
      #expect(one.labels?.numbers == [1, 3, 4])
      try files.write("p\n1\n", to: "y.csv")
      let error = dataError { try Dataset(source, relativeTo: folder, labels: .values) }
      #expect(error?.found == "1 labels")
    }
  }

  // MARK: What is said

  @Test func `values far from those of training are counted, once a column`() throws {
    let format = try read("a,b,y\n10,1,0\n20,2,1\n") { $0.missing = .mean }.format.reread
    let rows = (0..<20).map { "\($0 < 3 ? 900 + $0 : 15),\($0 < 10 ? "" : "1"),0" }
    let data = try read("a,b,y\n\(rows.joined(separator: "\n"))\n", like: format)
    #expect(
      data.remarks == [
        "column \"a\": 3 of 20 values lie far outside what training saw (10 to 20), such as 902",
        "column \"b\": 10 of 20 values are missing, of the training examples 0 %",
      ])
    let low = try read("a,b,y\n-5,1,0\n15,1,1\n", like: format)
    #expect(low.remarks.first?.hasSuffix("(10 to 20), such as -5") == true)
  }

  @Test func `a summary lists columns as they are fed`() throws {
    let data = try read(gaps) { ($0.categories, $0.missing) = (.text, .category) }
    let columns = ColumnSummary.all(of: data)
    #expect(
      ColumnSummary.text(of: columns) == """
        column  kind      features  range                     gaps
        age     number           2  1 to 10                   25 %, filled with 5
        color   category         3  (missing), "blue", "red"  25 %

        """)
    #expect(ColumnSummary.all(of: try data.format.reread) == columns)
  }
}

@Suite struct MeasurementTests {
  @Test func `a mean keeps what rounding takes from its sum`() {
    #expect(ColumnMeasurement.mean([1e16, 1, -1e16, 1]) == 0.5)
    #expect(ColumnMeasurement.mean([.greatestFiniteMagnitude, .greatestFiniteMagnitude]).isFinite)
  }

  @Test func `weekdays are those of the calendar`() {
    let days = [("1900-01-01", 0.0), ("2000-02-29", 1), ("2024-12-25", 2), ("2026-12-06", 6)]
    for (text, weekday) in days {
      #expect(WrittenDate(text)?.numbers(.yearFirst)?[3] == weekday)
    }
    #expect(WrittenDate("3-Mar-2024")?.numbers(.dayFirst) == [2024, 3, 3, 6])
    #expect(WrittenDate("1900-02-29")?.numbers(.yearFirst) == nil)
    #expect(WrittenDate("03/04/24") == nil)
  }
}

@Suite struct PlainRowTests {
  /// Numbers as they are spelled, few of them in the plainest way.
  private static let spellings = [
    "1", "-0", ".5", "5.", "0.1", "-12.75", "123456789012345", "1234567890123456", "0.000001",
    "1e5", "+3", "\"7\"", " 8 ", "-.25", "99999999999999.9", "0.30000000000000004", "007",
  ]

  @Test(arguments: ["\n", "\r\n", "\r"], [",", ";"])
  func `numbers are those of the standard library in whatever way a row is read`(
    end: String, delimiter: String
  ) throws {
    var rows = ["a\(delimiter)b\(delimiter)y"]
    var expected: [Double] = []
    for (place, one) in Self.spellings.enumerated() {
      for two in [Self.spellings[0], Self.spellings[place]] {
        rows.append([one, two, "0.25"].joined(separator: delimiter))
        let texts = [one, two].map { $0.filter { !"\" +".contains($0) } }
        expected += try texts.map { try #require(Double($0.hasSuffix(".") ? $0 + "0" : $0)) }
      }
    }
    for last in ["", end] {
      let table = try table(rows.joined(separator: end) + last, header: true, decimal: .point)
      #expect(table.rowCount == rows.count - 1)
      #expect(table.features.doubles().map(\.bitPattern) == expected.map(\.bitPattern))
      #expect(table.labelNumbers == [Double](repeating: 0.25, count: rows.count - 1))
    }
  }

  @Test func `decimal commas and labels in front are read at once too`() throws {
    let text = "y;a;b\n1;0,5;2\n0;1,25;-3\n"
    let result = try table(text, y: "y")
    #expect(result.features.doubles() == [0.5, 2, 1.25, -3])
    #expect(result.labelNumbers == [1, 0])
  }

  @Test func `a row that is short among plain ones is refused with its line`() {
    let error = dataError { try table("a,b,y\n1.25,2,3\n4,5\n6,7,8\n") }
    #expect(error?.place?.line == 3)
  }
}
