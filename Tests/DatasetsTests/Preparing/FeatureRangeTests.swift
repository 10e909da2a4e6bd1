import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// The range of `unit`, and what the precision of a network holds.
@Suite struct FeatureRangeTests {
  private func data(
    _ x: NumericArray, _ normalize: Normalization.Method? = nil, like format: InputFormat? = nil
  ) throws -> Dataset {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(x, to: "x.npy")
      var source = DataSource(path: "x.npy")
      source.normalize = normalize
      return try Dataset(source, relativeTo: folder, like: format)
    }
  }

  private func refusal(
    _ x: NumericArray, _ normalize: Normalization.Method? = nil, like format: InputFormat? = nil
  ) -> DataError? {
    dataError { try data(x, normalize, like: format) }
  }

  private static let bytes = NumericArray(shape: [2, 2], values: [0, 255, 7, 9] as [UInt8])
  /// The same numbers in every type that holds them.
  private static let same: [NumericArray] = [
    NumericArray(shape: [2, 2], values: [0, 255, 7, 9] as [UInt16]),
    NumericArray(shape: [2, 2], values: [0, 255, 7, 9] as [Int64]),
    NumericArray(shape: [2, 2], values: [0, 255, 7, 9] as [Float]),
    NumericArray(shape: [2, 2], values: [0, 255, 7, 9] as [Double]),
  ]
  private static let others: [(NumericArray, String)] = [
    (
      NumericArray(shape: [1, 2], values: [0, 65535] as [UInt16]),
      "65535 among numbers from 0 to 65535"
    ),
    (
      NumericArray(shape: [1, 2], values: [0, -255] as [Int32]), "-255 among numbers from -255 to 0"
    ),
    (NumericArray(shape: [1, 2], values: [0, -1] as [Int8]), "-1 among numbers from -1 to 0"),
    (NumericArray(shape: [1, 2], values: [0, 256] as [Float]), "256 among numbers from 0 to 256"),
    (
      NumericArray(shape: [1, 2], values: [0, 0.5] as [Double]), "0.5 among numbers from 0 to 0.5"
    ),
  ]

  @Test(arguments: same)
  func `unit takes whole numbers from 0 to 255 of any type`(x: NumericArray) throws {
    let trained = try data(Self.bytes)
    #expect(trained.format.normalization == .unit)
    #expect(
      try data(x, like: trained.format).allFeatures(Float.self) == trained.allFeatures(Float.self))
    #expect(try data(x, .unit).allFeatures(Float.self) == trained.allFeatures(Float.self))
  }

  @Test(arguments: others)
  func `unit refuses other numbers, in training and ever after`(x: NumericArray, found: String)
    throws
  {
    let trained = try data(Self.bytes)
    let later = refusal(x, like: trained.format)
    #expect(later?.place == .init(row: 0, column: "feature 1"))
    #expect(later?.found == found)
    #expect(
      later?.expected
        == "whole numbers from 0 to 255, which are divided by 255 as the training data were")
    #expect(later?.advice == nil)
    let first = refusal(x, .unit)
    #expect(first?.found == found)
    #expect(first?.advice?.contains("\"none\"") == true)
  }

  @Test func `negative bytes are refused with the rule that divides them`() {
    let x = NumericArray(shape: [1, 2], values: [3, -5] as [Int8])
    #expect(refusal(x)?.expected?.contains("the rule for 8-bit data unless") == true)
    #expect(refusal(x, Normalization.Method.none) == nil)
  }

  @Test func `bytes of 0 and 1 stay what unit makes of them, which is said`() throws {
    let x = NumericArray(shape: [2, 2], values: [0, 1, 1, 0] as [UInt8])
    let trained = try data(x)
    #expect(trained.format.normalization == .unit)
    #expect(
      trained.remarks == [
        "no value is above 1, and all are divided by 255 (unit): inputs reach 0.0039; "
          + "\"normalize\": \"none\" leaves them as they are"
      ])
    #expect(try data(x, Normalization.Method.none).remarks.isEmpty)
    #expect(try data(Self.bytes).remarks.isEmpty)
    #expect(try data(NumericArray(shape: [1, 2], values: [0, 0] as [UInt8])).remarks.isEmpty)
    let floats = NumericArray(shape: [1, 2], values: [0, 1] as [Float])
    #expect(
      try data(floats, like: data(Self.bytes).format).remarks == [
        "no value is above 1, and all are divided by 255 (unit): inputs reach 0.0039, "
          + "as the training data were"
      ])
  }

  // MARK: What a precision holds

  private func doubles(_ values: [Double]) -> NumericArray {
    NumericArray(shape: [values.count / 2, 2], values: values)
  }

  private func overflow<Scalar: BinaryFloatingPoint>(
    _ data: Dataset, _ type: Scalar.Type
  ) -> DataError? {
    dataError { try data.requireRepresentable(as: type) }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `what is no finite number is refused with its place`(value: Double) {
    let error = refusal(doubles([1, 2, 3, value]))
    #expect(error?.place == .init(row: 1, column: "feature 1"))
    #expect(error?.found == "\(value)")
    let float = NumericArray(shape: [1, 2], values: [1, Float(value)])
    #expect(refusal(float)?.place == .init(row: 0, column: "feature 1"))
  }

  @Test func `a number that float32 cannot hold is refused with its place`() throws {
    let data = try data(doubles([1, 2, -1e39, 3]))
    let error = overflow(data, Float.self)
    #expect(error?.place == .init(row: 1, column: "feature 0"))
    #expect(error?.found == "-1e+39")
    #expect(error?.expected == "a number that float32 holds")
    #expect(overflow(data, Double.self) == nil)
    #expect(overflow(data.part([0]), Float.self) == nil)
  }

  @Test func `the largest number of float32 is held, as it is printed too`() throws {
    let largest = Double(Float.greatestFiniteMagnitude)
    #expect(overflow(try data(doubles([largest, -largest])), Float.self) == nil)
    #expect(overflow(try data(doubles([3.4028235e38, 0])), Float.self) == nil)
    #expect(overflow(try data(doubles([3.4029e38, 0])), Float.self) != nil)
  }

  @Test func `what counts is the number that standardizing gives`() throws {
    let huge = try data(doubles([1e300, 0, 3e300, 0]))
    let scaled = huge.with(
      .standardize(.init(mean: [2e300, 0], deviation: [1e300, 1])))
    #expect(overflow(scaled, Float.self) == nil)
    let small = try data(doubles([1, 0, 2, 0])).with(
      .standardize(.init(mean: [0, 0], deviation: [1e-39, 1])))
    let error = overflow(small, Float.self)
    #expect(error?.place == .init(row: 0, column: "feature 0"))
    #expect(error?.expected == "a number that float32 holds once it is standardized")
  }

  @Test func `a label that float32 cannot hold is refused with its row`() throws {
    try withTemporaryFolder { folder in
      let source = try DataFolder(url: folder).pair(doubles([1, 2, 3, 4]), [1, 1e39])
      let data = try Dataset(source, relativeTo: folder, labels: .values)
      #expect(overflow(data, Float.self)?.place == .init(row: 1))
      #expect(overflow(data, Double.self) == nil)
    }
  }
}
