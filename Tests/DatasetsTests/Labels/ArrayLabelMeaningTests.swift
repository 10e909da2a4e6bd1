import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// What labels of later files mean, by what training settled, where they are arrays.
@Suite struct ArrayLabelMeaningTests {
  /// Labels of an array, by training on others, with names that the files have.
  private func labels(
    _ later: NumericArray, after training: RawLabels, kind: LabelKind = .oneHot,
    trainingNames: [String]? = nil, names: [String]? = nil
  ) throws(DataError) -> Labels {
    let first = try Labels(
      training, LabelWishes(kind: kind, file: "train.npz"), fileNames: trainingNames)
    var format = InputFormat(featureCount: 1)
    format.labelKind = kind
    format.classCount = first.classCount
    format.classNames = first.classNames
    format.classNumbers = first.classNumbers
    format.labelsAreText = first.classNumbers == nil
    return try Labels(
      .numbers(later),
      LabelWishes(kind: kind, known: format.knownClasses, file: "later.npz"), fileNames: names)
  }

  private func array(_ values: [Int64]) -> NumericArray {
    NumericArray(shape: [values.count], values: values)
  }

  private func oneHot(_ classes: [Int], _ width: Int) -> NumericArray {
    NumericArray(
      shape: [classes.count, width],
      values: classes.flatMap { k in (0..<width).map { UInt8($0 == k ? 1 : 0) } })
  }

  private let text = RawLabels.classes([0, 1, 2], names: ["1", "2", "x"])

  @Test func `numbers are looked up in text by the digits that spell them`() throws {
    #expect(try labels(array([2, 1]), after: text).numbers == [1, 0])
    let floats = NumericArray(shape: [2], values: [2.0, 1.0] as [Float])
    #expect(try labels(floats, after: text).numbers == [1, 0])
    let error = dataError { try labels(array([1, 0]), after: text) }
    #expect(
      error?.description
        == "later.npz: row 1: the class \"0\", expected one of 1, 2, x, as in the training data")
  }

  @Test func `a file's own names decide what its numbers mean`() throws {
    let animals = RawLabels.classes([0, 1, 2], names: ["cat", "dog", "fox"])
    #expect(
      try labels(array([1, 0]), after: animals, names: ["cat", "fox"]).numbers == [2, 0])
    let error = dataError {
      try labels(array([0, 1]), after: animals, names: ["cat", "owl"])
    }
    #expect(error?.found == "the class \"owl\"")
    let numbered = RawLabels.numbers(array([0, 1]))
    #expect(
      try labels(
        array([0, 1]), after: numbered, trainingNames: ["no", "yes"], names: ["yes", "no"]
      ).numbers == [1, 0])
    // Names that training does not know say nothing of numbers that it does.
    #expect(
      try labels(array([0, 1]), after: numbered, names: ["non-cat", "cat"]).numbers == [0, 1])
  }

  @Test func `numbers that are names and indices of other names are refused`() {
    let classes = RawLabels.classes([0, 1, 2], names: ["1", "2", "3+"])
    let error = dataError {
      try labels(array([1, 2]), after: classes, names: ["1", "2", "3+"])
    }
    #expect(error?.found == "the labels 1, 2")
    #expect(error?.advice == "they are indices of the file's own names (1, 2, 3+) too")
  }

  @Test func `one-hot rows and counted numbers are the same classes`() throws {
    let rows = RawLabels.numbers(oneHot([0, 1, 2], 3))
    let numbers = RawLabels.numbers(array([0, 1, 2]))
    #expect(try labels(array([2, 0]), after: rows).numbers == [2, 0])
    #expect(try labels(oneHot([2, 0], 3), after: numbers).numbers == [2, 0])
    #expect(try labels(oneHot([2, 0], 3), after: rows).numbers == [2, 0])
  }

  @Test func `rows have no meaning where classes are text or other numbers`() {
    for training in [text, .numbers(array([1, 2, 3]))] {
      let error = dataError {
        try labels(oneHot([2, 0], 3), after: training)
      }
      #expect(error?.found == "labels in rows of 3")
      #expect(error?.expected?.hasPrefix("a label an example, as in the training data: ") == true)
    }
    let narrow = dataError {
      try labels(oneHot([1, 0], 2), after: .numbers(oneHot([0, 1, 2], 3)))
    }
    #expect(narrow?.found == "labels in rows of 2")
  }

  @Test func `folders with numbers for names are classes that were numbers in training`() throws {
    let known = KnownClasses(count: 3, names: nil, numbers: [0, 1, 2], mayBeRows: true)
    let wishes = LabelWishes(kind: .oneHot, known: known, file: "pictures", firstRow: nil)
    let found = try Labels(.classes([0, 1, 1], names: ["1", "2"]), wishes)
    #expect(found.numbers == [1, 2, 2])
    let error = dataError {
      try Labels(.classes([0], names: ["3"]), wishes)
    }
    #expect(
      error?.description
        == "pictures: the class \"3\", expected one of 0, 1, 2, as in the training data")
  }

  @Test func `a name that is the number of another class is refused`() {
    let known = KnownClasses(
      count: 3, names: ["1", "2", "3"], numbers: [0, 1, 2], mayBeRows: true)
    let error = dataError {
      try Labels(
        .classes([0], names: ["2"]), LabelWishes(kind: .oneHot, known: known, file: "t.csv"))
    }
    #expect(error?.advice == "it is the name of class 1 and the number of class 2")
  }

  // MARK: Beyond 2^53

  private let users: [Int64] = [
    1_111_111_111_111_111_111, 1_111_111_111_111_111_112, 9_007_199_254_740_993, 5,
  ]

  @Test func `whole numbers that a Double cannot tell apart are classes by their digits`() throws {
    let first = try Labels(.numbers(array(users)), LabelWishes(kind: .oneHot, file: "t.npz"))
    #expect(
      first.classNames == [
        "1111111111111111111", "1111111111111111112", "5", "9007199254740993",
      ])
    #expect(first.numbers == [0, 1, 3, 2])
    #expect(
      try labels(array(users.reversed()), after: .numbers(array(users))).numbers == [2, 3, 1, 0])
    let unsigned = NumericArray(shape: [2], values: [UInt64.max, UInt64.max - 1])
    #expect(
      try Labels(.numbers(unsigned), LabelWishes(kind: .binary, file: "t.npz")).classNames == [
        "18446744073709551614", "18446744073709551615",
      ])
  }

  @Test func `a large number is no smaller one`() {
    let error = dataError {
      try labels(array([1 << 53 | 1]), after: .numbers(array([(1 << 53) - 1, 7])))
    }
    #expect(error?.found == "the label 9007199254740993")
  }

  @Test func `large numbers in a table keep their digits`() throws {
    let text = "a,user\n" + users.map { "1,\($0)\n" }.joined()
    guard case .classes(_, let names) = try table(text).labels else {
      Issue.record("numbers")
      return
    }
    #expect(Set(names) == Set(users.map { "\($0)" }))
    let values = try Labels(
      table("a,y\n1,9007199254740993\n2,0.5\n").labels ?? .classes([], names: []),
      LabelWishes(kind: .values, file: "t.csv"))
    #expect(values.numbers == [9_007_199_254_740_992, 0.5])
  }

  // MARK: Several labels, models of earlier versions, files

  @Test func `names of several answers in another order are refused`() throws {
    let y = NumericArray(shape: [2, 2], values: [0, 1, 1, 1] as [UInt8])
    var wishes = LabelWishes(kind: .binary, answerNames: ["a", "b"], file: "t.npz")
    #expect(try Labels(.numbers(y), wishes).classNames == ["a", "b"])
    #expect(try Labels(.numbers(y), wishes, fileNames: ["c", "d"]).classNames == ["a", "b"])
    let error = dataError {
      try Labels(.numbers(y), wishes, fileNames: ["b", "a"])
    }
    #expect(
      error?.description == "t.npz: the labels b, a, expected a, b, as in the training data")
    wishes.classNames = ["c", "d"]
    #expect(dataError { try Labels(.numbers(y), wishes) } != nil)
  }

  @Test func `a model of an earlier version keeps its rows`() throws {
    var format = InputFormat(featureCount: 1)
    (format.labelKind, format.classCount) = (.oneHot, 2)
    format.classNames = ["a", "b"]
    var texts = format.metadata
    #expect(texts["classes.text"] == nil)
    let wishes = { (format: InputFormat) in
      LabelWishes(kind: .oneHot, known: format.knownClasses, file: "t.npz")
    }
    let old = try InputFormat(metadata: texts, file: "model")
    #expect(try Labels(.numbers(oneHot([1, 0], 2)), wishes(old)).numbers == [1, 0])
    #expect(try Labels(.classes([0], names: ["b"]), wishes(old)).numbers == [1])
    texts["classes.text"] = "true"
    let new = try InputFormat(metadata: texts, file: "model")
    #expect(
      dataError {
        try Labels(.numbers(oneHot([1, 0], 2)), wishes(new))
      } != nil)
    format.classNames = nil
    #expect(try Labels(.numbers(array([1, 0])), wishes(format)).numbers == [1, 0])
  }

  @Test func `the file of the labels is blamed for labels`() throws {
    try withTemporaryFolder { folder in
      let source = try DataFolder(url: folder).pair(counting([3, 2]), [0, 1, 5])
      let error = dataError {
        try Dataset(source, relativeTo: folder, labels: .binary)
      }
      #expect(error?.file == "y.npy")
      #expect(error?.place?.row == 2)
    }
  }

  @Test func `a table beside a file of labels is all features`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write("a,b\n1,2\n3,4\n", to: "x.csv")
      try files.write(NumericArray(shape: [2], values: [0, 7] as [UInt8]), to: "y.npy")
      let source = DataSource(.files(x: "x.csv", y: "y.npy"))
      let values = try Dataset(source, relativeTo: folder, labels: .values)
      #expect(values.allFeatures(Double.self) == [1, 2, 3, 4])
      #expect(values.labels?.numbers == [0, 7])
      try files.write(NumericArray(shape: [2], values: [0, 0.5]), to: "y.npy")
      let error = dataError {
        try Dataset(source, relativeTo: folder, labels: .binary)
      }
      #expect(error?.place == .init(row: 1))
    }
  }

  @Test func `outputs of another number than in training are refused`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(counting([2, 1]), to: "x.npy")
      try files.write(counting([2, 2]), to: "two.npy")
      try files.write(counting([2]), to: "one.npy")
      let error = dataError {
        try TrainingData(
          train: DataSource(.files(x: "x.npy", y: "two.npy")),
          test: DataSource(.files(x: "x.npy", y: "one.npy")), labels: .values, seed: 1,
          relativeTo: folder)
      }
      #expect(
        error?.description
          == "one.npy: 1 label an example, expected 2, as in the training data")
    }
  }
}
