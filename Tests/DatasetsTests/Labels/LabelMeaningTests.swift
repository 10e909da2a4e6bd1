import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// What labels of later files mean, by what training settled.
@Suite struct LabelMeaningTests {
  /// A table of one feature with these labels.
  private func csv(_ labels: [String], name: String = "y") -> String {
    "a,\(name)\n" + labels.enumerated().map { "\($0).5,\($1)\n" }.joined()
  }

  /// The classes of later labels after training on others.
  private func classes(
    _ later: [String], after training: [String], kind: LabelKind = .oneHot,
    classes: [String]? = nil
  ) throws -> [Int?] {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(csv(training), to: "train.csv")
      try files.write(csv(later), to: "later.csv")
      var source = DataSource(path: "train.csv")
      source.classes = classes
      let train = try Dataset(source, relativeTo: folder, labels: kind)
      let format = try InputFormat(metadata: train.format.metadata, file: "model")
      #expect(format == train.format)
      let data = try Dataset(
        DataSource(path: "later.csv"), role: .test, relativeTo: folder, labels: kind, like: format)
      return (0..<data.count).map { data.labels?.classIndex(of: $0) }
    }
  }

  private func refusal(
    _ later: [String], after training: [String], kind: LabelKind = .oneHot,
    classes: [String]? = nil
  ) -> DataError? {
    dataError { try self.classes(later, after: training, kind: kind, classes: classes) }
  }

  @Test func `text is looked up as text whatever it looks like`() throws {
    #expect(try classes(["2", "1", "2"], after: ["1", "2", "3+"]) == [1, 0, 1])
    #expect(try classes(["1", "1"], after: ["1", "2+"], kind: .binary) == [0, 0])
    #expect(try classes(["20", "other"], after: ["10", "20", "other"]) == [1, 2])
    #expect(try classes(["01", "1"], after: ["1", "01", "x"]) == [0, 1])
    #expect(try classes(["\"2\"", " 1 "], after: ["1", "2", "x"]) == [1, 0])
  }

  @Test(arguments: ["1.0", "01", "+1", "1e0", "3"])
  func `text that training did not have is refused with the classes`(label: String) {
    let error = refusal(["2", label], after: ["1", "2", "3+"])
    #expect(
      error?.description == "later.csv: row 2, column \"y\": the class \"\(label)\", "
        + "expected one of 1, 2, 3+, as in the training data")
  }

  @Test func `numbers are looked up as numbers, and a file may lack classes`() throws {
    #expect(try classes(["2", "1.0", "+2"], after: ["0", "1", "2"]) == [2, 1, 2])
    #expect(try classes(["3", "03"], after: ["1", "2", "3"]) == [2, 2])
    #expect(try classes(["30", "10"], after: ["10", "20", "30"]) == [2, 0])
  }

  @Test func `a text among numbers is refused, not taken as a class of its own`() {
    let error = refusal(["1", "unknown", "2"], after: ["0", "1", "2"])
    #expect(error?.place == .init(row: 2, column: "column \"y\""))
    #expect(error?.found == "the class \"unknown\"")
    #expect(error?.expected == "one of 0, 1, 2, as in the training data")
    let number = refusal(["1", "4"], after: ["1", "2", "3"])
    #expect(number?.found == "the label 4")
    #expect(number?.expected == "one of 1, 2, 3, as in the training data")
  }

  @Test func `numbers are no indices of classes that are text`() {
    let error = refusal(["0", "1", "2"], after: ["cat", "dog", "fox"])
    #expect(error?.found == "the class \"0\"")
    #expect(error?.expected == "one of cat, dog, fox, as in the training data")
  }

  @Test func `two whole numbers are the two classes of a sigmoid`() throws {
    #expect(try classes(["2", "2", "1"], after: ["1", "2"], kind: .binary) == [1, 1, 0])
    #expect(try classes(["1", "1"], after: ["-1", "1", "-1"], kind: .binary) == [1, 1])
    #expect(refusal(["0"], after: ["-1", "1"], kind: .binary)?.found == "the label 0")
    #expect(try classes(["1", "1"], after: ["1", "1"], kind: .binary) == [1, 1])
    #expect(
      refusal([], after: ["0.5", "1"], kind: .binary)?.expected
        == "0 or 1, or two whole numbers, since the labels are binary")
    #expect(
      refusal([], after: ["2", "2"], kind: .binary)?.found
        == "the label 2 (1 distinct label)")
  }

  @Test func `two numbers for a sigmoid are remarked on`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(csv(["-1", "1"]), to: "t.csv")
      let data = try Dataset(DataSource(path: "t.csv"), relativeTo: folder, labels: .binary)
      #expect(
        data.remarks == ["the labels -1 and 1 are two classes; the output is the probability of 1"])
      #expect(data.labels?.classNames == ["-1", "1"])
      #expect(data.allLabels(Double.self) == [0, 1])
    }
  }

  @Test func `labels of one example each are remarked on in training alone`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(csv(["a", "b", "c"]), to: "t.csv")
      let source = DataSource(path: "t.csv")
      let train = try Dataset(source, relativeTo: folder, labels: .oneHot)
      #expect(train.remarks.count == 1)
      let later = try Dataset(source, relativeTo: folder, labels: .oneHot, like: train.format)
      #expect(later.remarks.isEmpty)
    }
  }

  @Test func `numbers with a decimal comma are classes and values as any are`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write("a;y\n1,5;0,5\n2,5;1,5\n3,5;0,5\n", to: "t.csv")
      let source = DataSource(path: "t.csv")
      let values = try Dataset(source, relativeTo: folder, labels: .values)
      #expect(values.labels?.numbers == [0.5, 1.5, 0.5])
      let classes = try Dataset(source, relativeTo: folder, labels: .oneHot)
      #expect(classes.labels?.classNumbers == [0.5, 1.5])
      try files.write("a;y\n1,5;1,5\n2,5;1,50\n", to: "later.csv")
      let later = try Dataset(
        DataSource(path: "later.csv"), relativeTo: folder, labels: .oneHot, like: classes.format)
      #expect(later.labels?.numbers == [1, 1])
    }
  }

  // MARK: Names that the user gives

  @Test func `a label that is one of the given names is the class of that name`() throws {
    let names = ["1", "2", "3+"]
    #expect(try classes(["2", "1"], after: ["1", "2", "1"], classes: ["1", "2", "3"]) == [1, 0])
    #expect(try classes(["3+", "2"], after: ["1", "2", "1"], classes: names) == [2, 1])
    #expect(try classes(["3+", "1"], after: ["1", "2", "3+"], classes: names) == [2, 0])
    #expect(try classes(["b", "a"], after: ["a", "b"], classes: ["b", "a"]) == [0, 1])
    #expect(try classes(["0", "1"], after: ["1", "0"], classes: ["1", "0"]) == [1, 0])
    #expect(try classes(["yes", "no"], after: ["0", "1"], classes: ["no", "yes"]) == [1, 0])
    #expect(
      refusal(["1", "no"], after: ["0", "1"], classes: ["no", "yes"])?.expected
        == "one of 0 (no), 1 (yes), as in the training data")
  }

  @Test func `labels that are indices keep the names that look like numbers`() throws {
    let stars = ["1", "2", "3", "4", "5"]
    let all = ["0", "1", "2", "3", "4"]
    #expect(try classes(["4", "0"], after: all, classes: stars) == [4, 0])
    #expect(refusal(["x", "3"], after: all, classes: stars)?.found == "the class \"x\"")
  }

  @Test func `names twice are refused`() {
    let error = refusal([], after: ["a", "b"], classes: ["a", "a", "b"])
    #expect(error?.found == "the class name \"a\" twice")
  }

  @Test func `labels that may be names and indices are names, with a remark`() throws {
    let labels = try encoded([1, 2, 1], kind: .oneHot, names: ["1", "2", "3"])
    #expect(labels.0.numbers == [0, 1, 0])
    #expect(
      labels.1 == [
        "the labels 1, 2 are taken as the names of the classes (1, 2, 3), not as their indices"
      ])
    #expect(try encoded([0, 1], kind: .oneHot, names: ["0", "1", "2"]).1.isEmpty)
  }

  @Test func `labels that may be a file's names and its indices are refused`() throws {
    let array = NumericArray(shape: [3], values: [1, 2, 1] as [Int64])
    let wishes = LabelWishes(kind: .oneHot, file: "t.npz")
    let error = dataError {
      try Labels(.numbers(array), wishes, fileNames: ["1", "2", "3"])
    }
    #expect(error?.found == "the labels 1, 2")
    let all = NumericArray(shape: [3], values: [1, 2, 3] as [Int64])
    #expect(try Labels(.numbers(all), wishes, fileNames: ["1", "2", "3"]).numbers == [0, 1, 2])
    let indices = NumericArray(shape: [3], values: [0, 2, 1] as [Int64])
    #expect(
      try Labels(.numbers(indices), wishes, fileNames: ["1", "2", "3"]).numbers == [0, 2, 1])
  }

  private func encoded(
    _ numbers: [Double], kind: LabelKind, names: [String]
  ) throws -> (Labels, [String]) {
    var encoder = LabelEncoder(
      LabelWishes(kind: kind, classNames: names, file: "t.npz"), fileNames: nil)
    let array = NumericArray(shape: [numbers.count], values: numbers)
    return (try encoder.labels(.numbers(array)), encoder.remarks)
  }

  @Test func `names in another order than the file's own are refused`() {
    let array = NumericArray(shape: [2], values: [0, 1] as [Int64])
    let error = dataError {
      try Labels(
        .numbers(array), LabelWishes(kind: .binary, classNames: ["b", "a"], file: "t.npz"),
        fileNames: ["a", "b"])
    }
    #expect(
      error?.description == "t.npz: the class names b, a, expected a, b, the order in which the "
        + "file has them")
  }

  @Test func `a number that is another class's name is refused in another kind of file`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      var source = try files.pair(counting([2, 1]), [0, 1])
      source.classes = ["1", "2"]
      let train = try Dataset(source, relativeTo: folder, labels: .binary)
      source.classes = nil
      let same = try Dataset(source, relativeTo: folder, labels: .binary, like: train.format)
      #expect(same.labels?.numbers == [0, 1])
      try files.write("a,y\n5,1\n6,1\n", to: "later.csv")
      let error = dataError {
        try Dataset(
          DataSource(path: "later.csv"), relativeTo: folder, labels: .binary, like: train.format)
      }
      #expect(
        error?.description
          == "later.csv: row 1, column \"y\": the label 1, expected one that means "
          + "a single class; it is the name of class 0 and the number of class 1")
    }
  }

  @Test func `another order of names in a later source is not another meaning`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(csv(["0", "1"]), to: "train.csv")
      var source = DataSource(path: "train.csv")
      source.classes = ["cat", "dog"]
      let train = try Dataset(source, relativeTo: folder, labels: .binary)
      source.classes = ["dog", "cat"]
      let later = try Dataset(source, relativeTo: folder, labels: .binary, like: train.format)
      #expect(later.labels?.numbers == [1, 0])
      #expect(later.labels?.classNames == ["cat", "dog"])
      source.classes = ["dog", "owl"]
      let error = dataError {
        try Dataset(source, relativeTo: folder, labels: .binary, like: train.format)
      }
      #expect(error?.found == "the class name \"owl\"")
      #expect(error?.expected == "one of cat, dog, as in the training data")
    }
  }

  @Test func `another kind of labels than in training is refused`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(csv(["0", "1"]), to: "t.csv")
      var source = DataSource(path: "t.csv")
      let train = try Dataset(source, relativeTo: folder, labels: .binary)
      source.labels = .values
      let error = dataError {
        try Dataset(source, relativeTo: folder, labels: .binary, like: train.format)
      }
      #expect(
        error?.description
          == "t.csv: \"labels\": \"values\", expected \"binary\", as for the training data")
    }
  }
}
