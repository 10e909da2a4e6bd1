import Datasets
import Foundation
import Testing

@testable import Configurations

/// The keys that say what becomes of a table's columns.
struct TableKeyTests {
  private func text(_ keys: String) -> String {
    replacing("\"data\": {\"train\": {\"path\": \"/t.csv\", \(keys)}}")
  }

  private func problem(_ keys: String) -> String? {
    problems(of: text(keys)).map { "\($0.path): \($0.sentence)" }.first
  }

  @Test func `every key is read and written back`() throws {
    let keys = """
      "y": ["a", -1], "columns": ["b", "column 3"], "categories": ["b"], "missing": "median",
      "missingWords": ["-999"], "unseen": "other", "dates": ["column 3"]
      """
    let configuration = try read(text(keys)).configuration
    let train = configuration.data.train
    #expect(train.labelColumns == ["a", -1])
    #expect(train.columns == ["b", "column 3"])
    #expect(train.categories == .named(["b"]))
    #expect(train.missing == .median)
    #expect(train.missingWords == ["-999"])
    #expect(train.unseen == .other)
    #expect(train.dates == ["column 3"])
    #expect(try read(configuration.jsonText).configuration == configuration)
    let ignoring = try read(text("\"y\": \"a\", \"ignore\": [\"c\"], \"categories\": true"))
    #expect(ignoring.configuration.data.train.ignore == ["c"])
    #expect(ignoring.configuration.data.train.categories == .text)
    #expect(ignoring.configuration.data.train.y == "a")
    #expect(try read(ignoring.configuration.jsonText).configuration == ignoring.configuration)
  }

  @Test func `columns and ignore exclude each other`() {
    #expect(
      problem("\"columns\": [\"a\"], \"ignore\": [\"b\"]")
        == "data.train.ignore: either columns or ignore, not both")
  }

  @Test func `unseen categories need categories`() {
    #expect(
      problem("\"unseen\": \"other\"")
        == "data.train.unseen: is of columns of categories, and categories names none")
  }

  @Test(arguments: [
    ("usecols", "columns"), ("na_values", "missingWords"), ("handle_unknown", "unseen"),
    ("parse_dates", "dates"), ("imputer", "missing"), ("ignor", "ignore"),
  ])
  func `keys of other tools are hinted at`(key: String, meant: String) {
    #expect(problem("\"\(key)\": 1")?.contains("did you mean \"\(meant)\"?") == true)
  }

  @Test(arguments: [
    ("missing", "most_frequent", "category"), ("missing", "medain", "median"),
    ("missing", "dropna", "drop"), ("unseen", "ignore", "other"), ("unseen", "error", "refuse"),
  ])
  func `words of other tools are hinted at`(key: String, word: String, meant: String) {
    let problem = problem("\"categories\": true, \"\(key)\": \"\(word)\"")
    #expect(problem?.contains("did you mean \"\(meant)\"?") == true)
  }

  @Test(arguments: ["columns", "ignore", "missing", "missingWords", "unseen", "dates"])
  func `built-in sets have no columns`(key: String) {
    let value = ["missing": "\"mean\"", "unseen": "\"other\""][key] ?? "[\"a\"]"
    let text = replacing(
      "\"data\": {\"train\": {\"builtin\": \"moons\", \"\(key)\": \(value)}}")
    #expect(problems(of: text).contains { $0.sentence == "is for files only" })
  }
}
