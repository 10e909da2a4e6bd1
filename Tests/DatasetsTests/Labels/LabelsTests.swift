import ArrayFiles
import Testing
import Text

@testable import Datasets

private func labels(
  _ numbers: [Double], width: Int = 1, kind: LabelKind, classNames: [String]? = nil,
  known: KnownClasses? = nil, classCount: Int? = nil, fileNames: [String]? = nil
) throws(DataError) -> Labels {
  let shape = width == 1 ? [numbers.count] : [numbers.count / width, width]
  return try Labels(
    .numbers(NumericArray(shape: shape, values: numbers)),
    LabelWishes(
      kind: kind, classNames: classNames, classCount: classCount, known: known, file: "d.npz"),
    fileNames: fileNames)
}

private func named(
  _ indices: [Int], _ names: [String], kind: LabelKind, classNames: [String]? = nil
) throws(DataError) -> Labels {
  try Labels(
    .classes(indices, names: names),
    LabelWishes(kind: kind, classNames: classNames, file: "pictures", firstRow: 0))
}

extension Labels {
  fileprivate func written(_ examples: [Int]) -> [Float] {
    var result = [Float](repeating: -1, count: examples.count * width)
    result.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      examples.withUnsafeBufferPointer { write(.list($0), into: base) }
    }
    return result
  }
}

@Suite struct LabelsTests {
  @Test func `binary labels are zero or one`() throws {
    let result = try labels([0, 1, 1], kind: .binary, fileNames: ["non-cat", "cat"])
    #expect(result.width == 1)
    #expect(result.written([2, 0]) == [1, 0])
    #expect(result.classNames == ["non-cat", "cat"])
    #expect(result.classCount == 2)
  }

  @Test(arguments: [2.0, -1, 0.5])
  func `binary labels refuse other numbers with their row`(label: Double) {
    let error = dataError { try labels([0, 1, label, 7], kind: .binary) }
    #expect(error?.place?.row == 2)
    #expect(error?.found.hasPrefix("the label \(numberText(label))") == true)
    #expect(error?.expected == "0 or 1, or two whole numbers, since the labels are binary")
  }

  @Test func `binary labels may be several an example`() throws {
    let result = try labels([0, 1, 1, 1], width: 2, kind: .binary)
    #expect(result.count == 2)
    #expect(result.written([1, 0]) == [1, 1, 0, 1])
    #expect(result.classCount == nil)
  }

  @Test func `one-hot labels become a row with a single one`() throws {
    let result = try labels([2, 0, 1], kind: .oneHot)
    #expect(result.width == 3)
    #expect(result.written([0, 1, 2]) == [0, 0, 1, 1, 0, 0, 0, 1, 0])
    #expect(result.classNames == nil)
  }

  @Test func `a known class need not occur`() throws {
    let result = try labels([0, 2], kind: .oneHot, classCount: 4)
    #expect(result.width == 4)
    #expect(result.numbers == [0, 2])
  }

  @Test func `distinct numbers become named classes`() throws {
    let result = try labels([7, 3, 5, 3], kind: .oneHot)
    #expect(result.numbers == [2, 0, 1, 0])
    #expect(result.classNames == ["3", "5", "7"])
    #expect(result.classNumbers == [3, 5, 7])
  }

  @Test func `test labels follow the numbers of the training data`() throws {
    let known = KnownClasses(
      count: 3, names: ["1", "2", "3"], numbers: [1, 2, 3], mayBeRows: false)
    let result = try labels([1, 2], kind: .oneHot, known: known)
    #expect(result.numbers == [0, 1])
    let error = dataError {
      try labels([1, 4], kind: .oneHot, known: known)
    }
    #expect(error?.place?.row == 1)
    #expect(error?.found == "the label 4")
    #expect(error?.expected == "one of 1, 2, 3, as in the training data")
  }

  @Test func `a label beyond the classes is named with its row`() {
    let error = dataError {
      try labels([0, 1, 2, 9], kind: .oneHot, classCount: 3)
    }
    #expect(error?.place?.row == 3)
    #expect(error?.expected == "a class from 0 to 2, since there are 3")
  }

  @Test func `rows that are one-hot already stay as they are`() throws {
    let result = try labels([0, 1, 0, 1, 0, 0], width: 3, kind: .oneHot)
    #expect(result.numbers == [1, 0])
    let error = dataError {
      try labels([0, 1, 0, 1, 1, 0], width: 3, kind: .oneHot)
    }
    #expect(error?.place?.row == 1)
    #expect(error?.found == "the labels 1 1 0")
  }

  @Test func `values stay numbers`() throws {
    let result = try labels([1.5, -2, 3, 4], width: 2, kind: .values)
    #expect(result.count == 2)
    #expect(result.written([1]) == [3, 4])
  }

  @Test func `names make binary labels of two classes`() throws {
    #expect(try named([1, 0], ["cat", "dog"], kind: .binary).numbers == [1, 0])
    let error = dataError {
      try named([0, 1, 2], ["a", "b", "c"], kind: .binary)
    }
    #expect(error?.found == "3 classes (a, b, c)")
  }

  @Test func `names take the order that is asked for`() throws {
    let result = try named([1, 0], ["cat", "dog"], kind: .binary, classNames: ["dog", "cat"])
    #expect(result.numbers == [0, 1])
    let error = dataError {
      try named([1, 0], ["cat", "dog"], kind: .oneHot, classNames: ["dog", "owl"])
    }
    #expect(error?.found == "the class \"cat\"")
    #expect(error?.expected == "one of dog, owl")
  }

  @Test func `names that are numbers serve as values`() throws {
    #expect(try named([1, 0], ["23", "31"], kind: .values).numbers == [31, 23])
    let error = dataError { try named([1, 0], ["23", "x"], kind: .values) }
    #expect(error?.place?.row == 0)
  }

  @Test(arguments: [[1, 1, 1], [2, 0], []])
  func `labels of another shape are refused`(shape: [Int]) {
    let error = dataError {
      let values = [Double](repeating: 0, count: shape.reduce(1, *))
      return try Labels(
        .numbers(NumericArray(shape: shape, values: values)),
        LabelWishes(kind: .values, file: "d.npy"))
    }
    #expect(error?.expected == "(m,) or (m, n[L])")
  }

  @Test func `class names must be as many as the classes`() {
    let error = dataError {
      try labels([0, 1], kind: .binary, classNames: ["a", "b", "c"])
    }
    #expect(error?.found == "3 class names (a, b, c)")
    #expect(error?.kind == .option)
  }
}
