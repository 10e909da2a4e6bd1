import Datasets
import SampleData
import Text

/// The rules about where the examples come from.
enum DataRules {
  static let all: [Rule] = [sources, columns, unseen, fold, images]

  private static let tableKeys = [
    "columns", "ignore", "categories", "missing", "missingWords", "unseen", "dates", "header",
    "delimiter", "decimal",
  ]

  /// A SOURCE is one place, and its other keys suit that place.
  @Sendable static func sources(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    checked.sources.flatMap { problems(of: $0.value, at: $0.path, in: checked) }
  }

  /// What is wrong with the source at `path`.
  static func problems(
    of source: JSONValue, at path: JSONPath, in checked: CheckedConfiguration
  ) -> [ConfigurationProblem] {
    let given = checked.given.value(at: path) ?? source
    let places = ["path", "xPath", "builtin"].filter { given[$0] != nil }
    guard let place = places.first else {
      // Something was refused already: most likely the mistyped place.
      guard given.members?.count == source.members?.count else { return [] }
      return [
        checked.conflict("needs a path, a builtin, or an xPath with its yPath", at: path)
      ]
    }
    if places.count > 1 {
      let text = "either \(places.joined(separator: " or ")), not both"
      return [checked.conflict(text, at: path.appending(places[1]))]
    }
    return misplacedKeys(of: given, place: place).map { key, text in
      checked.conflict(text, at: path.appending(key))
    } + halfPair(given, at: path, in: checked) + augmentation(given, at: path, in: checked)
  }

  private static func halfPair(
    _ given: JSONValue, at path: JSONPath, in checked: CheckedConfiguration
  ) -> [ConfigurationProblem] {
    guard given["xPath"] != nil, given["yPath"] == nil else { return [] }
    return [
      checked.problem(.missingKey, at: path.appending("yPath"), allowed: "the path of a file")
    ]
  }

  private static func misplacedKeys(
    of given: JSONValue, place: String
  ) -> [(key: String, text: String)] {
    var misplaced: [(String, String)] = []
    if place != "builtin" {
      misplaced = ["examples", "seed", "noise", "bits"].map { ($0, "is for built-in sets only") }
    } else {
      misplaced = (["x", "y"] + tableKeys).map { ($0, "is for files only") }
      if let name = given["builtin"]?.string, let set = SampleSet(rawValue: name) {
        if !set.takesNoise {
          misplaced.append(("noise", "is not for the built-in set \"\(name)\""))
        }
        if !set.takesBits { misplaced.append(("bits", "is not for the built-in set \"\(name)\"")) }
      }
    }
    if place != "xPath" { misplaced.append(("yPath", "goes with xPath")) }
    if place != "path" { misplaced.append(("labelsPath", "goes with path")) }
    return misplaced.filter { given[$0.0] != nil }
  }

  /// The features of a table are told by their names or by those of the others.
  @Sendable static func columns(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    checked.sources.filter { $0.value["columns"] != nil && $0.value["ignore"] != nil }.map {
      checked.conflict("either columns or ignore, not both", at: $0.path.appending("ignore"))
    }
  }

  /// Only categories can be unseen.
  @Sendable static func unseen(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let train = checked.given["data"]?["train"], train["unseen"] != nil,
      train["categories"] == nil || train["categories"]?.boolean == false
    else { return [] }
    return [
      checked.conflict(
        "is of columns of categories, and categories names none", at: "data.train.unseen")
    ]
  }

  /// Only examples to learn from are augmented, in some way at least.
  private static func augmentation(
    _ given: JSONValue, at path: JSONPath, in checked: CheckedConfiguration
  ) -> [ConfigurationProblem] {
    guard let augment = given["augment"] else { return [] }
    let place = path.appending("augment")
    guard path == "data.train" else {
      return [checked.conflict("is for the training source only, data.train", at: place)]
    }
    let isIdle = augment.members?.allSatisfy { $0.value.double == 0 } ?? false
    return isIdle
      ? [checked.conflict("changes nothing: it needs flip, shift, rotate, zoom, …", at: place)] : []
  }

  /// The fold that is held out is one of those there are.
  @Sendable static func fold(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let validation = checked.valid["data"]?["validation"],
      let fold = validation["fold"]?.integer, let folds = validation["folds"]?.integer, fold > folds
    else { return [] }
    return [checked.conflict("there is no fold \(fold) of \(folds)", at: "data.validation.fold")]
  }

  /// Pictures of a given size and number of channels have n[0] values, where n[0] is given.
  @Sendable static func images(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let input = checked.n?.first, input > 0 else { return [] }
    return checked.sources.compactMap { path, source in
      guard let size = source["imageSize"]?.integers, size.count == 2,
        let channels = source["channels"]?.integer
      else { return nil }
      let values = size[0] * size[1] * channels
      guard values != input else { return nil }
      return checked.conflict(
        "\(size[0]) · \(size[1]) · \(channels) = \(values) values a picture, but n[0] is \(input)",
        at: path.appending("imageSize"))
    }
  }
}
