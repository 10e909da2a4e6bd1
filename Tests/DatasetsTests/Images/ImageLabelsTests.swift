import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Pictures whose labels stand in a table of file and label.
@Suite struct ImageLabelsTests {
  private static let table = "file,label\nb.png,dog\na.png,cat\nc.png,dog\n"

  /// Three pictures without folders of classes, and a table.
  private func withImages(
    _ table: String = Self.table, at place: String = "labels.csv",
    _ body: (DataFolder, DataSource) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      for (name, level) in [("a", 10), ("b", 200), ("c", 210)] {
        try files.write(color: [UInt8(level)], height: 1, width: 2, to: "p/\(name).png")
      }
      try files.write(table, to: place)
      var source = DataSource(path: "p")
      source.labelsPath = place
      try body(files, source)
    }
  }

  private func refusal(_ table: String) throws -> String? {
    var description: String?
    try withImages(table) { files, source in
      let error = dataError { try Dataset(source, relativeTo: files.url, labels: .oneHot) }
      let header = dataError { try SourceHeader(source, labels: .oneHot, relativeTo: files.url) }
      #expect(header == error)
      description = error?.description
    }
    return description
  }

  @Test func `each picture has the label of its row`() throws {
    for place in ["labels.csv", "p/labels.csv"] {
      try withImages(at: place) { files, source in
        let data = try Dataset(source, relativeTo: files.url, labels: .oneHot)
        #expect(data.labels?.classNames == ["cat", "dog"])
        #expect(data.labels?.numbers == [0, 1, 1])
        #expect((0..<3).map(data.exampleName) == ["a.png", "b.png", "c.png"])
        #expect(data.remarks.isEmpty)
        let header = try SourceHeader(source, labels: .oneHot, relativeTo: files.url)
        #expect((header.count, header.labelWidth) == (3, 2))
      }
    }
  }

  @Test(arguments: [
    "a.png;cat\nc.png;dog\nb.png;dog\n", "\u{FEFF}a.png\tcat\r\n\"c.png\"\tdog\r\nb.png\tdog",
  ])
  func `a table needs no header, and may be divided otherwise`(table: String) throws {
    try withImages(table) { files, source in
      let data = try Dataset(source, relativeTo: files.url, labels: .oneHot)
      #expect(data.labels?.numbers == [0, 1, 1])
    }
  }

  @Test func `numbers are values, or classes in their order`() throws {
    try withImages("a.png,2.5\nb.png,-1\nc.png,2.5\n") { files, source in
      let values = try Dataset(source, relativeTo: files.url, labels: .values)
      #expect(values.labels?.numbers == [2.5, -1, 2.5])
    }
    try withImages("a.png,0\nb.png,1\nc.png,1\n") { files, source in
      let binary = try Dataset(source, relativeTo: files.url, labels: .binary)
      #expect(binary.labels?.numbers == [0, 1, 1])
      let header = try SourceHeader(source, labels: .oneHot, relativeTo: files.url)
      #expect(header.labelWidth == nil)
    }
  }

  @Test func `a test set has the classes of the training data`() throws {
    try withImages { files, source in
      let train = try Dataset(source, relativeTo: files.url, labels: .oneHot)
      try files.write("a.png,dog\nb.png,dog\nc.png,dog\n", to: "other.csv")
      var other = source
      other.labelsPath = "other.csv"
      let test = try Dataset(
        other, role: .test, relativeTo: files.url, labels: .oneHot, like: train.format)
      #expect(test.labels?.numbers == [1, 1, 1])
      // Folders of classes and a table mean the same.
      try files.write(color: [7], height: 1, width: 2, to: "q/cat/1.png")
      try files.write(color: [8], height: 1, width: 2, to: "q/dog/1.png")
      let folders = try Dataset(
        DataSource(path: "q"), role: .test, relativeTo: files.url, labels: .oneHot,
        like: train.format)
      #expect(folders.labels?.numbers == [0, 1])
    }
  }

  @Test func `labels that are not asked for are not read`() throws {
    try withImages("nonsense") { files, source in
      let data = try Dataset(source, relativeTo: files.url, labels: nil)
      #expect(data.labels == nil)
    }
  }

  @Test(arguments: [
    (
      "a.png,cat\nb.png,dog\n",
      "labels.csv: no label of c.png, expected a row for each picture in p"
    ),
    (
      "a.png,cat\nb.png,dog\nd.png,dog\nc.png,dog\n",
      "labels.csv: line 3: the file \"d.png\", expected the name of a picture in p"
    ),
    (
      "x.png,cat\na.png,cat\nb.png,dog\nc.png,dog\n",
      "labels.csv: line 1: the file \"x.png\", expected the name of a picture in p"
    ),
    (
      "a.png,cat\nb.png,dog\na.png,dog\nc.png,dog\n",
      "labels.csv: line 3: the file \"a.png\" a second time, expected a row for each picture"
    ),
    ("a.png,cat\nb.png,\nc.png,dog\n", "labels.csv: line 2: no label of b.png, expected a label"),
    (
      "a.png,cat,1\nb.png,dog,2\nc.png,dog,3\n",
      "labels.csv: line 1: 3 columns, expected two: a file and its label"
    ),
    ("a.png\nb.png\nc.png\n", "labels.csv: line 1: 1 column, expected two: a file and its label"),
    ("a.png,\"cat\nb.png,dog", "labels.csv: line 1: a quoted field without an end"),
  ])
  func `a table that does not fit the pictures is refused`(table: String, text: String) throws {
    let found = try refusal(table)
    #expect(found?.hasPrefix(text) == true, "\(found ?? "none")")
  }

  @Test func `only a folder of pictures has a table of labels`() throws {
    try withImages { files, source in
      var other = source
      try files.write("x,y\n1,2\n3,4\n", to: "table.csv")
      for path in ["table.csv", "p/a.png"] {
        other.origin = .file(path)
        let error = dataError { try Dataset(other, relativeTo: files.url, labels: nil) }
        #expect(error?.kind == .option)
        #expect(error?.found == "\"labelsPath\": \"labels.csv\"")
      }
      other.origin = source.origin
      other.labelsPath = "none.csv"
      let missing = dataError { try Dataset(other, relativeTo: files.url, labels: .oneHot) }
      #expect(missing?.kind == .missingFile)
      other.labelsPath = "p"
      let folder = dataError { try Dataset(other, relativeTo: files.url, labels: .oneHot) }
      #expect(folder?.description == "p: no table, expected a CSV of file and label")
      try files.write(color: [7], height: 1, width: 2, to: "p/cat/1.png")
      for name in ["a", "b", "c"] {
        try FileManager.default.removeItem(at: files.url.appendingPathComponent("p/\(name).png"))
      }
      let classes = dataError { try Dataset(source, relativeTo: files.url, labels: .oneHot) }
      #expect(
        classes?.description
          == "p: folders of classes beside \"labelsPath\": \"labels.csv\", expected the pictures "
          + "themselves")
    }
  }
}
