import Drawing
import Text

/// A key in which configurations differ, with what each has there.
struct ConfigurationDifference: Sendable, Equatable {
  /// The path of the key, such as `optimizer.method`.
  let path: String
  /// The values in the order of the configurations; a dash where there is none.
  let values: [String]

  /// The keys in which configurations differ, each by its path.
  ///
  /// - Parameters:
  ///   - configurations: objects.
  ///   - ignored: keys of theirs that tell nothing.
  /// - Returns: the keys in the order in which they first occur.
  static func all(_ configurations: [JSONValue], ignoring ignored: Set<String>) -> [Self] {
    var paths: [String] = []
    let leaves = configurations.map { configuration in
      var found: [String: String] = [:]
      collect(configuration, at: "", ignored) { path, text in
        if !paths.contains(path) { paths.append(path) }
        found[path] = text
      }
      return found
    }
    return paths.compactMap { path in
      let values = leaves.map { $0[path] ?? "\u{2013}" }
      return Set(values).count > 1 ? Self(path: path, values: values) : nil
    }
  }

  private static func collect(
    _ value: JSONValue, at path: String, _ ignored: Set<String>,
    _ found: (_ path: String, _ text: String) -> Void
  ) {
    guard let members = value.members, !members.isEmpty else {
      return found(path, value.string ?? value.compactText)
    }
    for member in members where !ignored.contains(member.name) {
      collect(member.value, at: path.isEmpty ? member.name : "\(path).\(member.name)", [], found)
    }
  }
}

extension ComparisonReport {
  /// More columns cannot be read beside each other: the results name the keys then.
  private static let maximumBeside = 6

  /// What the configurations differ in, side by side.
  var differing: Page.Section? {
    guard isNamed, !differences.isEmpty, names.count <= Self.maximumBeside else { return nil }
    return Page.Section(
      "Differences", lead: "All keys in which the configurations differ, every default filled in.",
      .element(
        "div", ["class": "scroll"],
        DataTable(header: ["key"] + names, rows: differences.map { [$0.path] + $0.values }).markup))
  }
}
