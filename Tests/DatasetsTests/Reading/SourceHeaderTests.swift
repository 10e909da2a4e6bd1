import ArrayFiles
import Foundation
import SampleData
import TestSupport
import Testing

@testable import Datasets

struct SourceHeaderTests {
  private let nowhere = URL(fileURLWithPath: "/", isDirectory: true)

  /// The header of each built-in set says what drawing it gives.
  @Test(arguments: SampleSet.allCases, DataRole.allCases)
  func `a built-in set is described without being drawn`(set: SampleSet, role: DataRole) throws {
    var source = DataSource(.builtIn(DataSource.Drawing(set.rawValue)))
    if set == .parity { source = DataSource(.builtIn(.init("parity", examples: 900))) }
    if set == .cats { source = DataSource(.builtIn(.init("cats", examples: 3))) }
    if set == .digits { source.imageSize = ImageSize(height: 10, width: 8) }
    let kind: LabelKind =
      set == .houses ? .values : set == .digits ? .oneHot : .binary
    let header = try SourceHeader(source, role: role, labels: kind, relativeTo: nowhere)
    let data = try Dataset(source, role: role, relativeTo: nowhere, labels: kind)
    #expect(header.count == data.count)
    #expect(header.featureCount == data.featureCount)
    #expect(header.labelWidth == (kind == .oneHot ? nil : data.labels?.width))
  }

  @Test func `arrays are described by their headers`() throws {
    try withTemporaryFolder { folder in
      let x = NumericArray(shape: [5, 4, 3], values: [UInt8](repeating: 7, count: 60))
      let y = NumericArray(shape: [5, 2], values: [Double](repeating: 1, count: 10))
      try Data(NPY.encode(x)).write(to: folder.appendingPathComponent("x.npy"))
      try Data(NPY.encode(y)).write(to: folder.appendingPathComponent("y.npy"))
      var source = DataSource(.files(x: "x.npy", y: "y.npy"))
      var header = try SourceHeader(source, labels: .oneHot, relativeTo: folder)
      #expect(header.count == 5)
      #expect(header.fileShape == [5, 4, 3])
      #expect(header.featureCount == 12)
      #expect(header.labelWidth == 2)
      source.imageSize = ImageSize(height: 2, width: 2)
      source.channels = 3
      header = try SourceHeader(source, labels: .values, relativeTo: folder)
      #expect(header.featureCount == 12)
      #expect(header.labelWidth == 2)
    }
  }

  @Test func `what only reading tells is not said`() throws {
    try withTemporaryFolder { folder in
      try Data("a,b,label\n1,2,0\n".utf8).write(to: folder.appendingPathComponent("t.csv"))
      let header = try SourceHeader(
        DataSource(path: "t.csv"), labels: .binary, relativeTo: folder)
      #expect(header == SourceHeader())
    }
  }

  @Test func `a file that is not there is missing`() {
    let error = dataError {
      try SourceHeader(DataSource(path: "none.h5"), labels: .binary, relativeTo: nowhere)
    }
    #expect(error?.kind == .missingFile)
  }
}
