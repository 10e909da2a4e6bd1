import DeepNetwork
import Configurations
import Testing
import Text

/// Configurations with random damage, the same in every run.
private struct Mutator {
  private var random: RandomState
  private let pieces: [[UInt8]] =
    [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "null", "true", "-", "0", "1e999",
      "1e-999", "-1", "0.5", "99999999999999999999", "\"\"", "{}", "[]", "\0", "\u{FEFF}", "é",
      "\"n\"", "\"method\"", "\"adam\"", "\"zeros\"", "\"dual\"", "\"softmax\"",
      "9223372036854775807",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

  init(seed: UInt32) { random = RandomState(seed: seed) }

  mutating func index(below count: Int) -> Int {
    min(count - 1, Int(random.rand() * Double(count)))
  }

  mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...index(below: 3) where !bytes.isEmpty {
      let start = index(below: bytes.count)
      let end = min(bytes.count, start + index(below: 12))
      switch index(below: 6) {
      case 0: bytes[start] = UInt8(index(below: 256))
      case 1: bytes.removeSubrange(start..<end)
      case 2: bytes.insert(contentsOf: pieces[index(below: pieces.count)], at: start)
      case 3: bytes.replaceSubrange(start..<end, with: pieces[index(below: pieces.count)])
      case 4: bytes.insert(contentsOf: bytes[start..<end], at: index(below: bytes.count))
      default: bytes.removeLast(index(below: bytes.count))
      }
    }
    return bytes
  }

  /// The value with one part of it made something else.
  mutating func mutate(_ value: JSONValue) -> JSONValue {
    switch value.content {
    case .list(var values) where !values.isEmpty && index(below: 5) > 0:
      let chosen = index(below: values.count)
      values[chosen] = mutate(values[chosen])
      return JSONValue(values)
    case .object(var members) where !members.isEmpty && index(below: 8) > 0:
      let chosen = index(below: members.count)
      if index(below: 6) == 0 {
        members.remove(at: chosen)
      } else {
        members[chosen].value = mutate(members[chosen].value)
      }
      return JSONValue(members)
    default: return values[index(below: values.count)]
    }
  }

  private let values: [JSONValue] = [
    JSONValue(.null), true, false, 0, 1, 2, 3, -1, 0.5, 1.5, -0.5, 1e-60, 4_294_967_296,
    JSONValue(.number(JSONNumber(literal: "1e400"))), 2.0, "", "relu", "softmax", "none", "adam",
    "normal", "file", "a/b", "..", [], [1], [1, 1], [0.5, 0.5], ["relu", "relu"], [:],
    ["method": "adam"], ["method": "zeros"], ["path": "a"], ["builtin": "cats"], ["fraction": 0.5],
    ["fold": 2, "folds": 5],
    ["hidden": "relu", "output": "linear"], ["W1": "x"], ["patience": 2],
  ]
}

@Suite struct ConfigurationMutationTests {
  /// Every outcome is a configuration that reads back equal, or problems that can be printed, which
  /// are returned.
  @discardableResult private func check(_ bytes: [UInt8]) throws -> [ConfigurationProblem] {
    let reading: ConfigurationReader.Reading
    do {
      reading = try read(bytes)
    } catch let error as ConfigurationError {
      #expect(!error.problems.isEmpty, "\(String(decoding: bytes, as: UTF8.self))")
      #expect(!error.description.isEmpty)
      return error.problems
    }
    for warning in reading.warnings { #expect(!warning.description.isEmpty) }
    #expect(try read(reading.configuration.jsonText).configuration == reading.configuration)
    return []
  }

  @Test(arguments: [minimalText, fullText]) func `damaged bytes never trap`(text: String) throws {
    var mutator = Mutator(seed: 1)
    for _ in 0..<4000 { try check(mutator.mutate(Array(text.utf8))) }
  }

  @Test func `every truncation is refused`() {
    let bytes = Array(fullText.utf8)
    for count in 0..<bytes.count {
      #expect(problems(of: Array(bytes[..<count])).count == 1)
    }
  }

  /// What the reader takes the schema takes, and what breaks the schema the reader refuses.
  @Test(arguments: [minimalText, fullText]) func `the schema agrees with the reader`(text: String)
    throws
  {
    let validator = ConfigurationSchemaValidator(schema: ConfigurationSchema.json)
    let original = try JSONParser.parse(SourceText(Array(text.utf8), name: "original"))
    #expect(validator.accepts(original))
    var mutator = Mutator(seed: 2)
    var taken = 0
    for _ in 0..<2000 {
      let mutated = mutator.mutate(original)
      let text = mutated.prettyText
      let found = try check(Array(text.utf8))
      // The schema knows each key by itself; rules between keys are the reader's alone.
      let isWell = found.allSatisfy {
        if case .conflict = $0.fault { true } else { isRuleBetweenKeys($0) }
      }
      if found.isEmpty { taken += 1 }
      if validator.accepts(mutated) {
        #expect(isWell, "\(text) \(found)")
      } else {
        #expect(!found.isEmpty, "\(text)")
      }
    }
    #expect(taken > 100)
  }

  private func isRuleBetweenKeys(_ problem: ConfigurationProblem) -> Bool {
    guard let allowed = problem.allowed else { return false }
    return [
      "count(n) - 1", "per layer", "per hidden layer", "per class", "at most alpha", "0, the full",
    ]
    .contains { allowed.contains($0) }
  }
}
