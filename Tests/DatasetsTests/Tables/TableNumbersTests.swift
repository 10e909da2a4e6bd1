import Testing

@testable import Datasets

/// A column x and labels 0 and 1 beside it, the fields as they are.
private func column(_ fields: [String], delimiter: String = ",") -> String {
  "x\(delimiter)y\n"
    + fields.enumerated().map { "\($1)\(delimiter)\($0 % 2)\n" }.joined()
}

private func values(_ fields: [String], delimiter: String = ",") throws(DataError) -> [Double] {
  try table(column(fields, delimiter: delimiter), categories: true).features.doubles()
}

@Suite struct TableNumbersTests {
  @Test(arguments: [
    (["\"47,000\"", "\"1,250\"", "12"], [47000, 1250, 12]),
    (["\"1,234.5\"", "\"-1,234,567\"", "0.5"], [1234.5, -1_234_567, 0.5]),
    (["1 234", "12 345", "7"], [1234, 12345, 7]),
    (["1\u{A0}234", "12\u{202F}345", "7"], [1234, 12345, 7]),
    (["1'234.25", "12’345", "7"], [1234.25, 12345, 7]),
    (["$47", "-$5.50", "$ 0"], [47, -5.5, 0]),
    (["47 €", "5,50 €".quotedField, "0 €"], [47, 5.5, 0]),
    (["47 %", "5%", "-0.5\u{A0}%"], [47, 5, -0.5]),
    (["\u{2212}47", "\u{2212}0.5", "3"], [-47, -0.5, 3]),
    (["\u{A0}47", "\" 5 \"", "\"\t7\""], [47, 5, 7]),
    (["\"0,5\"", "\"1,234\"", "3"], [0.5, 1.234, 3]),
    (["1.5", "2.25E1", "+3"], [1.5, 22.5, 3]),
  ])
  func `a whole column of one notation is read`(fields: [String], expected: [Double]) throws {
    #expect(try values(fields) == expected)
  }

  @Test(arguments: [";", "\t", "|", " "])
  func `decimal commas are read where something else divides`(delimiter: String) throws {
    let fields = ["-0,3", "1,5", "12", "1,234", "2,5e-1"]
    let expected = [-0.3, 1.5, 12, 1.234, 0.25]
    #expect(try values(fields, delimiter: delimiter) == expected)
    let bare = fields.enumerated().map { "\($1)\(delimiter)\($0 % 2)\n" }.joined()
    #expect(try table(bare).features.doubles() == expected)
    #expect(try table(bare).style.decimal == .comma)
    #expect(
      try values(["1.234,5", "12.345,25", "3"], delimiter: delimiter) == [1234.5, 12345.25, 3])
  }

  /// Ages of which one is odd.
  @Test(arguments: [
    (".", "a number, as most"), ("unknown", "a number, as most"), ("-", "a number, as most"),
    ("inf", "a finite number"), ("\\N", "a number, as most"), ("<NA>", "a number, as most"),
    ("-nan(ind)", "a finite number"), ("#DIV/0!", "a number, as most"),
    ("(12.5)", "a number, as most"),
    ("1 234", "a number without blanks"), ("0x2f", "a number, as most"),
    ("\u{2212}47", "a number with the minus \"-\""), ("\"47,000\"", "a number without commas"),
    ("$47", "a number without \"$\""), ("47 %", "a number without \"%\""),
    ("2024-01-01", "a number, as most"), ("1e999", "a finite number"),
  ])
  func `one odd field is refused with its place`(text: String, expected: String) {
    var fields = (0..<30).map { "\(18 + $0 * 7 % 60)" }
    fields[17] = text
    for categories in [true, false] {
      let error = dataError {
        try table(column(fields), categories: categories)
      }
      #expect(error?.place == .init(row: 18, line: 19, column: "column \"x\""))
      let bare = text.replacing("\"", with: "")
      #expect(error?.found == "the \(text.hasPrefix("2024") ? "date" : "text") \"\(bare)\"")
      #expect(error?.expected?.hasPrefix(expected) == true, "\(error as Any)")
      #expect(error?.advice?.contains("categories") != true)
    }
  }

  @Test func `the odd one is the field that lacks what the others have`() {
    let error = dataError { try values(["$5", "$6", "7", "$8"]) }
    #expect(error?.place?.row == 3)
    #expect(error?.expected == "a number with \"$\", as the rest of the column has it")
    let groups = dataError { try values(["1 234", "5 678", "9012"]) }
    #expect(groups?.place?.row == 3)
    #expect(
      groups?.expected
        == "a number with blanks between its thousands, as the rest of the column has it")
  }

  @Test func `a decimal comma among decimal points is refused and the other way round`() {
    let comma = dataError {
      try values(["0.5", "1.5", "\"2,5\"", "3.5"])
    }
    #expect(comma?.place?.row == 3)
    #expect(comma?.expected == "a number with a decimal point")
    let point = dataError {
      try values(["0,5", "1,5", "2.5", "3,5"], delimiter: ";")
    }
    #expect(point?.place?.row == 3)
    #expect(point?.expected == "a number with a decimal comma")
  }

  @Test func `what may be thousands or decimals is said or refused, and the key decides`() throws {
    let fields = ["1,234", "5,678", "9,012"]
    let semicolons = try table(column(fields, delimiter: ";"))
    #expect(semicolons.features.doubles() == [1.234, 5.678, 9.012])
    #expect(
      semicolons.remarks == [
        "\"1,234\" in column \"x\" is read as 1.234, not 1234: \"decimal\": \".\" in a configuration "
          + "makes it that"
      ])
    let quoted = fields.map(\.quotedField)
    let commas = try table(column(quoted))
    #expect(commas.features.doubles() == [1234, 5678, 9012])
    #expect(commas.remarks.first?.contains("is read as 1234, not 1.234") == true)
    #expect(
      try table(column(fields, delimiter: ";"), decimal: .point).features.doubles()
        == [1234, 5678, 9012])
    #expect(try table(column(quoted), decimal: .comma).features.doubles() == [1.234, 5.678, 9.012])
    #expect(try table(column(quoted), decimal: .comma).remarks.isEmpty)
    // Thousands have numbers below them.
    let mixed = dataError {
      try values(fields + ["999"], delimiter: ";")
    }
    #expect(mixed?.found == "\"1,234\", which may be 1.234 or 1234")
    #expect(mixed?.advice == "\"decimal\" in a configuration says it")
    let points = dataError {
      try values(["1.234", "5.678", "999"], delimiter: ";")
    }
    #expect(points?.found == "\"1.234\", which may be 1234 or 1.234")
  }

  @Test func `another column tells what a comma is`() throws {
    let decimals = try table("a;b;y\n1,234;0,5;0\n5,678;1,5;1\n9,012;2;0\n")
    #expect(decimals.features.doubles() == [1.234, 0.5, 5.678, 1.5, 9.012, 2])
    #expect(decimals.remarks.isEmpty)
    let thousands = try table("a;b;y\n1,234;0.5;0\n5,678;1.5;1\n9,012;2;0\n")
    #expect(thousands.features.doubles() == [1234, 0.5, 5678, 1.5, 9012, 2])
    #expect(thousands.remarks.isEmpty)
  }

  @Test func `labels have notations too`() throws {
    #expect(try table("x,y\n1,$5\n2,$7.50\n").labelNumbers == [5, 7.5])
    #expect(try table("x;y\n1;5,5\n2;7\n").labelNumbers == [5.5, 7])
    let odd = dataError {
      try table("x,y\n" + (0..<30).map { "\($0),\($0 == 9 ? "n.a." : "\($0).5")\n" }.joined())
    }
    #expect(odd?.place == .init(row: 10, line: 11, column: "column \"y\""))
    #expect(odd?.found == "the text \"n.a.\"")
  }

  @Test func `few numbers among texts are categories and said to be`() throws {
    let sizes = (0..<30).map { ["1", "2", "3+"][$0 % 3] }
    let result = try table(column(sizes), categories: true)
    #expect(result.columns.first?.categories == ["1", "2", "3+"])
    #expect(
      result.remarks == [
        "column \"x\" holds numbers and texts such as \"3+\": each is a category of its own"
      ])
    // Many numbers with many gaps are none.
    let gaps = (0..<60).map { $0 % 3 == 0 ? "unknown" : "\($0)" }
    let error = dataError { try table(column(gaps), categories: true) }
    #expect(error?.place?.row == 1)
  }

  @Test func `a column in which each text stands once draws a remark`() throws {
    let result = try table(column((0..<20).map { "user\($0)" }), categories: true)
    #expect(result.width == 20)
    #expect(
      result.remarks.first?.hasPrefix("each of the 20 texts of column \"x\" stands there once")
        == true)
    let labels = try table("x,y\n1,a\n2,b\n3,c\n")
    #expect(labels.remarks.first?.hasPrefix("each of the 3 texts of column \"y\"") == true)
  }

  @Test func `dates are called dates`() {
    let days = (0..<300).map { "20\(10 + $0 / 28)-01-\(1 + $0 % 28)" }
    let many = dataError { try table(column(days), categories: true) }
    #expect(many?.found == "more than 256 different dates")
    let one = dataError { try table(column(Array(days.prefix(9)))) }
    #expect(one?.found == "the date \"2010-01-1\"")
    #expect(
      one?.advice == "\"dates\" in a configuration makes year, month, day and weekday of it")
  }

  @Test(arguments: [
    ("2024-01-31", "date"), ("31.12.2024", "date"), ("1/2/24", "date"), ("2024/1/2", "date"),
    ("2024-01-31T10:00:00Z", "date"), ("2024-01-31 10:00", "date"), ("05-Jan-2024", "date"),
    ("10:30", "time"), ("9:05:07.25", "time"), ("10:30 PM", "time"),
    ("2024-13-41", nil), ("1-2", nil), ("1.2.3", nil), ("10:3", nil), ("99:99", nil), ("May", nil),
    ("192.168.0.1", nil), ("", nil),
  ])
  func `dates and times are told from other text`(text: String, kind: String?) {
    #expect(DateText.kind(text) == kind)
  }
}

@Suite struct LaterNotationTests {
  private func format(_ text: String) throws -> InputFormat {
    let table = try table(text)
    var format = InputFormat(featureCount: table.width)
    (format.columns, format.tableStyle) = (table.columns, table.style)
    format.labelColumn = table.labelColumn
    return try InputFormat(metadata: format.metadata, file: "model")
  }

  @Test func `percent in training makes plain numbers of later files the same, and says so`() throws
  {
    let format = try format(column(["47 %", "5 %", "50 %"]))
    #expect(format.columns?.first?.notation.sign == "%")
    #expect(try table("x\n47 %\n", demand: .none, format: format).features.doubles() == [47])
    let plain = try table("x\n47\n0.47\n", demand: .none, format: format)
    #expect(plain.features.doubles() == [47, 0.47])
    #expect(
      plain.remarks == [
        "column \"x\" is without the \"%\" of the training data: a 47 here is the same as 47 with it"
      ])
    let mixed = dataError {
      try table("x\n47 %\n0.47\n", demand: .none, format: format)
    }
    #expect(mixed?.place?.row == 2)
    #expect(mixed?.expected == "a number with \"%\", as in the training data")
  }

  @Test func `signs that training did not have are refused`() throws {
    let format = try format(column(["47", "5.5", "50"]))
    for text in ["47 %", "$47", "€47"] {
      let error = dataError {
        try table("x\n\(text)\n", demand: .none, format: format)
      }
      #expect(error?.place?.row == 1)
      #expect(error?.expected?.hasSuffix("as in the training data") == true)
    }
  }

  @Test(arguments: [
    (";", "0,5", "1,234", 1.234, "1.234"), (",", "0.5", "1.234", 1.234, "\"1,234\""),
  ])
  func `the decimal sign of the training data is kept`(
    delimiter: String, sample: String, text: String, value: Double, other: String
  ) throws {
    let format = try format(column([sample, "1", "2"], delimiter: delimiter))
    let same = try table("x\n\(text)\n", demand: .none, format: format)
    #expect(same.features.doubles() == [value])
    let error = dataError {
      try table("x\n\(other)\n", demand: .none, format: format)
    }
    #expect(error?.place?.row == 1)
    // The source of a later file may say that it is written otherwise.
    let said = try table(
      "x\n\(other)\n", demand: .none, format: format, decimal: format.tableStyle?.decimal?.other)
    #expect(said.features.doubles() == [value])
  }

  @Test func `thousands of the training data are thousands again`() throws {
    let format = try format(column(["\"47,000\"", "\"1,250\"", "12"]))
    let next = try table("x\n\"1,234\"\n7\n", demand: .none, format: format)
    #expect(next.features.doubles() == [1234, 7])
    #expect(next.remarks.isEmpty)
  }
}

extension String {
  /// The text in quotes, as a field.
  var quotedField: String { "\"\(self)\"" }
}
