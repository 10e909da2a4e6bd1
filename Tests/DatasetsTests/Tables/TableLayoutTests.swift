import Testing

@testable import Datasets

@Suite struct TableLayoutTests {
  @Test(arguments: [
    ("a,b\n1,2\n", TableDelimiter.comma), ("a;b\n1,5;2,5\n", .semicolon),
    ("length, cm;width;y\n0.5;1.5;0\n1.5;2.5;1\n", .semicolon), ("a\tb\n1,5\t2\n", .tab),
    ("a|b\n1|2\n", .bar), ("u v y\n0.5 1.5 0\n", .blank), ("  1   2\t3  \n 4 5 6\n", .blank),
    ("1,5;2,5;0\n3,5;4,5;1\n", .semicolon), ("\"a,b\";c\n\"d,e\";f\n", .semicolon),
    ("-6,2;3+;\n1,6;<1;\n", .semicolon), ("name,day\nx,2024-01-01 10:00\n", .comma),
    ("9,5 green\n1,25 red\n7 red\n", .blank), ("sep=|\na;b|c;d\n1|2\n", .bar),
    ("one column\n1\n", .comma),
  ])
  func `the delimiter divides all lines alike`(text: String, delimiter: TableDelimiter) {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      #expect(TableLayout(bytes).delimiter == delimiter)
    }
  }

  @Test func `the key delimiter decides`() throws {
    let text = "a;b,c\n1;2,3\n4;5,6\n"
    #expect(try table(text, categories: true, delimiter: .comma).labelNumbers == [3, 6])
    #expect(try table(text, delimiter: .semicolon).labelNumbers == [2.3, 5.6])
  }

  @Test func `several blanks divide as one, and quotes hold them together`() throws {
    let result = try table("  1.5   \"a b\"\t0 \n2.5 \"c\"  1\n", categories: true)
    #expect(result.columns.map(\.categories) == [nil, ["a b", "c"]])
    #expect(result.features.doubles() == [1.5, 1, 0, 2.5, 0, 1])
    #expect(result.labelNumbers == [0, 1])
  }

  @Test func `comments before a table are passed over and said`() throws {
    let one = try table("# in May\nu,v,y\n0.5,1.5,0\n1,2,1\n")
    #expect(one.columns.map(\.name) == ["u", "v"])
    #expect(one.remarks == ["passed over as a comment: \"# in May\""])
    let two = try table("#a\n#b\n\n1,2\n3,4\n", header: false)
    #expect(two.rowCount == 2)
    #expect(two.remarks == ["passed over as comments: 2 lines from \"#a\" on"])
    let bad = dataError { try table("# in May\nu,v,y\n1,2,x\n1,z,0\n") }
    #expect(bad?.place?.line == 4)
  }

  /// NumPy: `np.savetxt(path, [[1, 2, 0], [3, 4, 1]], header="a b y")`.
  @Test func `names behind a mark are names above numbers alone`() throws {
    let result = try table("# a b y\n1.0e+00 2.0e+00 0.0e+00\n3.0e+00 4.0e+00 1.0e+00\n")
    #expect(result.columns.map(\.name) == ["a", "b"])
    #expect(result.features.doubles() == [1, 2, 3, 4])
    #expect(result.remarks == ["the names of the columns are those of \"# a b y\""])
    let wanted = try table("# a,kind\n1,x\n2,y\n", y: "kind")
    #expect(wanted.columns.map(\.name) == ["a"])
    let colors = try table("#ff0000,1\n#00ff00,2\n#ff0000,3\n", categories: true, header: false)
    #expect(colors.rowCount == 3)
  }

  @Test func `a delimiter at the end of each line makes no column`() throws {
    let result = try table("u,v,y,\n1,2,0,\n3,4,1,\n")
    #expect(result.columns.map(\.name) == ["u", "v"])
    #expect(result.labelNumbers == [0, 1])
    #expect(result.remarks == ["each line ends with an empty field of no name, left out"])
    #expect(try table("1;2;;\n3;4;;\n").features.doubles() == [1, 3])
    let named = dataError { try table("u,v,y\n1,2,\n3,4,\n") }
    #expect(named?.found == "a missing value")
  }

  @Test func `blanks in quotes are not part of a field`() throws {
    let plain = try table("a, z,y\n1.5, 2.5,0\n3, x,1\n", categories: true, header: true)
    let quoted = try table(
      "\"a\",\" z\",\"y\"\n\"1.5\",\" 2.5\",\"0\"\n\"3\",\" x\",\"1\"\n", categories: true,
      header: true)
    #expect(plain.columns == quoted.columns)
    #expect(plain.features == quoted.features)
  }

  @Test(arguments: [
    ("[{\"u\": 1.5},\n {\"u\": 2}]", "JSON"), ("{\"u\": [1, 2]}", "JSON"),
    ("  [[1, 2], [3, 4]]", "JSON"),
    ("<!DOCTYPE html>\n<html>", "a web page (HTML)"), ("<?xml version=\"1.0\"?>", "XML"),
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:1",
      "a pointer of Git LFS, not the data"
    ),
    ("@RELATION iris\n@ATTRIBUTE x NUMERIC", "ARFF, as Weka has it"),
  ])
  func `text of another kind is called by its name`(text: String, kind: String) {
    let error = dataError { try table(text) }
    #expect(error?.found == kind)
  }

  @Test func `names in brackets are no JSON`() throws {
    #expect(try table("[a],[b]\n1,2\n3,4\n").columns.map(\.name) == ["[a]"])
  }
}
