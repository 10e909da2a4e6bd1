import ArrayFiles

/// Labels as a file has them, before anybody said what they mean.
enum RawLabels {
  /// Numbers, (m,) or (m, n[L]).
  case numbers(NumericArray)
  /// Text: the name of each example's class by its index.
  case classes([Int], names: [String])

  var count: Int {
    switch self {
    case .numbers(let array): array.shape.first ?? 1
    case .classes(let indices, _): indices.count
    }
  }
}

extension Dataset {
  /// Whether the file has several numbers as the label of each example.
  package var hasLabelRows: Bool {
    guard case .numbers(let array) = rawLabels else { return false }
    return array.shape.count == 2 && array.shape[1] > 1
  }
}

/// What is already known about labels before they are read.
struct LabelWishes {
  var kind: LabelKind
  /// Names that the user gave, or that the training data have.
  var classNames: [String]?
  /// The numbers that stand for the classes in the training data.
  var classNumbers: [Double]?
  /// The number of classes, n[L], where it is known.
  var classCount: Int?
  /// The file that messages name.
  var file: String
  /// The number of the first example in messages: 0 in an array, 1 in a table.
  var firstRow = 0
}

extension Labels {
  /// Labels of a file as `wishes` wants them; `fileNames` are the class names the file itself has.
  ///
  /// - Throws: where a label is none of the kind: its row and value.
  init(_ raw: RawLabels, _ wishes: LabelWishes, fileNames: [String]? = nil) throws(DataError) {
    switch raw {
    case .classes(let indices, let names):
      self = try Self.named(indices, names, wishes)
    case .numbers(let array):
      let shape = array.shape
      guard shape.count == 1 || shape.count == 2, shape.last != 0 else {
        throw DataError(
          .content, file: wishes.file, found: "labels of shape \(shapeText(shape))",
          expected: "(m,) or (m, n[L])", advice: "the first axis is the examples")
      }
      let width = shape.count == 2 ? shape[1] : 1
      let numbers = array.doubles()
      if let i = numbers.firstIndex(where: { !$0.isFinite }) {
        throw DataError(
          .content, file: wishes.file, place: .init(row: i / width + wishes.firstRow),
          found: "the label \(numbers[i])", expected: "a finite number")
      }
      switch wishes.kind {
      case .binary: self = try binaryLabels(numbers, width, wishes, fileNames)
      case .oneHot where width > 1: self = try oneHotRows(numbers, width, wishes, fileNames)
      case .oneHot: self = try classLabels(numbers, wishes, fileNames)
      case .values: self = Labels(kind: .values, width: width, numbers: numbers, classNames: nil)
      }
    }
  }

  private static func named(
    _ indices: [Int], _ names: [String], _ wishes: LabelWishes
  ) throws(DataError) -> Labels {
    if wishes.kind == .values { return try namedValues(indices, names, wishes) }
    let order = wishes.classNames ?? names
    var places: [Double] = []
    for name in names {
      guard let place = order.firstIndex(of: name) else {
        throw DataError(
          .content, file: wishes.file, found: "the class \"\(name)\"",
          expected: "one of \(listText(order))")
      }
      places.append(Double(place))
    }
    let isBinary = wishes.kind == .binary
    if isBinary, order.count != 2 {
      throw DataError(
        .content, file: wishes.file, found: "\(order.count) classes (\(listText(order)))",
        expected: "two for binary labels",
        advice: order.count > 2 ? "several classes need a softmax output" : nil)
    }
    return Labels(
      kind: wishes.kind, width: isBinary ? 1 : order.count, numbers: indices.map { places[$0] },
      classNames: order)
  }

  /// Class names that are numbers, such as folders by age, may serve as values.
  private static func namedValues(
    _ indices: [Int], _ names: [String], _ wishes: LabelWishes
  ) throws(DataError) -> Labels {
    var values: [Double] = []
    for (index, name) in names.enumerated() {
      guard let value = parseNumber(name) else {
        let row = indices.firstIndex(of: index).map { $0 + wishes.firstRow }
        throw DataError(
          .content, file: wishes.file, place: .init(row: row), found: "the label \"\(name)\"",
          expected: "a number, since the labels are values",
          advice: "\"labels\": \"oneHot\" or \"binary\" takes names")
      }
      values.append(value)
    }
    return Labels(
      kind: .values, width: 1, numbers: indices.map { values[$0] }, classNames: nil)
  }
}

private func binaryLabels(
  _ numbers: [Double], _ width: Int, _ wishes: LabelWishes, _ fileNames: [String]?
) throws(DataError) -> Labels {
  if let i = numbers.firstIndex(where: { $0 != 0 && $0 != 1 }) {
    throw DataError(
      .content, file: wishes.file, place: .init(row: i / width + wishes.firstRow),
      found: "the label \(numberText(numbers[i]))",
      expected: "0 or 1, since the labels are binary",
      advice: "several classes need a softmax output (\"labels\": \"oneHot\")")
  }
  let nameCount = width == 1 ? 2 : width
  try checkNames(wishes.classNames, count: nameCount, wishes)
  let names = wishes.classNames ?? (fileNames?.count == nameCount ? fileNames : nil)
  return Labels(
    kind: .binary, width: width, numbers: numbers, classNames: names,
    classNumbers: width == 1 ? [0, 1] : nil)
}

/// Labels that are one-hot already: (m, n[L]) of zeros, with a single 1 in each row.
private func oneHotRows(
  _ numbers: [Double], _ width: Int, _ wishes: LabelWishes, _ fileNames: [String]?
) throws(DataError) -> Labels {
  try checkNames(wishes.classNames, count: width, wishes)
  var indices: [Double] = []
  indices.reserveCapacity(numbers.count / width)
  for start in stride(from: 0, to: numbers.count, by: width) {
    let row = numbers[start..<start + width]
    guard let one = row.firstIndex(of: 1), row.count(where: { $0 == 0 }) == width - 1 else {
      throw DataError(
        .content, file: wishes.file, place: .init(row: start / width + wishes.firstRow),
        found: "the labels \(row.prefix(12).map(numberText).joined(separator: " "))",
        expected: "a single 1 among zeros, since the labels are one-hot")
    }
    indices.append(Double(one - start))
  }
  let names = wishes.classNames ?? (fileNames?.count == width ? fileNames : nil)
  return Labels(kind: .oneHot, width: width, numbers: indices, classNames: names)
}

/// Labels that are a number each: class indices, or any distinct numbers, in rising order.
private func classLabels(
  _ numbers: [Double], _ wishes: LabelWishes, _ fileNames: [String]?
) throws(DataError) -> Labels {
  let distinct = Set(numbers).sorted()
  let known = wishes.classNames?.count ?? wishes.classCount
  let classes =
    wishes.classNumbers ?? numbersOfClasses(in: distinct, count: known ?? fileNames?.count)
  if wishes.classNumbers == nil, let known,
    classes.count != known || !Set(classes).isSuperset(of: distinct)
  {
    throw unfitClass(numbers, count: known, distinct, wishes)
  }
  var places: [Double: Double] = [:]
  for (place, number) in classes.enumerated() { places[number] = Double(place) }
  var indices: [Double] = []
  indices.reserveCapacity(numbers.count)
  for (i, number) in numbers.enumerated() {
    guard let place = places[number] else {
      throw DataError(
        .content, file: wishes.file, place: .init(row: i + wishes.firstRow),
        found: "the label \(numberText(number))",
        expected: "one of the classes \(listText(classes.map(numberText)))")
    }
    indices.append(place)
  }
  let isCounted = classes == (0..<classes.count).map(Double.init)
  let names =
    wishes.classNames ?? (fileNames?.count == classes.count ? fileNames : nil)
    ?? (isCounted ? nil : classes.map(numberText))
  return Labels(
    kind: .oneHot, width: classes.count, numbers: indices, classNames: names,
    classNumbers: classes)
}

/// The numbers that stand for the classes 0, 1, …: themselves where they are indices.
private func numbersOfClasses(in distinct: [Double], count: Int?) -> [Double] {
  if let count, distinct.allSatisfy({ $0 >= 0 && $0 < Double(count) && $0 == $0.rounded() }) {
    return (0..<count).map(Double.init)
  }
  return distinct
}

private func unfitClass(
  _ numbers: [Double], count: Int, _ distinct: [Double], _ wishes: LabelWishes
) -> DataError {
  let isIndex = { (number: Double) in
    number >= 0 && number < Double(count) && number == number.rounded()
  }
  let row = numbers.firstIndex { !isIndex($0) } ?? 0
  return DataError(
    .content, file: wishes.file, place: .init(row: row + wishes.firstRow),
    found: "the label \(numberText(numbers[row])) (\(distinct.count) distinct labels)",
    expected: "a class from 0 to \(count - 1), since there are \(count)",
    advice: "n[L] is the number of classes")
}

private func checkNames(
  _ names: [String]?, count: Int, _ wishes: LabelWishes
) throws(DataError) {
  guard let names, names.count != count else { return }
  throw DataError(
    .option, file: wishes.file, found: "\(names.count) class names (\(listText(names)))",
    expected: "\(count)")
}
