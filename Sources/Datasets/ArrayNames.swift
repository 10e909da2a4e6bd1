/// Which arrays of a file are the features and the labels.
///
/// The names that the user gave; else a pair of names that people give such arrays, those of the
/// role first; else the only array, or of two the one with more axes as features.
struct ArrayNames {
  /// An array of the file.
  struct Candidate: CustomStringConvertible {
    var name: String
    var shape: [Int]

    var description: String { "\(name) \(shapeText(shape))" }
  }

  let x: String
  let y: String?

  init(
    candidates: [Candidate], x: String?, y: String?, role: DataRole, file: String
  ) throws(DataError) {
    let names = candidates.map(\.name)
    for wanted in [x, y].compactMap(\.self) where !names.contains(wanted) {
      throw DataError(
        .option, file: file, found: "no array \(quoted(wanted))",
        expected: "one of \(listText(candidates.map(\.description)))")
    }
    if let x {
      self.x = x
      self.y = y ?? Self.label(of: x, in: names) ?? Self.other(than: x, among: candidates)
      return
    }
    if let pair = Self.commonPairs(role).first(where: { names.contains($0.x) }) {
      self.x = pair.x
      self.y =
        y ?? Self.label(of: pair.x, in: names)
        ?? Self.other(than: pair.x, among: candidates)
      return
    }
    let unnamed = candidates.filter { $0.name != y }
    let widest = unnamed.max { $0.shape.count < $1.shape.count }
    let isClear =
      unnamed.count == 1
      || unnamed.count == 2 && unnamed[0].shape.count != unnamed[1].shape.count
        && unnamed[0].shape.first == unnamed[1].shape.first
    guard let widest, isClear else {
      throw DataError(
        .content, file: file,
        found: candidates.isEmpty
          ? "no array of numbers" : "the arrays \(listText(candidates.map(\.description)))",
        expected: "\"x\" and \"y\", the names of features and labels")
    }
    self.x = widest.name
    self.y = y ?? unnamed.first { $0.name != widest.name }?.name
  }

  /// The labels among arrays that are not of the features' file.
  static func commonLabels(among candidates: [Candidate], _ role: DataRole) -> String? {
    let names = candidates.map(\.name)
    return commonPairs(role).flatMap(\.y).first { names.contains($0) }
  }

  /// The labels that people put beside features of this name.
  private static func label(of x: String, in names: [String]) -> String? {
    let known = DataRole.allCases.lazy.flatMap(commonPairs).filter { $0.x == x }.flatMap(\.y)
    return known.first { $0 != x && names.contains($0) }
  }

  /// The only other array with as many examples.
  private static func other(than x: String, among candidates: [Candidate]) -> String? {
    let count = candidates.first { $0.name == x }?.shape.first
    let others = candidates.filter { $0.name != x && $0.shape.first == count && count != nil }
    return others.count == 1 ? others[0].name : nil
  }

  /// Names that people give features, each with those of its labels; the role's own first.
  private static func commonPairs(_ role: DataRole) -> [(x: String, y: [String])] {
    let own: [DataRole: [String]] = [
      .train: ["train", "training"], .validation: ["validation", "valid", "val", "dev"],
      .test: ["test", "testing"],
    ]
    let ownWords = own[role, default: []]
    let otherWords = DataRole.allCases.filter { $0 != role }.flatMap { own[$0, default: []] }
    let neutral: [(x: String, y: [String])] = [
      ("x", ["y", "Y"]), ("X", ["y", "Y"]), ("data", ["labels", "label", "target", "targets"]),
      ("features", ["labels", "label", "target", "targets"]), ("images", ["labels", "label"]),
      ("inputs", ["targets", "labels", "outputs"]),
    ]
    return ownWords.flatMap(pairs) + neutral + otherWords.flatMap(pairs)
  }

  private static func pairs(_ word: String) -> [(x: String, y: [String])] {
    [
      ("\(word)_set_x", ["\(word)_set_y"]), ("x_\(word)", ["y_\(word)", "Y_\(word)"]),
      ("X_\(word)", ["y_\(word)", "Y_\(word)"]), ("\(word)_x", ["\(word)_y"]),
      ("\(word)_X", ["\(word)_y", "\(word)_Y"]), ("\(word)/x", ["\(word)/y"]),
      ("\(word)_images", ["\(word)_labels"]), ("\(word)_data", ["\(word)_labels"]),
    ]
  }
}
