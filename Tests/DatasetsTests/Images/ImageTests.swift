import ArrayFiles
import Foundation
import Images
import LinearAlgebra
import TestSupport
import Testing
@testable import Datasets

@Suite struct ImageTests {
  /// Two classes of two pictures each, 2x3 pixels.
  private func withImages(_ body: (DataFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(color: [10, 20, 30], height: 2, width: 3, to: "pictures/dog/b.png")
      try files.write(color: [40, 50, 60], height: 2, width: 3, to: "pictures/dog/a.png")
      try files.write(color: [70], height: 2, width: 3, to: "pictures/cat/1.png")
      try files.write("hidden", to: "pictures/.DS_Store")
      try body(files)
    }
  }

  @Test func `a folder per class becomes sorted examples`() throws {
    try withImages { files in
      var progress: [Int] = []
      let data = try Dataset(
        DataSource(path: "pictures"), relativeTo: files.url, labels: .binary
      ) { done, _ in progress.append(done) }
      #expect(data.shape == [3, 2, 3, 3])
      #expect((0..<3).map(data.exampleName) == ["cat/1.png", "dog/a.png", "dog/b.png"])
      #expect(data.labels?.classNames == ["cat", "dog"])
      #expect(data.allLabels(Double.self) == [0, 1, 1])
      let first: [Float] = [10, 20, 30, 10]
      #expect(Array(data.features(Float.self, at: [2]).prefix(4)) == first.map { $0 / 255 })
      #expect(progress.last == 3 && progress == progress.sorted())
    }
  }

  @Test func `a picture alone comes along as its file has it`() throws {
    try withImages { files in
      var source = DataSource(path: "pictures/dog/a.png")
      source.imageSize = ImageSize(height: 1, width: 1)
      let data = try Dataset(source, relativeTo: files.url)
      #expect(data.shape == [1, 1, 1, 3])
      let file = files.url.appendingPathComponent(source.name)
      #expect(try data.image == Image(contentsOf: file))
      #expect(try Dataset(DataSource(path: "pictures/dog"), relativeTo: files.url).image == nil)
    }
  }

  @Test func `classes may be in another order`() throws {
    try withImages { files in
      var source = DataSource(path: "pictures")
      source.classes = ["dog", "cat"]
      let data = try Dataset(source, relativeTo: files.url, labels: .oneHot)
      #expect(data.allLabels(Double.self) == [0, 1, 1, 0, 1, 0])
    }
  }

  @Test func `planar images have all red first`() throws {
    try withImages { files in
      var source = DataSource(path: "pictures/dog")
      source.pixelOrder = .planar
      source.normalize = Normalization.Method.none
      let data = try Dataset(source, relativeTo: files.url)
      #expect(data.shape == [2, 3, 2, 3])
      let first: [Float] = [40, 40, 40, 40, 40, 40, 50, 50, 50, 50, 50, 50, 60, 60, 60, 60, 60, 60]
      #expect(data.features(Float.self, at: [0]) == first)
    }
  }

  @Test func `images become grey and of one size`() throws {
    try withImages { files in
      try files.write(color: [70], height: 5, width: 5, to: "pictures/cat/2.png")
      var source = DataSource(path: "pictures")
      let error = dataError {
        try Dataset(source, relativeTo: files.url, labels: .binary)
      }
      #expect(error?.found == "cat/2.png of 5x5 pixels")
      source.imageSize = ImageSize(height: 1, width: 2)
      source.channels = 1
      source.normalize = Normalization.Method.none
      let data = try Dataset(source, relativeTo: files.url, labels: .binary)
      #expect(data.format.imageShape == ImageShape(height: 1, width: 2, channels: 1))
      #expect(data.features(Float.self, at: [0, 1]) == [70, 70, 70, 70])
    }
  }

  @Test func `all unreadable images are named at once`() throws {
    try withImages { files in
      try files.write("no picture", to: "pictures/cat/x.png")
      try files.write("neither", to: "pictures/dog/y.txt")
      let error = dataError {
        try Dataset(DataSource(path: "pictures"), relativeTo: files.url, labels: .binary)
      }
      #expect(error?.kind == .unreadableFile)
      #expect(error?.found.contains("2 of 5 pictures cannot be read: cat/x.png: ") == true)
      #expect(error?.found.contains("dog/y.txt: ") == true)
    }
  }

  @Test func `empty and mixed folders are refused`() throws {
    try withImages { files in
      let empty = files.url.appendingPathComponent("pictures/owl")
      try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
      let error = dataError {
        try Dataset(DataSource(path: "pictures"), relativeTo: files.url, labels: .oneHot)
      }
      #expect(
        error?.description == "pictures/owl: an empty folder, expected the pictures of a class")
      try files.write(color: [1], height: 1, width: 1, to: "pictures/z.png")
      let mixed = dataError {
        try Dataset(DataSource(path: "pictures"), relativeTo: files.url, labels: .oneHot)
      }
      #expect(mixed?.found == "pictures beside the class folders (z.png)")
    }
  }

  @Test func `arrays of images take the same options`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(counting([2, 2, 2, 3]), to: "x.npy")
      var source = DataSource(path: "x.npy")
      source.normalize = Normalization.Method.none
      source.pixelOrder = .planar
      let planar = try Dataset(source, relativeTo: folder)
      #expect(
        planar.features(Float.self, at: [1]) == [12, 15, 18, 21, 13, 16, 19, 22, 14, 17, 20, 23])
      #expect(planar.format.pixelOrder == .planar)
      source.pixelOrder = .interleaved
      source.imageSize = ImageSize(height: 1, width: 1)
      #expect(try Dataset(source, relativeTo: folder).shape == [2, 1, 1, 3])
      source.channels = 2
      let error = dataError { try Dataset(source, relativeTo: folder) }
      #expect(error?.expected == "1 (grey) or 3 (RGB)")
    }
  }

  @Test func `image size says what flat features are`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(counting([2, 12]), to: "x.npy")
      var source = DataSource(path: "x.npy")
      source.imageSize = ImageSize(height: 2, width: 2)
      let data = try Dataset(source, relativeTo: folder)
      #expect(data.format.imageShape == ImageShape(height: 2, width: 2, channels: 3))
      source.imageSize = ImageSize(height: 5, width: 2)
      let error = dataError { try Dataset(source, relativeTo: folder) }
      #expect(error?.found == "12 features an example")
    }
  }
}
