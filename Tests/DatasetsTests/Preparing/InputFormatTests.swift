import Foundation
import LinearAlgebra
import TestSupport
import Testing
@testable import Datasets

@Suite struct InputFormatTests {
  private var images: InputFormat {
    var format = InputFormat(featureCount: 12)
    format.imageShape = ImageShape(height: 2, width: 2, channels: 3)
    format.pixelOrder = .planar
    format.elementType = .uint16
    format.normalization = .unit
    format.labelKind = .binary
    format.classCount = 2
    format.classNames = ["non \"cat\"", "café\n"]
    format.classNumbers = [0, 1]
    return format
  }

  private var table: InputFormat {
    var format = InputFormat(featureCount: 4)
    format.normalization = .standardize(
      .init(mean: [0.1, -1e300, 1 / 3, 0], deviation: [1e-300, 1, .pi, 2]))
    format.columns = [
      .init(name: "a b"),
      .init(name: nil, notation: .init(sign: "€", groups: .blank, hasTypographicMinus: true)),
      .init(name: "c", categories: ["x", "y,z"]),
    ]
    format.tableStyle = .init(
      hasHeader: true, decimal: .comma, labelNotation: .init(sign: "%", groups: .apostrophe))
    format.labelColumn = .name("label")
    format.labelKind = .values
    format.labelScaling = .init(mean: [467_240.1, -1e-9], deviation: [1 / 3, 1e300])
    return format
  }

  private var text: InputFormat {
    var format = InputFormat(featureCount: 1)
    (format.labelKind, format.classCount) = (.oneHot, 2)
    (format.classNames, format.labelsAreText) = (["1", "2+"], true)
    return format
  }

  @Test func `metadata reads back as it was`() throws {
    for format in [images, table, text, InputFormat(featureCount: 1)] {
      let texts = format.metadata
      #expect(try InputFormat(metadata: texts, file: "model") == format)
    }
    var index = table
    index.labelColumn = .index(3)
    #expect(try InputFormat(metadata: index.metadata, file: "model") == index)
  }

  @Test(arguments: [
    ("features", "0"), ("features", "-3"), ("features", "five"), ("normalization", "half"),
    ("normalization.mean", "1 2 3"), ("normalization.mean", "1 2 3 x"),
    ("normalization.deviation", "1 2 3 0"), ("normalization.deviation", "1 nan 3 4"),
    ("columns", "[\"a\"]"), ("columns", "{"), ("columns.categories", "[null]"),
    ("image", "2x2"), ("image", "2x2x3"), ("image", "0x0x0"), ("labels", "many"),
    ("features.type", "uint9"),
    ("image", "99999999999999999999x1x1"), ("labels.mean", "1"), ("labels.mean", "1 x"),
    ("labels.deviation", "1 0"), ("labels.deviation", ""), ("labels.mean", ""),
    ("table.header", "yes"), ("table.decimal", "·"),
    ("columns.notation", "[\"\"]"), ("columns.notation", "[\"\", \"ab\", \"\"]"),
    ("labels.notation", "%%"),
  ])
  func `damaged metadata is named`(key: String, text: String) {
    var texts = table.metadata
    texts[key] = text
    let error = dataError {
      try InputFormat(metadata: texts, file: "model")
    }
    #expect(error?.file == "model")
    #expect(error?.place?.column?.hasPrefix("metadata ") == true)
  }

  @Test func `a model of an earlier version says nothing of text and scales`() throws {
    for key in ["classes.text", "labels.mean", "labels.deviation"] {
      #expect(images.metadata[key] == nil)
    }
    var texts = table.metadata
    (texts["labels.mean"], texts["labels.deviation"]) = (nil, nil)
    #expect(try InputFormat(metadata: texts, file: "model").labelScaling == nil)
  }

  @Test func `names of earlier models lose the blanks that quotes kept`() throws {
    var format = table
    (format.tableStyle, format.labelColumn) = (nil, .name("label "))
    format.columns = [
      .init(name: " a"), .init(name: nil), .init(name: "c", categories: ["x ", " y"]),
    ]
    let read = try InputFormat(metadata: format.metadata, file: "model")
    #expect(read.labelColumn == .name("label"))
    #expect(
      read.columns == [
        .init(name: "a"), .init(name: nil), .init(name: "c", categories: ["x", "y"]),
      ])
    format.columns?[2].categories = ["x", "x "]
    let other = try InputFormat(metadata: format.metadata, file: "model")
    #expect(other.columns?[2].categories == ["x", "x "])
  }

  @Test func `prediction reads a table as the training did after the model was kept`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write("color,size,y\nred,1,0\nblue,3,1\nred,5,1\n", to: "train.csv")
      try files.write("size,color\n5,red\n", to: "new.csv")
      var source = DataSource(path: "train.csv")
      source.categories = .text
      source.normalize = .standardize
      let train = try Dataset(source, relativeTo: folder, labels: .binary)
      let kept = try InputFormat(metadata: train.format.metadata, file: "model")
      let new = try Dataset(DataSource(path: "new.csv"), relativeTo: folder, like: kept)
      #expect(new.allFeatures(Float.self) == train.features(Float.self, at: [2]))
    }
  }
}
