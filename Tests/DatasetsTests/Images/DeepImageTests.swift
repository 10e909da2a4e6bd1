import ArrayFiles
import Foundation
import Images
import TestSupport
import Testing

@testable import Datasets

/// Pictures of 16 bits a sample as examples.
@Suite struct DeepImageTests {
  private let low = DeepImage(width: 2, height: 1, samples: [1, 300])
  private let high = DeepImage(width: 2, height: 1, samples: [40_000, 65_535])

  private func withImages(_ body: (DataFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(low.pngData(), to: "p/a/1.png")
      try files.write(high.pngData(), to: "p/b/1.png")
      try body(files)
    }
  }

  private func read(
    _ files: DataFolder, _ path: String = "p", like format: InputFormat? = nil,
    _ change: (inout DataSource) -> Void = { _ in }
  ) throws(DataError) -> Dataset {
    var source = DataSource(path: path)
    change(&source)
    return try Dataset(
      source, role: format == nil ? .train : .test, relativeTo: files.url,
      labels: path == "p" ? .oneHot : nil, like: format)
  }

  @Test func `grey pictures of 16 bits are values from 0 to 65535`() throws {
    try withImages { files in
      let data = try read(files)
      #expect(data.elementType == .uint16)
      #expect(data.format.elementType == .uint16)
      #expect(data.format.normalization == .none)
      #expect(data.shape == [2, 1, 2, 3])
      #expect(
        data.allFeatures(Double.self)
          == [1, 1, 1, 300, 300, 300, 40_000, 40_000, 40_000, 65_535, 65_535, 65_535])
      #expect(data.remarks.isEmpty)
      let planar = try read(files) { $0.pixelOrder = .planar }
      #expect(planar.features(Double.self, at: [0]) == [1, 300, 1, 300, 1, 300])
      let grey = try read(files) { $0.channels = 1 }
      #expect(grey.allFeatures(Double.self) == [1, 300, 40_000, 65_535])
      let small = try read(files) {
        ($0.channels, $0.imageSize) = (1, ImageSize(height: 1, width: 1))
      }
      #expect(small.allFeatures(Double.self) == [151, 52_768])
    }
  }

  @Test func `16-bit greymaps are too`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(Array("P5 1 1 65535\n".utf8) + [1, 2], to: "a.pgm")
      #expect(try read(files, "a.pgm").allFeatures(Double.self) == [258, 258, 258])
    }
  }

  @Test(arguments: ["a/0.png", "b/2.png"])
  func `beside pictures of 8 bits they lose the low ones, which is said`(name: String) throws {
    try withImages { files in
      try files.write(color: [7], height: 1, width: 2, to: "p/\(name)")
      let data = try read(files) { $0.channels = 1 }
      #expect(data.elementType == .uint8)
      let deep: [[Double]] = [[0, 1], [156, 255]]
      #expect(
        data.withoutNormalization.allFeatures(Double.self)
          == Array((name == "a/0.png" ? [[7, 7]] + deep : deep + [[7, 7]]).joined()))
      #expect(
        data.remarks == [
          "16 bits a sample become 8, the low ones are dropped, in 2 of 3 pictures: "
            + "a/1.png, b/1.png"
        ])
    }
  }

  @Test func `colours of 16 bits lose the low ones, which is said`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(Array("P6 1 1 65535\n".utf8) + [1, 0, 2, 0, 255, 255], to: "a.ppm")
      let data = try read(files, "a.ppm")
      #expect(data.elementType == .uint8)
      #expect(data.withoutNormalization.allFeatures(Double.self) == [1, 2, 255])
      #expect(
        data.remarks == [
          "16 bits a sample become 8, the low ones are dropped, in 1 of 1 picture: a.ppm"
        ])
    }
  }

  @Test func `a network of 8-bit pictures sees 8 bits`() throws {
    try withImages { files in
      try files.write(color: [7], height: 1, width: 2, to: "eight/x.png")
      var known = try read(files, "eight").format
      known = try InputFormat(metadata: known.metadata, file: "model")
      // Models of before say nothing of the type.
      for type in [ElementType.uint8, nil] {
        known.elementType = type
        let data = try read(files, "p/b/1.png", like: known)
        #expect(data.elementType == .uint8)
        #expect(data.remarks.count == 1)
      }
    }
  }

  @Test func `a network of 16-bit pictures refuses others by name`() throws {
    try withImages { files in
      let trained = try read(files).format
      let known = try InputFormat(metadata: trained.metadata, file: "model")
      #expect(
        try read(files, "p/a", like: known).allFeatures(Float.self) == [1, 1, 1, 300, 300, 300])
      try files.write(color: [7], height: 1, width: 2, to: "p/a/2.png")
      let error = dataError { try read(files, "p/a", like: known) }
      #expect(
        error?.description
          == "p/a: 2.png, which is no grey picture of 16 bits a sample, expected 16 bits, as the "
          + "training data had")
    }
  }

  @Test func `a network of other arrays is asked about pictures with a remark`() throws {
    try withImages { files in
      try files.write(
        NumericArray(shape: [1, 1, 2, 3], values: [Float](repeating: 0.5, count: 6)), to: "x.npy")
      let known = try Dataset(DataSource(path: "x.npy"), relativeTo: files.url).format
      try files.write(color: [7], height: 1, width: 2, to: "eight.png")
      let data = try read(files, "eight.png", like: known)
      #expect(
        data.remarks == [
          "pictures are whole numbers from 0 to 255; the training data were float32, maybe of "
            + "another range"
        ])
    }
  }

  @Test func `unreadable ones are named among them`() throws {
    try withImages { files in
      try files.write("8BPS", to: "p/a/2.webp")
      let error = dataError { try read(files) }
      #expect(
        error?.found
          == "1 of 3 pictures cannot be read: a/2.webp: a file in the format Photoshop (PSD), "
          + "expected a PNG, JPEG, GIF, WebP, BMP or PNM picture")
    }
  }
}

extension Dataset {
  fileprivate var withoutNormalization: Dataset { with(.none) }
}
