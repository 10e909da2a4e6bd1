import Foundation
import Testing
import Text

@testable import Configurations

/// A kettle with a few keys, each a property and a line.
private struct Kettle: Equatable, Sendable {
  enum Heat: Equatable, Sendable {
    case off
    case coil(watts: Int, steps: [Double]?)
  }

  enum Lid: String, CaseIterable, Sendable { case glass, steel }

  var volume = 0.0
  var lid = Lid.steel
  var label: String?
  var heat = Heat.off
  var spouts = [1, 2]

  static let kind = KeyRange.object(
    "a kettle",
    keys: [
      Key(
        "volume", \Kettle.volume, .number(.above(0), .to(5)), "Litres.", presence: .required,
        aliases: ["capacity"]),
      Key("lid", \.lid, .choice, "What it is closed with."),
      Key("label", \.label, .text("a word"), "What stands on it."),
      Key("heat", \.heat, heat, "How it gets hot."),
      Key("spouts", \.spouts, .list(of: .integer(0...9), count: 1...), "Widths."),
      Key("$maker", .text("a name"), "Not read."),
    ], startingAs: Kettle())

  private static let heat: KeyRange<Heat> = .variants(
    "an object such as {\"by\": \"off\"}", tag: "by", "The way.",
    [
      Variant("off", "Stays cold.", make: { .off }, parts: { $0 == .off ? () : nil }),
      Variant(
        "coil", "A coil inside.", Field("watts", .integer(1...3000), "Power.", default: 2000),
        Field(optional: "steps", .list(of: .rate), "Parts of it."), aliases: ["wire"],
        make: { .coil(watts: $0, steps: $1) },
        parts: { if case .coil(let watts, let steps) = $0 { (watts, steps) } else { nil } }),
    ])
}

struct KeyTests {
  private func check(_ text: String) throws -> (kettle: Kettle?, problems: [String]) {
    let json = try JSONParser.parse(SourceText(Array(text.utf8), name: "kettle"))
    var validator = Validator()
    let valid = validator.valid(json, Kettle.kind.form, at: JSONPath())
    return (
      valid.flatMap { Kettle.kind.read($0, Surroundings()) },
      validator.problems.map { "\($0.path): \($0.sentence)" }
    )
  }

  @Test func `a key that is not given has the value of its property`() throws {
    let (kettle, problems) = try check(#"{"volume": 1.5}"#)
    #expect(problems == [])
    #expect(kettle == Kettle(volume: 1.5))
  }

  @Test func `every key is read into its property and written back`() throws {
    let text = """
      {"volume": 2, "lid": "glass", "label": "tea", "heat": {"by": "coil", "watts": 9, \
      "steps": [0.5, 1]}, "spouts": [3]}
      """
    let (kettle, problems) = try check(text)
    #expect(problems == [])
    let expected = Kettle(
      volume: 2, lid: .glass, label: "tea", heat: .coil(watts: 9, steps: [0.5, 1]), spouts: [3])
    #expect(kettle == expected)
    #expect(Kettle.kind.write(expected)?.compactText == text)
  }

  @Test func `what is written has the defaults in it and not what is off`() {
    let kettle = Kettle(volume: 1, heat: .coil(watts: 2000, steps: nil))
    #expect(
      Kettle.kind.write(kettle)?.compactText == """
        {"volume": 1, "lid": "steel", "heat": {"by": "coil", "watts": 2000}, "spouts": [1, 2]}
        """)
  }

  @Test func `a key that is omitted at its default is written only with another value`() throws {
    let keys = KeyRange.object(
      "a kettle",
      keys: [
        Key("volume", \Kettle.volume, .fromZero, "Litres.", isOmittedAtDefault: true),
        Key("spouts", \.spouts, .list(of: .integer(0...9)), "Widths."),
      ], startingAs: Kettle(volume: 2))
    #expect(keys.write(Kettle(volume: 2))?.compactText == #"{"spouts": [1, 2]}"#)
    let text = try #require(keys.write(Kettle())?.compactText)
    #expect(text == #"{"volume": 0, "spouts": [1, 2]}"#)
  }

  @Test func `every problem is found at once`() throws {
    let (kettle, problems) = try check(
      #"{"capacity": 1, "lid": "gloss", "heat": {"by": "wire"}, "spouts": [], "label": ""}"#)
    #expect(kettle == nil)
    #expect(
      problems == [
        #"capacity: unknown key; did you mean "volume"?"#,
        #"lid: must be one of "glass", "steel", but is "gloss"; did you mean "glass"?"#,
        #"heat.by: must be one of "off", "coil", but is "wire"; did you mean "coil"?"#,
        "spouts: must be a list of 1 or more integers, but is an empty list",
        #"label: must be a word, but is """#,
      ])
  }

  @Test func `a key of another variant is said to be one`() throws {
    let (_, problems) = try check(#"{"volume": 6, "heat": {"by": "off", "watts": 1}}"#)
    #expect(
      problems == [
        "volume: must be a number > 0 and ≤ 5, but is 6",
        #"heat.watts: does not belong to by "off""#,
      ])
  }

  @Test func `a required key that is missing is named with what it must be`() throws {
    #expect(try check("{}").problems == ["volume: missing: must be a number > 0 and ≤ 5"])
  }

  @Test func `the schema says of each key what the reader takes`() {
    let schema = JSONValue(Kettle.kind.form.schemaMembers)
    #expect(schema["required"] == ["volume"])
    #expect(
      schema["properties"]?["volume"] == [
        "description": "Litres.", "type": "number", "exclusiveMinimum": 0, "maximum": 5,
      ])
    #expect(
      schema["properties"]?["lid"] == [
        "description": "What it is closed with.", "enum": ["glass", "steel"], "default": "steel",
      ])
    #expect(schema["properties"]?["heat"]?["default"] == ["by": "off"])
    #expect(schema["properties"]?["heat"]?["oneOf"]?.list?.count == 2)
    #expect(schema["properties"]?.members?.map(\.name).last == "$maker")
  }

  @Test func `the table has a row for each key and each variant`() {
    #expect(
      KeyTable.text(of: Kettle.kind.form) == """
        | key | meaning | default |
        | --- | --- | --- |
        | `volume` | Litres. A number > 0 and ≤ 5. | required |
        | `lid` | What it is closed with. One of "glass", "steel". | `"steel"` |
        | `label` | What stands on it. A word. | – |
        | `heat` | How it gets hot. An object such as {"by": "off"}. | `{"by": "off"}` |
        | `spouts` | Widths. A list of 1 or more integers. | `[1, 2]` |
        | `$maker` | Not read. A name. | – |

        ### heat

        | key | meaning | default |
        | --- | --- | --- |
        | `"by": "off"` | Stays cold. |  |
        | `"by": "coil"` | A coil inside. |  |
        | `watts` | Power. An integer from 1 to 3000. | `2000` |
        | `steps` | Parts of it. A list of numbers > 0 and ≤ 1. | – |

        """)
  }

  @Test func `every key of a configuration has a row`() {
    let rows = KeyTable.text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    func names(_ schema: JSONValue) -> [String] {
      (schema["properties"]?.members ?? []).map(\.name)
    }
    for name in names(ConfigurationSchema.json) {
      #expect(rows.contains { $0.hasPrefix("| `\(name)` |") }, "\(name)")
    }
    for name in names(ConfigurationSchema.json["$defs"]?["source"] ?? [:]) {
      #expect(rows.contains { $0.hasPrefix("| `\(name)` |") }, "\(name)")
    }
  }
}
