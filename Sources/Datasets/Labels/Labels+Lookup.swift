import ArrayFiles
import Text

/// The classes that the training data settled: labels of other data are looked up in them.
struct KnownClasses {
  let count: Int
  /// What they are called; nil where nobody named them.
  let names: [String]?
  /// The number of each class; nil where the labels of the training data were text.
  let numbers: [Double]?
  /// Whether labels that are one-hot rows may stand for them by their place.
  let mayBeRows: Bool

  /// Whether the classes are numbered 0, 1, 2, ….
  var areCounted: Bool { numbers == LabelEncoder.counting(count) }
}

extension InputFormat {
  /// The classes of labels that are one each; nil where the labels of the training data were not.
  var knownClasses: KnownClasses? {
    guard labelKind != .values, let classCount else { return nil }
    // Models of earlier versions do not say whether names without numbers were text or rows.
    let numbers = classNumbers ?? (classNames == nil ? LabelEncoder.counting(classCount) : nil)
    return KnownClasses(
      count: classCount, names: classNames, numbers: numbers,
      mayBeRows: numbers == nil
        ? !labelsAreText : numbers == LabelEncoder.counting(classCount))
  }

  /// Whether a table's labels are read as text, whatever they look like.
  var readsLabelsAsText: Bool {
    knownClasses.map { $0.numbers == nil } ?? false
  }
}

/// Labels of other data than those to train on.
extension LabelEncoder {
  /// Labels that are text: all by the names of the classes, or all by their numbers.
  func found(
    _ indices: [Int], _ names: [String], in known: KnownClasses
  ) throws(DataError) -> Labels {
    var places: [String: Int] = [:]
    for (place, name) in (known.names ?? []).enumerated() { places[name] = places[name] ?? place }
    let numbers = self.places(of: known.numbers ?? [])
    let byName = names.map { places[$0] }
    let byNumber = names.map { parseNumber($0).flatMap { numbers[$0] } }
    let areNames = !byName.contains(nil)
    guard areNames || !byNumber.contains(nil) else {
      let isNone = { (index: Int) in byName[index] == nil && byNumber[index] == nil }
      let stranger =
        names.indices.first(where: isNone) ?? names.indices.first { byName[$0] == nil } ?? 0
      throw unknown(names[stranger], stranger, indices, among: classTexts(of: known))
    }
    for (index, (named, numbered)) in zip(byName, byNumber).enumerated() {
      guard let named, let numbered, named != numbered else { continue }
      throw severalMeanings(
        names[index].quoted, indices.firstIndex(of: index), named, numbered)
    }
    let found = (areNames ? byName : byNumber).map { Double($0 ?? 0) }
    return try encoded(indices.map { found[$0] }, as: known)
  }

  /// Numbers of classes that are the names of others: what they mean in another kind of file than in
  /// training, nobody knows.
  private func requireNumbersOfNoOtherName(
    _ numbers: [Double], _ byNumber: [Double: Int], in known: KnownClasses
  ) throws(DataError) {
    guard wishes.isOtherKindOfFile else { return }
    for (named, name) in (known.names ?? []).enumerated() {
      guard let number = parseNumber(name), let numbered = byNumber[number], numbered != named,
        let example = numbers.firstIndex(of: number)
      else { continue }
      throw severalMeanings(numberText(number), example, named, numbered)
    }
  }

  private func severalMeanings(
    _ text: String, _ example: Int?, _ named: Int, _ numbered: Int
  ) -> DataError {
    wrong(
      example, found: "the label \(text)", expected: "one that means a single class",
      advice: "it is the name of class \(named) and the number of class \(numbered)")
  }

  /// Labels that are a number each: by the numbers of the classes, or as the texts that spell them.
  func found(
    _ numbers: [Double], of array: NumericArray, in known: KnownClasses
  ) throws(DataError) -> Labels {
    let spelt = known.numbers == nil ? Self.texts(of: array, numbers) : nil
    if let labels = try foundByOwnNames(numbers, spelt, in: known) { return labels }
    if let spelt { return try found(spelt.indices, spelt.names, in: known) }
    let byNumber = places(of: known.numbers ?? [])
    try requireNumbersOfNoOtherName(numbers, byNumber, in: known)
    var indices: [Double] = []
    indices.reserveCapacity(numbers.count)
    for (i, number) in numbers.enumerated() {
      guard let place = byNumber[number] else {
        // A Double does not hold all digits of a large number.
        let (texts, names) = Self.texts(of: array, numbers)
        throw unknownNumber(i, names[texts[i]], in: known)
      }
      indices.append(Double(place))
    }
    return try encoded(indices, as: known)
  }

  /// Labels that are one-hot rows: by their place, as that of the classes in training.
  func found(
    _ indices: [Double], inRowsOf width: Int, in known: KnownClasses
  ) throws(DataError) -> Labels {
    guard known.mayBeRows, width == known.count else {
      throw wrong(
        nil, found: "labels in rows of \(width)",
        expected: "a label an example, as in the training data: \(listText(classTexts(of: known)))")
    }
    if let labels = try foundByOwnNames(indices, nil, in: known) { return labels }
    return try encoded(indices, as: known)
  }

  /// Labels that are indices of names which the file has, where those are the names of the classes.
  ///
  /// - Parameters:
  ///   - numbers: the labels.
  ///   - spelt: the same as text, where the training data had text.
  ///   - known: the classes of the training data.
  /// - Returns: the labels; nil where the file's names tell nothing.
  /// - Throws: where some names are those of the classes and others are not.
  private func foundByOwnNames(
    _ numbers: [Double], _ spelt: (indices: [Int], names: [String])?, in known: KnownClasses
  ) throws(DataError) -> Labels? {
    guard let knownNames = known.names else { return nil }
    // Text that the user put in order is found as text.
    let own = spelt == nil ? wishes.classNames ?? fileNames : fileNames
    guard let own, known.areCounted || known.numbers == nil,
      Set(Self.counting(own.count)).isSuperset(of: numbers)
    else { return nil }
    let used = Set(numbers).sorted().map { own[Int($0)] }
    guard used.contains(where: knownNames.contains) else { return nil }
    let labels = try found(numbers.map { Int($0) }, own, used: Set(used), in: known)
    if let spelt, spelt.names.allSatisfy(knownNames.contains),
      try found(spelt.indices, spelt.names, in: known).numbers != labels.numbers
    {
      throw wrong(
        nil, found: "the labels \(listText(spelt.names))",
        expected: "numbers that are not the names of classes",
        advice: "they are indices of the file's own names (\(listText(own))) too")
    }
    return labels
  }

  private func found(
    _ indices: [Int], _ own: [String], used: Set<String>, in known: KnownClasses
  ) throws(DataError) -> Labels {
    let knownNames = known.names ?? []
    var places: [String: Double] = [:]
    for (place, name) in knownNames.enumerated() { places[name] = places[name] ?? Double(place) }
    if let index = own.indices.first(where: { used.contains(own[$0]) && places[own[$0]] == nil }) {
      throw unknown(own[index], index, indices, among: knownNames)
    }
    return try encoded(indices.map { places[own[$0], default: 0] }, as: known)
  }

  private func encoded(_ indices: [Double], as known: KnownClasses) throws(DataError) -> Labels {
    try encoded(indices, names: known.names, numbers: known.numbers)
  }

  private func places(of numbers: [Double]) -> [Double: Int] {
    var places: [Double: Int] = [:]
    for (place, number) in numbers.enumerated() { places[number] = place }
    return places
  }

  private func unknownNumber(
    _ example: Int, _ text: String, in known: KnownClasses
  ) -> DataError {
    wrong(
      example, found: "the label \(text)",
      expected: "one of \(listText(classTexts(of: known)))" + Self.asInTraining)
  }

  /// The classes as a file may have them: `cat`, `3`, `0 (cat)`.
  private func classTexts(of known: KnownClasses) -> [String] {
    guard let numbers = known.numbers else { return known.names ?? [] }
    guard let names = known.names else { return numbers.map(numberText) }
    return zip(numbers.map(numberText), names).map { $0 == $1 ? $0 : "\($0) (\($1))" }
  }
}
