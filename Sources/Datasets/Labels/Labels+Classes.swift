import ArrayFiles
import Text

/// Labels of training data that are numbers: they settle which classes there are.
extension LabelEncoder {
  // MARK: A number an example

  /// Classes by their numbers, as training data settle them.
  mutating func newClasses(
    _ numbers: [Double], of array: NumericArray
  ) throws(DataError) -> Labels {
    guard numbers.allSatisfy({ abs($0) < Self.exactLimit }) else {
      let (indices, names) = Self.texts(of: array, numbers)
      return try named(indices, names)
    }
    let distinct = Set(numbers).sorted()
    if let labels = try namedByNumbers(numbers, distinct) { return labels }
    let classes = try classes(of: distinct, numbers)
    let names = try classNames(for: classes)
    if wishes.kind == .binary, classes != [0, 1] {
      let (first, second) = (numberText(classes[0]), numberText(classes[1]))
      remarks.append(
        "the labels \(first) and \(second) are two classes; the output is the probability of "
          + second)
    }
    var places: [Double: Double] = [:]
    for (place, number) in classes.enumerated() { places[number] = Double(place) }
    return try encoded(
      numbers.map { places[$0, default: 0] }, names: names, numbers: classes)
  }

  /// The number of each class, so that all labels are among them.
  private func classes(of distinct: [Double], _ numbers: [Double]) throws(DataError) -> [Double] {
    if wishes.kind == .binary { return try twoClasses(distinct, numbers) }
    let count = wishes.classNames?.count ?? wishes.classCount
    let classes = Self.numbersOfClasses(in: distinct, count: count ?? fileNames?.count)
    guard let count, classes.count != count else { return classes }
    throw unfitClass(numbers, count: count, distinct)
  }

  /// Labels that are what class names spell, each of them; nil where some are not.
  ///
  /// - Throws: where they may as well be indices of names that the file has. Names that the user gave
  ///   are meant to be found.
  private mutating func namedByNumbers(
    _ numbers: [Double], _ distinct: [Double]
  ) throws(DataError) -> Labels? {
    guard let names = wishes.classNames ?? fileNames, fits(names.count) else { return nil }
    var places: [Double: Int] = [:]
    for (place, name) in names.enumerated() {
      guard let number = parseNumber(name) else { continue }
      guard places.updateValue(place, forKey: number) == nil else { return nil }
    }
    guard distinct.allSatisfy({ places[$0] != nil }) else { return nil }
    let areIndices = Set(Self.counting(names.count)).isSuperset(of: distinct)
    if areIndices, distinct.contains(where: { places[$0].map(Double.init) != $0 }) {
      let labels = "the labels \(listText(distinct.map(numberText)))"
      guard wishes.classNames != nil else {
        throw wrong(
          nil, found: labels, expected: "indices or names of the classes, not both at once",
          advice: "the file names its classes \(listText(names)), from 0 on")
      }
      remarks.append(
        "\(labels) are taken as the names of the classes (\(listText(names))), not as their indices"
      )
    }
    let spelt = names.compactMap { parseNumber($0) }
    return try encoded(
      numbers.map { Double(places[$0, default: 0]) }, names: names,
      numbers: spelt.count == names.count ? spelt : nil)
  }

  /// Whether there may be so many classes.
  private func fits(_ count: Int) -> Bool {
    wishes.kind == .binary ? count == 2 : wishes.classCount.map { $0 == count } ?? true
  }

  private func twoClasses(_ distinct: [Double], _ numbers: [Double]) throws(DataError) -> [Double] {
    if distinct.allSatisfy({ $0 == 0 || $0 == 1 }) { return [0, 1] }
    let areWhole = distinct.allSatisfy { $0 == $0.rounded() }
    if distinct.count == 2, areWhole { return distinct }
    let i = numbers.firstIndex { $0 != 0 && $0 != 1 } ?? 0
    throw wrong(
      i,
      found: "the label \(numberText(numbers[i]))"
        + (areWhole ? " (\(distinct.count) distinct label\(distinct.count == 1 ? "" : "s"))" : ""),
      expected: "0 or 1, or two whole numbers, since the labels are binary",
      advice: !areWhole
        ? "labels that are values need a linear output"
        : distinct.count > 2
          ? "several classes need a softmax output (\"labels\": \"oneHot\")" : nil)
  }

  /// The numbers of the classes 0, 1, …: themselves where they are indices.
  private static func numbersOfClasses(in distinct: [Double], count: Int?) -> [Double] {
    if let count, Set(counting(count)).isSuperset(of: distinct) { return counting(count) }
    return distinct
  }

  /// What people call the classes; nil where those are counted and nobody named them.
  private func classNames(for classes: [Double]) throws(DataError) -> [String]? {
    if let names = wishes.classNames {
      guard names.count == classes.count else { throw wrongNames(names, count: classes.count) }
      return names
    }
    if let fileNames, fileNames.count == classes.count { return fileNames }
    return classes == Self.counting(classes.count) ? nil : classes.map(numberText)
  }

  func unfitClass(_ numbers: [Double], count: Int, _ distinct: [Double]) -> DataError {
    let indices = Set(Self.counting(count))
    let row = numbers.firstIndex { !indices.contains($0) } ?? 0
    return wrong(
      row, found: "the label \(numberText(numbers[row])) (\(distinct.count) distinct labels)",
      expected: "a class from 0 to \(count - 1), since there are \(count)",
      advice: "n[L] is the number of classes")
  }

  // MARK: Several numbers an example

  /// Several answers of 0 or 1 an example.
  func severalAnswers(_ numbers: [Double], _ width: Int) throws(DataError) -> Labels {
    if let i = numbers.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw wrong(
        i / width, found: "the label \(numberText(numbers[i]))",
        expected: "0 or 1, since the labels are binary")
    }
    if let names = wishes.classNames, names.count != width { throw wrongNames(names, count: width) }
    let names = wishes.classNames ?? (fileNames?.count == width ? fileNames : nil)
    if let known = wishes.answerNames, let names, names != known,
      wishes.classNames != nil || Set(names) == Set(known)
    {
      throw DataError(
        .option, file: wishes.file, found: "the labels \(listText(names))",
        expected: "\(listText(known)), as in the training data")
    }
    return Labels(
      kind: .binary, width: width, numbers: numbers, classNames: wishes.answerNames ?? names)
  }

  /// Labels that are one-hot already: (m, n[L]) of zeros, with a single 1 in each row.
  func rows(_ numbers: [Double], _ width: Int) throws(DataError) -> Labels {
    var indices: [Double] = []
    indices.reserveCapacity(numbers.count / width)
    for start in stride(from: 0, to: numbers.count, by: width) {
      let row = numbers[start..<start + width]
      guard let one = row.firstIndex(of: 1), row.count(where: { $0 == 0 }) == width - 1 else {
        throw wrong(
          start / width,
          found: "the labels \(row.prefix(12).map(numberText).joined(separator: " "))",
          expected: "a single 1 among zeros, since the labels are one-hot")
      }
      indices.append(Double(one - start))
    }
    if let known = wishes.known { return try found(indices, inRowsOf: width, in: known) }
    if let names = wishes.classNames, names.count != width { throw wrongNames(names, count: width) }
    let names = wishes.classNames ?? (fileNames?.count == width ? fileNames : nil)
    return try encoded(indices, names: names, numbers: Self.counting(width))
  }
}
