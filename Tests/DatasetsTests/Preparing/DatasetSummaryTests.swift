import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct DatasetSummaryTests {
  private func data(
    _ rows: [[Double]], _ labels: [Double], kind: LabelKind = .binary
  ) throws -> Dataset {
    var examples = Examples(
      features: NumericArray(shape: [rows.count, rows[0].count], values: rows.flatMap(\.self)))
    examples.labels = .numbers(NumericArray(shape: [labels.count], values: labels))
    return try Dataset(
      examples, source: DataSource(path: "d"), kind: kind, classCount: nil, like: nil)
  }

  @Test func `what the data are is found`() throws {
    let look = DatasetSummary(try data([[1, 7], [2, 7], [1, 7], [1, 7]], [0, 1, 0, 1]))
    #expect(look.range == 1...7)
    #expect(look.constantFeatures == [1])
    #expect(look.duplicates == 2)
    #expect(look.contradictions == 1)
    #expect(look.classes.map(\.count) == [2, 2])
    #expect(look.majorityAccuracy == 0.5)
    #expect(
      look.remarks == [
        "1 of 2 features are the same in every example: 1",
        "2 of 4 examples repeat an earlier one",
        "1 of them have another label than the earlier one",
      ])
  }

  @Test func `a share is 100 % only where it is all`() {
    #expect(percentText(0.9999) == "99.9 %")
    #expect(percentText(0.0001) == "0.1 %")
    #expect(percentText(1) == "100 %")
    #expect(percentText(0) == "0 %")
    #expect(percentText(0.656) == "65.6 %")
  }

  @Test func `data without anything to learn are told of`() throws {
    let one = DatasetSummary(try data([[1], [2]], [1, 1]))
    #expect(one.remarks == ["all examples are of one class, 1: nothing can be learnt"])
    let same = DatasetSummary(try data([[1], [2]], [3.5, 3.5], kind: .values))
    #expect(same.remarks == ["all labels are 3.5: nothing can be learnt"])
    #expect(same.majorityAccuracy == nil)
  }

  @Test func `inputs that are not scaled are remarked on`() throws {
    let look = DatasetSummary(try data([[0, 1], [255, 2]], [0, 1]))
    #expect(
      look.remarks == [
        "inputs reach 255 and are not scaled; \"normalize\": \"standardize\" would help"
      ])
  }

  @Test func `examples that test and training share are counted`() throws {
    let train = try data([[1, 2], [3, 4], [5, 6]], [0, 1, 0])
    let test = try data([[3, 4], [3, 4], [9, 9]], [0, 1, 0])
    #expect(DatasetSummary.shared(test, train) == 2)
    #expect(DatasetSummary.shared(train, train.part([2])) == 1)
  }

  @Test(.enabled(if: SharedData.isPresent)) func `the cats of the course are described in a line`()
    throws
  {
    let source = DataSource(path: "cats/train_catvnoncat.h5")
    let data = try Dataset(source, relativeTo: SharedData.folder, labels: .binary)
    #expect(
      DatasetSummary(data).summary
        == "209 examples of 12288 features (64x64x3, uint8 0 to 255, unit); classes: non-cat 137, "
        + "cat 72; always answering non-cat is right for 65.6 %")
  }
}

@Suite struct DigestTests {
  @Test func `different data have different hashes`() throws {
    let source = DataSource(.builtIn(.init("moons", examples: 10)))
    let here = URL(fileURLWithPath: "/")
    let data = try Dataset(source, relativeTo: here, labels: .binary)
    #expect(data.digest.hasPrefix("xxh64:"))
    #expect(data.digest.count == 22)
    #expect(data.digest == data.part(Array(0..<10)).digest)
    #expect(data.digest != data.part([1, 0] + Array(2..<10)).digest)
    #expect(data.digest != (try Dataset(source, relativeTo: here).digest))
    let fewer = DataSource(.builtIn(.init("moons", examples: 9)))
    #expect(data.digest != (try Dataset(fewer, relativeTo: here, labels: .binary).digest))
  }
}
