import Testing

@testable import Experiments
import Text

struct ConfigurationDifferenceTests {
  private func json(_ text: String) throws -> JSONValue { try #require(JSONValue(text: text)) }

  @Test func `keys that differ are named by their paths, with what each has there`() throws {
    let all = try [
      #"{"name": "a", "alpha": 0.1, "n": [2, 3], "optimizer": {"method": "adam", "beta1": 0.9}}"#,
      #"{"name": "b", "alpha": 0.1, "n": [2, 4], "optimizer": {"method": "momentum", "beta": 0.9}}"#,
    ].map(json)
    let differences = ConfigurationDifference.all(all, ignoring: ["name"])
    #expect(
      differences.map(\.path) == ["n", "optimizer.method", "optimizer.beta1", "optimizer.beta"])
    #expect(
      differences.map(\.values) == [
        ["[2, 3]", "[2, 4]"], ["adam", "momentum"], ["0.9", "\u{2013}"], ["\u{2013}", "0.9"],
      ])
    #expect(ConfigurationDifference.all([all[0], all[0]], ignoring: []).isEmpty)
  }
}
