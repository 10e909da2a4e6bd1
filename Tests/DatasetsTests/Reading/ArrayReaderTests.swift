import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Which array is which, and what is said of those that are neither numbers nor text.
@Suite struct ArrayReaderTests {
  private let x = NumericArray(shape: [4, 2], values: (0..<8).map(Double.init))
  private let fold = NumericArray(shape: [4], values: [0, 1, 0, 1] as [Int64])
  private let animals = ["cat", "dog", "cat", "ant"]

  private func read(
    _ source: DataSource, _ kind: LabelKind = .oneHot, in folder: URL
  ) throws(DataError) -> Dataset {
    try Dataset(source, relativeTo: folder, labels: kind)
  }

  private func refusal(_ source: DataSource, in folder: URL) -> DataError? {
    dataError { try read(source, in: folder) }
  }

  @Test func `labels of text are classes, whatever else is in the file`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ([("x", x), ("fold", fold)], texts: [("y", animals)], to: "d.npz")
      let data = try read(DataSource(path: "d.npz"), in: folder)
      #expect(data.labels?.classNames == ["ant", "cat", "dog"])
      #expect(data.labels?.numbers == [1, 2, 1, 0])
      #expect(data.remarks.isEmpty)
    }
  }

  @Test func `labels of text may be a file of their own`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(x, to: "x.npy")
      try files.writeNPZ([], texts: [("anything", animals)], to: "y.npz")
      let data = try read(DataSource(.files(x: "x.npy", y: "y.npz")), in: folder)
      #expect(data.labels?.classNames == ["ant", "cat", "dog"])
    }
  }

  @Test func `text of a later file is looked up among the classes of training`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ([("x", x)], texts: [("y", animals)], to: "d.npz")
      try files.writeNPZ([("x", x)], texts: [("y", ["dog", "dog", "cat", "dog"])], to: "t.npz")
      try files.writeNPZ([("x", x)], texts: [("y", ["dog", "fox", "cat", "dog"])], to: "u.npz")
      let data = try read(DataSource(path: "d.npz"), in: folder)
      let later = try Dataset(
        DataSource(path: "t.npz"), role: .test, relativeTo: folder, labels: .oneHot,
        like: data.format)
      #expect(later.labels?.numbers == [2, 2, 1, 2])
      let unknown = dataError {
        try Dataset(
          DataSource(path: "u.npz"), role: .test, relativeTo: folder, labels: .oneHot,
          like: data.format)
      }
      #expect(unknown?.description.contains("fox") == true)
    }
  }

  @Test func `an empty label is refused by its row`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ([("x", x)], texts: [("y", ["a", "b", "", "a"])], to: "d.npz")
      #expect(
        refusal(DataSource(path: "d.npz"), in: folder)?.description
          == "d.npz: row 2, y: an empty label, expected the name of a class")
    }
  }

  @Test func `an array that cannot be read is refused by name, not replaced`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ(
        [("y", fold), ("ids", x)], others: [("x", "|O", "(4,)")], to: "d.npz")
      let error = refusal(DataSource(path: "d.npz"), in: folder)
      #expect(error?.place?.column == "array \"x\"")
      #expect(error?.found == "Python objects, which only Python unpickles ('|O')")
      #expect(error?.expected == "numbers")
      #expect(error?.advice?.contains(".astype(str)") == true)
      try files.writeNPZ(
        [("x", x), ("fold", fold)], others: [("y", "|O", "(4,)")], to: "l.npz")
      let labels = refusal(DataSource(path: "l.npz"), in: folder)
      #expect(labels?.place?.column == "array \"y\"")
      #expect(labels?.expected == "numbers or text")
    }
  }

  @Test func `an array that cannot be read hides no other`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ(
        [("x", x), ("y", fold)],
        others: [("meta", "|O", "()"), ("day", "<M8[D]", "(4,)"), ("broken", "<f4", "(4")],
        to: "d.npz")
      let data = try read(DataSource(path: "d.npz"), in: folder)
      #expect(data.labels?.numbers == [0, 1, 0, 1])
    }
  }

  @Test func `without known names an array that cannot be read leaves it open`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ(
        [("foo", x), ("kind", fold)], others: [("bar", "<c16", "(4, 3)")], to: "d.npz")
      #expect(
        refusal(DataSource(path: "d.npz"), in: folder)?.found
          == "the arrays bar (4, 3) unreadable, foo (4, 2), kind (4,)")
      try files.writeNPZ([("foo", x)], others: [("kind", "<c16", "(4,)")], to: "e.npz")
      #expect(
        refusal(DataSource(path: "e.npz"), in: folder)?.place?.column == "array \"kind\"")
    }
  }

  @Test func `text is no features`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ([("y", fold)], texts: [("x", animals)], to: "d.npz")
      #expect(
        refusal(DataSource(path: "d.npz"), in: folder)?.description
          == "d.npz: array \"x\": text, expected numbers")
    }
  }

  @Test func `several arrays that may be the labels are listed`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ([("foo", x), ("fold", fold)], texts: [("kind", animals)], to: "d.npz")
      let error = refusal(DataSource(path: "d.npz"), in: folder)
      #expect(error?.expected == "one of fold (4,), kind (4,) text as labels")
    }
  }

  @Test func `names of classes that cannot be read are left out and said to be`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.writeNPZ(
        [("x", x), ("y", fold)], others: [("classes", "|O", "(2,)")], to: "d.npz")
      let data = try read(DataSource(path: "d.npz"), in: folder)
      #expect(data.labels?.classNames == nil)
      #expect(data.remarks.count == 1)
      #expect(data.remarks[0].hasPrefix("the names of classes in classes are left out: Python"))
    }
  }

  @Test func `a file of another format is called by its name`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(Array("PAR1\0\0\0PAR1".utf8), to: "d.parquet")
      let error = refusal(DataSource(path: "d.parquet"), in: folder)
      #expect(error?.kind == .unreadableFile)
      #expect(error?.found == "a Parquet file")
      #expect(error?.advice == "pandas makes CSV of it: read_parquet(…).to_csv(…)")
      try files.write(Array("<!DOCTYPE html>\n<p>1,2\n".utf8), to: "d.csv")
      #expect(
        refusal(DataSource(path: "d.csv"), in: folder)?.found == "a page of the web (HTML)")
    }
  }
}
