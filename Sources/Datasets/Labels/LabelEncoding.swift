import ArrayFiles
import Text

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
  /// Names of the classes 0, 1, … that the user gave for this source.
  var classNames: [String]?
  /// The number of classes, n[L], where it is known.
  var classCount: Int?
  /// The classes of the training data, where these are other data.
  var known: KnownClasses?
  /// The names of several answers an example in the training data, where these are other data.
  var answerNames: [String]?
  /// Whether the training data were another kind of file, a table or none.
  var isOtherKindOfFile = false
  /// The file that messages name.
  var file: String
  /// The column or array that messages name.
  var column: String?
  /// The number of the first example in messages: 0 in an array, 1 in a table; nil where each is a
  /// file of its own.
  var firstRow: Int? = 0
  /// The examples of the file that have these labels, where some are left out.
  var rows: [Int]?
}

extension Labels {
  /// Labels of a file as `wishes` wants them; `fileNames` are the class names the file itself has.
  ///
  /// - Throws: where a label is none of the kind: its row and value.
  init(_ raw: RawLabels, _ wishes: LabelWishes, fileNames: [String]? = nil) throws(DataError) {
    var encoder = LabelEncoder(wishes, fileNames: fileNames)
    self = try encoder.labels(raw)
  }
}

/// Settles what the labels of training data mean, and finds those of other data by that.
struct LabelEncoder {
  let wishes: LabelWishes
  /// The names of the classes 0, 1, … that the file itself has.
  let fileNames: [String]?
  /// How doubtful labels were understood, a sentence each.
  var remarks: [String] = []

  init(_ wishes: LabelWishes, fileNames: [String]?) {
    self.wishes = wishes
    self.fileNames = fileNames
  }

  mutating func labels(_ raw: RawLabels) throws(DataError) -> Labels {
    if let known = wishes.known?.names { try requireNames(in: known) }
    try requireOneOrder()
    switch raw {
    case .classes(let indices, let names):
      if wishes.kind == .values { return try namedValues(indices, names) }
      if let known = wishes.known { return try found(indices, names, in: known) }
      return try named(indices, names)
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
        throw wrong(
          i / width, found: "the label \(numbers[i])", expected: "a finite number")
      }
      switch wishes.kind {
      case .values: return Labels(kind: .values, width: width, numbers: numbers, classNames: nil)
      case .binary where width > 1: return try severalAnswers(numbers, width)
      case .oneHot where width > 1: return try rows(numbers, width)
      case .binary, .oneHot:
        if let known = wishes.known { return try found(numbers, of: array, in: known) }
        return try newClasses(numbers, of: array)
      }
    }
  }

  // MARK: Text

  /// Classes by the names of their labels; the training data settle which there are.
  func named(_ indices: [Int], _ names: [String]) throws(DataError) -> Labels {
    let order = wishes.classNames ?? names
    let spelt = names.compactMap { parseNumber($0) }
    if let count = wishes.classCount, order.count > count, spelt.count == names.count {
      // Numbers that are too large to be told apart as such.
      throw unfitClass(indices.map { spelt[$0] }, count: count, Set(spelt).sorted())
    }
    let places = try places(of: names, indices, in: order)
    return try encoded(indices.map { places[$0] }, names: order, numbers: nil)
  }

  /// The place of each name in `order`, whose names are different.
  func places(
    of names: [String], _ indices: [Int], in order: [String]
  ) throws(DataError) -> [Double] {
    var places: [String: Double] = [:]
    for (place, name) in order.enumerated() {
      guard places.updateValue(Double(place), forKey: name) == nil else {
        throw DataError(
          .option, file: wishes.file, found: "the class name \(name.quoted) twice",
          expected: "another name for each class")
      }
    }
    var result: [Double] = []
    for (index, name) in names.enumerated() {
      guard let place = places[name] else { throw unknown(name, index, indices, among: order) }
      result.append(place)
    }
    return result
  }

  /// Class names that are numbers, such as folders by age, may serve as values.
  private func namedValues(_ indices: [Int], _ names: [String]) throws(DataError) -> Labels {
    var values: [Double] = []
    for (index, name) in names.enumerated() {
      guard let value = parseNumber(name) else {
        throw wrong(
          indices.firstIndex(of: index), found: "the label \(name.quoted)",
          expected: "a number, since the labels are values",
          advice: wishes.known == nil ? "\"labels\": \"oneHot\" or \"binary\" takes names" : nil)
      }
      values.append(value)
    }
    return Labels(
      kind: .values, width: 1, numbers: indices.map { values[$0] }, classNames: nil)
  }
}

// MARK: - What the parts share

extension LabelEncoder {
  /// From here on neighbouring whole numbers are one Double: labels are told apart by their digits.
  static let exactLimit = 0x1p53

  /// 0, 1, …, count - 1.
  static func counting(_ count: Int) -> [Double] { (0..<count).map(Double.init) }

  /// Labels of classes by the index of each example's.
  func encoded(
    _ indices: [Double], names: [String]?, numbers: [Double]?
  ) throws(DataError) -> Labels {
    let count = names?.count ?? numbers?.count ?? 0
    guard wishes.kind == .binary else {
      return Labels(
        kind: .oneHot, width: count, numbers: indices, classNames: names, classNumbers: numbers)
    }
    guard count == 2 else {
      throw DataError(
        .content, file: wishes.file, place: place(),
        found: "\(count) classes (\(listText(names ?? [])))", expected: "two for binary labels",
        advice: count > 2 ? "several classes need a softmax output" : nil)
    }
    return Labels(
      kind: .binary, width: 1, numbers: indices, classNames: names, classNumbers: numbers)
  }

  /// Numbers as the texts that spell them, whole ones with all their digits.
  static func texts(
    of array: NumericArray, _ numbers: [Double]
  ) -> (indices: [Int], names: [String]) {
    let text: (Int) -> String =
      switch array.elementType {
      case .int64: { "\(array.element($0, as: Int64.self))" }
      case .uint64: { "\(array.element($0, as: UInt64.self))" }
      default: { numberText(numbers[$0]) }
      }
    var texts = LabelTexts()
    for i in numbers.indices { texts.append(text(i)) }
    return texts.classes
  }

  func place(_ example: Int? = nil) -> DataError.Place? {
    guard example != nil || wishes.column != nil else { return nil }
    let row = example.flatMap { example in
      wishes.firstRow.map { (wishes.rows?[example] ?? example) + $0 }
    }
    return .init(row: row, column: wishes.column)
  }

  func wrong(
    _ example: Int?, found: String, expected: String, advice: String? = nil
  ) -> DataError {
    DataError(
      .content, file: wishes.file, place: place(example), found: found, expected: expected,
      advice: advice)
  }

  /// A name that is none of the classes.
  func unknown(
    _ name: String, _ index: Int, _ indices: [Int], among classes: [String]
  ) -> DataError {
    wrong(
      indices.firstIndex(of: index), found: "the class \(name.quoted)",
      expected: "one of \(listText(classes))" + (wishes.known == nil ? "" : Self.asInTraining))
  }

  static let asInTraining = ", as in the training data"

  /// Refuses names that the user gave for other data, and that training does not have.
  private func requireNames(in known: [String]) throws(DataError) {
    guard let other = wishes.classNames?.first(where: { !known.contains($0) }) else { return }
    throw DataError(
      .option, file: wishes.file, found: "the class name \(other.quoted)",
      expected: "one of \(listText(known))" + Self.asInTraining)
  }

  /// Refuses names in another order than the file has them in: its labels are indices of one.
  private func requireOneOrder() throws(DataError) {
    guard let names = wishes.classNames, let fileNames, names != fileNames,
      wishes.known == nil, names.count == fileNames.count, Set(names) == Set(fileNames)
    else { return }
    throw DataError(
      .option, file: wishes.file, found: "the class names \(listText(names))",
      expected: "\(listText(fileNames)), the order in which the file has them")
  }

  func wrongNames(_ names: [String], count: Int) -> DataError {
    DataError(
      .option, file: wishes.file, found: "\(names.count) class names (\(listText(names)))",
      expected: "\(count)")
  }
}

extension NumericArray {
  /// An element as it is stored.
  fileprivate func element<Word: FixedWidthInteger & BitwiseCopyable>(
    _ index: Int, as type: Word.Type
  ) -> Word {
    withBytes { $0.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: type) }
  }
}
