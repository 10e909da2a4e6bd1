import Text

/// Which arrays of a file are the features and the labels.
///
/// The names that the user gave; else a pair of names that people give such arrays, those of the
/// role first; else the only array, or of two the one with more axes as features.
struct ArrayNames {
  /// An array of the file.
  struct Candidate: CustomStringConvertible {
    enum Kind { case numbers, text, unreadable }

    var name: String
    /// Nil where it is not known.
    var shape: [Int]?
    var kind = Kind.numbers
    /// The name under which the file has the same array too; nil where this is the first.
    var otherName: String?

    /// The same for all names of an array.
    fileprivate var firstName: String { otherName ?? name }

    var description: String {
      let shape = shape.map { " \(shapeText($0))" } ?? ""
      switch kind {
      case .numbers: return name + shape
      case .text: return "\(name)\(shape) text"
      case .unreadable: return "\(name)\(shape) unreadable"
      }
    }

    /// Whether features may be in it: text is none, and a single number is no examples.
    fileprivate var mayBeFeatures: Bool {
      kind != .text && shape != [] && !ArrayNames.classNames.contains(name)
    }

    /// Whether it may hold a label for each of so many examples.
    fileprivate func mayBeLabels(of count: Int?) -> Bool {
      guard let shape else { return true }
      return shape.first == count && count != nil && !ArrayNames.classNames.contains(name)
    }
  }

  /// The names of arrays that hold the names of classes.
  static let classNames = ["list_classes", "classes", "class_names"]

  let x: String
  let y: String?

  init(
    candidates: [Candidate], x: String?, y: String?, role: DataRole, file: String
  ) throws(DataError) {
    let names = candidates.map(\.name)
    for wanted in [x, y].compactMap(\.self) where !names.contains(wanted) {
      throw DataError(
        .option, file: file, found: "no array \(wanted.quoted)",
        expected: "one of \(listText(candidates.map(\.description)))")
    }
    let common = Self.commonPairs(role).lazy.map(\.x).first(where: names.contains)
    guard let features = x ?? common ?? Self.widest(of: candidates.filter { $0.name != y }) else {
      let isEmpty = !candidates.contains { $0.mayBeFeatures }
      throw DataError(
        .content, file: file,
        found: (isEmpty ? "no array of numbers" : "the arrays")
          + (candidates.isEmpty ? "" : isEmpty ? " beside " : " ")
          + listText(candidates.map(\.description)),
        expected: "\"x\" and \"y\", the names of features and labels")
    }
    self.x = features
    self.y =
      y ?? Self.label(of: features, in: names) ?? Self.other(than: features, among: candidates)
  }

  /// The features by shape: the only array, or of two of as many examples the one with more axes.
  ///
  /// One that cannot be read counts as well: it is never replaced by another.
  private static func widest(of candidates: [Candidate]) -> String? {
    let possible = candidates.filter { $0.mayBeFeatures && $0.otherName == nil }
    if possible.count == 1 { return possible[0].name }
    guard possible.count == 2, let one = possible[0].shape, let two = possible[1].shape,
      one.count != two.count, one.first == two.first
    else { return nil }
    return possible[one.count > two.count ? 0 : 1].name
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
    let features = candidates.first { $0.name == x }
    let others = candidates.filter {
      $0.firstName != features?.firstName && $0.otherName == nil
        && $0.mayBeLabels(of: features?.shape?.first)
    }
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
