import Testing
import Text

private func parse(_ text: String) throws -> JSONValue { try parse(Array(text.utf8)) }

private func parse(_ bytes: [UInt8]) throws -> JSONValue {
  try JSONParser.parse(SourceText(bytes, name: "t"))
}

/// `line:column: path: sentence` of the one problem that a text has; nil where it is read.
private func refusal(of bytes: [UInt8]) -> String? {
  do {
    _ = try JSONParser.parse(SourceText(bytes, name: "t"))
    return nil
  } catch {
    let source = error.origin.source
    let place =
      "\(source.line(at: error.origin.offset)):\(source.column(at: error.origin.offset))"
    return [place, error.path.description, error.message].filter { !$0.isEmpty }
      .joined(separator: ": ")
  }
}

private func refusal(of text: String) -> String? { refusal(of: Array(text.utf8)) }

@Suite struct JSONParserTests {
  @Test(
    arguments: [
      ("null", JSONValue(.null)), (" true ", true), ("\tfalse\r\n", false), ("0", 0), ("-0", 0),
      ("12", 12), ("-7.5", -7.5), ("1e3", 1000), ("2E-2", 0.02), ("1.5e+1", 15),
      ("\"\"", ""), ("\"a\\n\\\"\\\\\\/\\u00e9\\b\\f\\r\\t\"", "a\n\"\\/é\u{8}\u{C}\r\t"),
      ("\"\\ud83d\\udc31\"", "🐱"), ("\"🐱\"", "🐱"), ("\"\\u0000\"", "\0"), ("[]", []), ("{}", [:]),
      ("[1, [2], {}]", [1, [2], [:]]), ("{\"a\": {\"b\": null}}", ["a": ["b": JSONValue(.null)]]),
    ] as [(String, JSONValue)]) func `values are read`(text: String, value: JSONValue) throws
  {
    #expect(try parse(text) == value)
  }

  @Test func `numbers keep every digit`() throws {
    let numbers = try #require(
      try parse("[9223372036854775807, 9007199254740993, 12345678901234567890, 0.1, 1e400, 5.0]")
        .list)
    #expect(numbers[0].integer == Int.max)
    #expect(numbers[1].integer == 9_007_199_254_740_993)
    #expect(numbers[2].integer == nil)
    #expect(numbers[2].double == 1.2345678901234567e19)
    #expect(numbers[3].double == 0.1)
    #expect(numbers[4].integer == nil)
    #expect(numbers[4].double == nil)
    #expect(numbers[5].integer == 5)
  }

  @Test func `repeated names are kept`() throws {
    let members = try #require(try parse("{\"a\": 1, \"a\": 2}").members)
    #expect(members.map(\.name) == ["a", "a"])
  }

  @Test func `every value knows its place`() throws {
    let root = try parse("{\n  \"é\": [1,\n 22]}")
    let list = try #require(root["é"]?.list)
    let origin = try #require(list[1].origin)
    #expect(origin.source.line(at: origin.offset) == 3)
    #expect(origin.source.column(at: origin.offset) == 2)
    let first = try #require(list[0].origin)
    #expect(first.source.column(at: first.offset) == 9)
  }

  @Test(arguments: [
    ("", "1:1: empty: expected an object { … }"),
    (" \n ", "2:2: empty: expected an object { … }"),
    ("{} x", "1:4: expected the end of the text, but found \"x\""),
    ("{\"a\": [1, }", "1:11: a[1]: expected a value, but found \"}\""),
    ("[1,]", "1:4: [1]: JSON allows no comma before ]"),
    ("{\"a\": 1,}", "1:9: JSON allows no comma before }"),
    ("{\"a\" 1}", "1:6: a: expected : after the key, but found \"1\""),
    ("{\"a\": 1 \"b\": 2}", "1:9: expected , or }, but found \"\"\""),
    ("{a: 1}", "1:2: expected a key in double quotes, but found \"a\""),
    ("{\"a\": 'x'}", "1:7: a: text stands in double quotes"),
    ("{\"a\": relu}", "1:7: a: unknown word \"relu\": text stands in double quotes"),
    ("[True]", "1:2: [0]: unknown word \"True\"; did you mean true?"),
    ("[NaN]", "1:2: [0]: JSON has no NaN"),
    ("[-Infinity]", "1:3: [0]: expected a digit after the minus sign, but found \"I\""),
    ("[1] // end", "1:5: expected the end of the text, but found \"/\""),
    ("{ // x\n}", "1:3: JSON has no comments"),
    ("[01]", "1:2: [0]: a number does not begin with 0"),
    ("[1.]", "1:4: [0]: expected a digit after the point, but found \"]\""),
    ("[1e]", "1:4: [0]: expected a digit after the exponent's e, but found \"]\""),
    ("[.5]", "1:2: [0]: expected a value, but found \".\""),
    ("[+1]", "1:2: [0]: expected a value, but found \"+\""),
    ("[1.2.3]", "1:5: [0]: expected the end of the number, but found \".\""),
    ("[0x10]", "1:3: [0]: expected the end of the number, but found \"x\""),
    ("[\"ab", "1:2: [0]: the text ends inside a string"),
    ("[\"ab\n\"]", "1:2: [0]: the string is not closed on its line"),
    ("[\"a\u{1}\"]", "1:4: [0]: the control character U+0001 in a string must be escaped"),
    ("[\"\\x\"]", "1:3: [0]: unknown escape in a string"),
    ("[\"\\u12g4\"]", "1:3: [0]: \\u stands before four hexadecimal digits"),
    ("[\"\\u12", "1:3: [0]: \\u stands before four hexadecimal digits"),
    ("[\"\\ud83d\"]", "1:3: [0]: half of a surrogate pair in a string"),
    ("[\"\\udc31\"]", "1:3: [0]: half of a surrogate pair in a string"),
    ("[\"\\ud83d\\u0041\"]", "1:3: [0]: half of a surrogate pair in a string"),
    ("[\"\\ud83d\\n\"]", "1:3: [0]: half of a surrogate pair in a string"),
    ("[\"\\", "1:4: [0]: the text ends inside a string"),
    ("{\n\"a\": [1", "2:8: a: the text ends inside the list that begins on line 2"),
    ("{\"a\": 1", "1:8: the text ends inside the object that begins on line 1"),
    ("{\"a\":", "1:6: a: expected a value, but found the end of the text"),
    ("[1\0]", "1:3: expected , or ], but found the control character U+0000"),
    ("tru", "1:1: unknown word \"tru\"; did you mean true?"),
  ]) func `what is not JSON is refused`(text: String, sentence: String) {
    #expect(refusal(of: text) == sentence)
  }

  @Test(
    arguments: [
      (
        [0xEF, 0xBB, 0xBF, 0x7B, 0x7D],
        "1:1: begins with a byte order mark: JSON is plain UTF-8 without one"
      ),
      ([0xFF, 0xFE, 0x7B, 0x00], "1:1: is UTF-16: JSON is UTF-8"),
      ([0xFE, 0xFF, 0x00, 0x7B], "1:1: is UTF-16: JSON is UTF-8"),
      ([0x22, 0xC3, 0x22], "1:2: not UTF-8"),
      ([0x22, 0xC0, 0xAF, 0x22], "1:2: not UTF-8"),
      ([0x22, 0xED, 0xA0, 0xBD, 0x22], "1:2: not UTF-8"),
      ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], "1:2: not UTF-8"),
      ([0x0A, 0x22, 0xC3, 0xA9, 0xFF, 0x22], "2:3: not UTF-8"),
    ] as [([UInt8], String)]) func `what is not UTF-8 is refused`(bytes: [UInt8], sentence: String)
  {
    #expect(refusal(of: bytes) == sentence)
  }

  @Test func `the depth is bounded`() {
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    #expect(refusal(of: deep(64)) == nil)
    #expect(refusal(of: deep(65))?.hasSuffix("nested deeper than 64 levels") == true)
    #expect(refusal(of: String(repeating: "[", count: 1_000_000)) != nil)
    #expect(refusal(of: String(repeating: "{\"a\":", count: 1_000_000)) != nil)
  }

  @Test func `numbers of absurd length are refused`() {
    let digits = String(repeating: "9", count: 100_000)
    #expect(refusal(of: "[\(digits)]") == "1:2: [0]: a number of more than 400 characters")
  }
}

/// Reading part by part, by a caller that knows what must come next.
struct JSONPartsTests {
  private func parser(_ text: String) throws -> JSONParser {
    try JSONParser(SourceText(Array(text.utf8), name: "t"))
  }

  @Test func `parts come in the order of the text`() throws {
    var json = try parser(#"{"a": [1, 2], "b": "c"}"#)
    var parts: [String] = []
    try json.object { (json, name, _) throws(JSONError) in
      if name == "a" {
        try json.list { (json, index) throws(JSONError) in
          parts.append("\(name)[\(index)] \(try json.number().literal)")
        }
      } else {
        parts.append(try json.string())
      }
    }
    try json.end()
    #expect(parts == ["a[0] 1", "a[1] 2", "c"])
  }

  @Test(arguments: [
    ("1", "expected an object, but found \"1\""), ("[]", "expected an object, but found \"[\""),
    (#"{"a": {}}"#, "expected a list, but found \"{\""),
    (#"{"a": [""]}"#, "expected a number, but found \"\"\""),
    (#"{"a": [null]}"#, "expected a number, but found \"n\""),
    ("{} 1", "expected the end of the text, but found \"1\""),
  ]) func `what does not come next is refused`(text: String, message: String) throws {
    var json = try parser(text)
    let error = #expect(throws: JSONError.self) {
      try json.object { (json, _, _) throws(JSONError) in
        try json.list { (json, _) throws(JSONError) in _ = try json.number() }
      }
      try json.end()
    }
    #expect(error?.message == message)
  }
}

@Suite struct JSONWriterTests {
  @Test(arguments: [
    (0.0075, "0.0075"), (1e-8, "1e-8"), (1, "1"), (0.1 + 0.2, "0.30000000000000004"),
    (1e22, "1e+22"), (-0.0, "-0.0"), (Double.leastNonzeroMagnitude, "5e-324"), (1e-12, "1e-12"),
    (Double.greatestFiniteMagnitude, "1.7976931348623157e+308"),
  ]) func `numbers have the fewest digits`(value: Double, literal: String) throws {
    #expect(JSONNumber(value).literal == literal)
    let read = try #require(try parse(literal).double)
    #expect(read.bitPattern == value.bitPattern)
  }

  @Test func `texts are escaped and read back`() throws {
    let text = "a\"\\\n\r\t\u{1}\u{7F}\u{202E}é🐱/"
    #expect(text.jsonLiteral == "\"a\\\"\\\\\\n\\r\\t\\u0001\\u007f\\u202eé🐱/\"")
    #expect(try parse(text.jsonLiteral).string == text)
  }

  @Test func `packed text has no blank and escapes only what must be`() throws {
    let value: JSONValue = ["a\n": [1, true, JSONValue(.null)], "b": ["\u{7F}/\"": "é\t"]]
    #expect(
      value.packedText == "{\"a\\u000a\":[1,true,null],\"b\":{\"\u{7F}/\\\"\":\"é\\u0009\"}}")
    #expect(try parse(value.packedText) == value)
    #expect(value.compactText.hasPrefix("{\"a\\n\": [1, true, null], \"b\": "))
  }

  @Test func `objects are indented, and short lists are not`() {
    let value: JSONValue = ["a": [1, 2, 3], "b": [:], "c": ["d": [[1], []]]]
    #expect(
      value.prettyText == """
        {
          "a": [1, 2, 3],
          "b": {},
          "c": {
            "d": [
              [1],
              []
            ]
          }
        }

        """)
  }
}
