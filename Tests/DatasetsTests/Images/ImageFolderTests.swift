import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Folders of pictures as people have them.
@Suite struct ImageFolderTests {
  /// Two classes of two pictures each.
  private func withImages(_ body: (DataFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      for (name, level) in [("cat/1", 10), ("cat/2", 20), ("dog/1", 200), ("dog/2", 210)] {
        try files.write(color: [UInt8(level)], height: 1, width: 2, to: "p/\(name).png")
      }
      try body(files)
    }
  }

  private func read(
    _ files: DataFolder, _ path: String = "p", role: DataRole = .train,
    labels: LabelKind? = .oneHot,
    like format: InputFormat? = nil
  ) throws(DataError) -> Dataset {
    try Dataset(
      DataSource(path: path), role: role, relativeTo: files.url, labels: labels, like: format)
  }

  private func shell(_ line: String, in files: DataFolder) throws {
    let result = try runCommand(URL(fileURLWithPath: "/bin/sh"), ["-c", line], in: files.url)
    #expect(result.status == 0, "\(result.stderr)")
  }

  // MARK: Pictures of no class

  @Test(arguments: LabelKind.allCases, DataRole.allCases)
  func `pictures of no class are refused where labels are needed`(
    kind: LabelKind, role: DataRole
  ) throws {
    try withImages { files in
      for (path, found) in [
        ("p/cat", "2 pictures of no class"), ("p/cat/1.png", "a single picture, of no class"),
      ] {
        let error = dataError {
          try read(files, path, role: role, labels: kind)
        }
        #expect(error?.kind == .content)
        #expect(
          error?.description
            == "\(path): \(found), expected a folder that has a folder of pictures for each class, or "
            + "\"labelsPath\"")
        let header = dataError {
          try SourceHeader(
            DataSource(path: path), role: role, labels: kind, relativeTo: files.url)
        }
        #expect(header == error)
        let unlabelled = try read(files, path, role: role, labels: nil)
        #expect(unlabelled.labels == nil)
      }
    }
  }

  @Test func `they are refused before a picture is read`() throws {
    try withImages { files in
      try files.write("no picture", to: "p/cat/3.png")
      let error = dataError { try read(files, "p/cat") }
      #expect(error?.found == "3 pictures of no class")
    }
  }

  @Test func `an array in a file of its own labels them`() throws {
    try withImages { files in
      try files.write(NumericArray(shape: [2], values: [1.0, 0]), to: "y.npy")
      let source = DataSource(.files(x: "p/cat", y: "y.npy"))
      let data = try Dataset(source, relativeTo: files.url, labels: .binary)
      #expect(data.allLabels(Double.self) == [1, 0])
      let error = dataError {
        try Dataset(
          DataSource(.files(x: "p/cat", y: nil)), relativeTo: files.url, labels: .binary)
      }
      #expect(error?.found == "no labels")
    }
  }

  // MARK: What stands beside the classes

  @Test func `files and folders that are no classes are passed over and said`() throws {
    try withImages { files in
      for name in [
        "README.md", "labels.csv", "__MACOSX/cat/._1.png", "@eaDir/1/thumb.jpg",
        "cat/@eaDir/thumb.jpg", ".git/config", "cat/.hidden", "Thumbs.db", "dog/Desktop.ini",
        "dog/Icon\r",
      ] {
        try files.write(Array("file,label\n".utf8), to: "p/\(name)")
      }
      let data = try read(files)
      #expect(data.labels?.classNames == ["cat", "dog"])
      #expect(data.count == 4)
      #expect(
        data.remarks == [
          "passed over, taken for no classes or pictures: @eaDir, __MACOSX, README.md, labels.csv, "
            + "cat/@eaDir"
        ])
    }
  }

  @Test(arguments: ["x.dat", "x.png"])
  func `a picture beside the classes is refused by its content or its name`(name: String) throws {
    try withImages { files in
      let one = try Data(contentsOf: files.url.appendingPathComponent("p/cat/1.png"))
      try files.write(name == "x.png" ? [] : [UInt8](one), to: "p/\(name)")
      let error = dataError { try read(files) }
      #expect(error?.found == "pictures beside the class folders (\(name))")
    }
  }

  @Test func `a folder that holds a system's leavings alone has pictures of no class`() throws {
    try withImages { files in
      try files.write([], to: "p/cat/__MACOSX/._1.png")
      let data = try read(files, "p/cat", labels: nil)
      #expect(data.count == 2)
      #expect(
        data.remarks == ["passed over, taken for no classes or pictures: __MACOSX"])
    }
  }

  @Test func `an empty class is an error in training and a remark elsewhere`() throws {
    try withImages { files in
      let train = try read(files)
      try shell("rm p/dog/*.png; touch p/dog/.keep", in: files)
      let error = dataError { try read(files) }
      #expect(error?.description == "p/dog: an empty folder, expected the pictures of a class")
      for role in [DataRole.validation, .test] {
        let data = try read(files, role: role, like: train.format)
        #expect(data.labels?.classNames == ["cat", "dog"])
        #expect(data.allLabels(Double.self) == [1, 0, 1, 0])
        #expect(data.remarks == ["no pictures in the folder of dog"])
        let header = try SourceHeader(
          DataSource(path: "p"), role: role, labels: .oneHot, relativeTo: files.url)
        #expect(header.labelWidth == nil)
      }
      try shell("rm p/cat/*.png; ln -s none p/cat/1.png", in: files)
      let links = dataError { try read(files) }
      #expect(
        links?.description == "p/cat: a folder without pictures, expected the pictures of a class")
      let none = dataError {
        try read(files, role: .test, like: train.format)
      }
      #expect(none?.found == "no pictures in cat, dog")
    }
  }

  @Test func `a later folder has classes by the names of training, and may lack some`() throws {
    try withImages { files in
      let train = try read(files)
      try shell("mkdir few more; cp -r p/dog few; cp -r p/dog more/owl", in: files)
      let few = try read(files, "few", role: .test, like: train.format)
      #expect(few.allLabels(Double.self) == [0, 1, 0, 1])
      let more = dataError {
        try read(files, "more", role: .validation, like: train.format)
      }
      #expect(more?.found == "the class \"owl\"")
      #expect(more?.expected == "one of cat, dog, as in the training data")
    }
  }

  @Test func `the classes key names the classes of a header too`() throws {
    try withImages { files in
      var source = DataSource(path: "p")
      source.classes = ["owl", "dog", "cat"]
      let header = try SourceHeader(source, labels: .oneHot, relativeTo: files.url)
      #expect(header.labelWidth == 3)
      #expect(
        try Dataset(source, relativeTo: files.url, labels: .oneHot).labels?.width == 3)
    }
  }

  // MARK: Folders in folders

  @Test func `sets in one folder are told apart`() throws {
    try withImages { files in
      try shell("mkdir sets; for s in train Val test; do cp -r p sets/$s; done", in: files)
      let error = dataError { try read(files, "sets") }
      #expect(
        error?.description
          == "sets: folders of whole sets (train, Val, test), expected a folder of pictures per "
          + "class; name each set by its own folder: sets/train to train on, sets/Val for "
          + "validation, sets/test for test")
    }
  }

  @Test func `classes one folder further down are pointed at`() throws {
    try withImages { files in
      try shell("mkdir zip; cp -r p zip/archive", in: files)
      let error = dataError { try read(files, "zip/") }
      #expect(
        error?.description
          == "zip/archive: folders inside it (cat, dog), expected the pictures of a class; if those "
          + "are the classes, name zip/archive")
      try shell("cp -r p/dog p/cat", in: files)
      let nested = dataError { try read(files) }
      #expect(nested?.found == "folders inside it (dog)")
      #expect(nested?.advice == nil)
    }
  }

  // MARK: Links and names

  @Test func `links are followed, and those that lead nowhere are said`() throws {
    try withImages { files in
      try shell(
        "ln -s none p/dog/3.png; ln -s none p/owl; ln -s ../../p/dog/1.png p/cat/3.png; mv p/dog d; "
          + "ln -s ../d p/dog; mkfifo p/cat/pipe", in: files)
      let data = try read(files)
      #expect(
        (0..<data.count).map(data.exampleName) == [
          "cat/1.png", "cat/2.png", "cat/3.png", "dog/1.png", "dog/2.png",
        ])
      #expect(
        data.remarks == [
          "passed over, taken for no classes or pictures: cat/pipe",
          "2 links lead to nothing, passed over: owl, dog/3.png",
        ])
    }
  }

  @Test func `names that are no UTF-8 are read`() throws {
    try withImages { files in
      let made = try runCommand(
        URL(fileURLWithPath: "/bin/sh"),
        [
          "-c",
          "cp -r p/dog \"p/$(printf 'h\\374nd')\"; mv p/cat/1.png \"p/cat/$(printf '\\351').png\"",
        ],
        in: files.url)
      // A file system that takes UTF-8 alone has nothing to show.
      guard made.status == 0 else { return }
      let data = try read(files)
      #expect(data.labels?.classNames == ["cat", "dog", "h\\xfcnd"])
      #expect(
        (0..<data.count).map(data.exampleName) == [
          "cat/2.png", "cat/\\xe9.png", "dog/1.png", "dog/2.png", "h\\xfcnd/1.png",
          "h\\xfcnd/2.png",
        ])
      #expect(data.features(Float.self, at: [1]) == [Float](repeating: 10 / 255, count: 6))
      #expect(
        data.remarks == [
          "names that are no UTF-8 are read, and shown with \\x for such a byte: h\\xfcnd, "
            + "cat/\\xe9.png"
        ])
      let one = try read(files, "p/h\\xfcnd/2.png", labels: nil)
      #expect(one.count == 1)
    }
  }

  @Test func `two folders of one name are refused`() throws {
    try withImages { files in
      try shell(
        "cp -r p/dog \"p/$(printf '\\303\\251')\"; cp -r p/dog \"p/$(printf 'e\\314\\201')\"",
        in: files)
      guard
        try FileManager.default.contentsOfDirectory(
          atPath: files.url.appendingPathComponent("p").path
        ).count == 4
      else { return }
      let error = dataError { try read(files) }
      #expect(
        error?.found == "two folders named é, one with its accents as characters of their own")
    }
  }

  @Test func `classes that differ in case alone are two`() throws {
    try withImages { files in
      try shell("cp -r p/dog p/Dog", in: files)
      let names = try read(files).labels?.classNames
      // A file system may take both for one.
      #expect(names == ["Dog", "cat", "dog"] || names == ["cat", "dog"])
    }
  }

  @Test func `a network of a table is asked about no pictures`() throws {
    try withImages { files in
      try files.write("a,b,c,d,e,f,y\n1,2,3,4,5,6,0\n6,5,4,3,2,1,1\n", to: "t.csv")
      let table = try read(files, "t.csv", labels: .binary)
      let error = dataError {
        try read(files, "p/cat/1.png", role: .test, labels: nil, like: table.format)
      }
      #expect(
        error?.description == "p/cat/1.png: pictures, expected a table, as the training data were")
    }
  }
}
