import Datasets
import SampleData
import Text

/// A SOURCE is one place, and its other keys suit that place.
enum SourceRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    draft.sources.flatMap { problems(of: $0.value, at: $0.path, in: draft) }
  }

  /// What is wrong with the source at `path`.
  static func problems(
    of source: JSONValue, at path: JSONPath, in draft: Draft
  ) -> [ConfigurationProblem] {
    let given = draft.given.value(at: path) ?? source
    let places = ["path", "xPath", "builtin"].filter { given[$0] != nil }
    guard let place = places.first else {
      // Something was refused already: most likely the mistyped place.
      guard given.members?.count == source.members?.count else { return [] }
      return [
        draft.conflict("needs a path, a builtin, or an xPath with its yPath", at: path)
      ]
    }
    if places.count > 1 {
      let text = "either \(places.joined(separator: " or ")), not both"
      return [draft.conflict(text, at: path.appending(places[1]))]
    }
    return misplacedKeys(of: given, place: place).map { key, text in
      draft.conflict(text, at: path.appending(key))
    } + halfPair(given, at: path, in: draft)
  }

  private static func halfPair(
    _ given: JSONValue, at path: JSONPath, in draft: Draft
  ) -> [ConfigurationProblem] {
    guard given["xPath"] != nil, given["yPath"] == nil else { return [] }
    return [draft.problem(.missingKey, at: path.appending("yPath"), allowed: "the path of a file")]
  }

  private static func misplacedKeys(
    of given: JSONValue, place: String
  ) -> [(key: String, text: String)] {
    var misplaced: [(String, String)] = []
    if place != "builtin" {
      misplaced = ["examples", "seed", "noise", "bits"].map { ($0, "is for built-in sets only") }
    } else {
      misplaced = ["x", "y", "categories", "header", "delimiter", "decimal"].map {
        ($0, "is for files only")
      }
      if let name = given["builtin"]?.string, let set = BuiltInSet(rawValue: name) {
        if !set.takesNoise {
          misplaced.append(("noise", "is not for the built-in set \"\(name)\""))
        }
        if !set.takesBits { misplaced.append(("bits", "is not for the built-in set \"\(name)\"")) }
      }
    }
    if place != "xPath" { misplaced.append(("yPath", "goes with xPath")) }
    return misplaced.filter { given[$0.0] != nil }
  }
}
