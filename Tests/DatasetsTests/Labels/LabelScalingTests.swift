import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct LabelScalingTests {
  private func source(_ labels: [Double], width: Int = 1, in folder: URL) throws -> DataSource {
    let files = DataFolder(url: folder)
    let count = labels.count / width
    try files.write(counting([count, 1]), to: "x.npy")
    try files.write(
      NumericArray(shape: width == 1 ? [count] : [count, width], values: labels), to: "y.npy")
    var source = DataSource(.files(x: "x.npy", y: "y.npy"))
    source.normalizeLabels = .standardize
    return source
  }

  /// NumPy: `y = np.array([[1, 1e6], [2, 1e6 + 1], [4, 1e6 + 5]])`, `(y - y.mean(0)) / y.std(0)`.
  @Test func `labels have mean 0 and deviation 1 per output, and stay what they are`() throws {
    try withTemporaryFolder { folder in
      let labels: [Double] = [1, 1e6, 2, 1e6 + 1, 4, 1e6 + 5]
      let data = try Dataset(
        source(labels, width: 2, in: folder), relativeTo: folder, labels: .values)
      let expected: [Double] = [
        -1.0690449676496978, -0.9258200997725514, -0.2672612419124244, -0.4629100498862757,
        1.3363062095621219, 1.3887301496588271,
      ]
      for (found, wanted) in zip(data.allLabels(Double.self), expected) {
        #expect(abs(found - wanted) <= 4 * wanted.ulp)
      }
      #expect(data.allLabels(Float.self) == data.allLabels(Double.self).map(Float.init))
      #expect(data.labelValues(0..<3) == labels)
      #expect(data.labels?.numbers == labels)
      var answers = data.allLabels(Double.self)
      data.format.labelScaling?.restore(&answers)
      for (found, wanted) in zip(answers, labels) { #expect(abs(found - wanted) <= 2 * wanted.ulp) }
    }
  }

  @Test func `an output that never changes stays its distance from itself`() throws {
    try withTemporaryFolder { folder in
      let data = try Dataset(
        source([7, 7, 7], in: folder), relativeTo: folder, labels: .values)
      #expect(data.allLabels(Double.self) == [0, 0, 0])
      #expect(data.format.labelScaling == .init(mean: [7], deviation: [1]))
    }
  }

  @Test func `the scaling is that of what is trained on, and of all sets`() throws {
    try withTemporaryFolder { folder in
      let labels = (0..<20).map { Double($0 * $0) }
      let train = try source(labels, in: folder)
      var test = train
      test.normalizeLabels = nil
      for validation in [TrainingData.Validation.fraction(0.25), .fold(2, of: 4)] {
        let data = try TrainingData(
          train: train, validation: validation, test: test, labels: .values, seed: 1,
          relativeTo: folder)
        let sum = data.train.allLabels(Double.self).reduce(0, +)
        #expect(abs(sum) < 1e-13)
        let squares = data.train.allLabels(Double.self).reduce(0) { $0 + $1 * $1 }
        #expect(abs(squares - 15) < 1e-12)
        #expect(data.validation?.format == data.train.format)
        #expect(data.test?.format == data.train.format)
        #expect(data.validation?.labelValues(0..<5).allSatisfy(labels.contains) == true)
      }
    }
  }

  @Test func `a later set agrees or says nothing`() throws {
    try withTemporaryFolder { folder in
      let train = try source([1, 2, 3], in: folder)
      var other = train
      other.normalizeLabels = LabelNormalization.none
      let error = dataError {
        try TrainingData(
          train: train, test: other, labels: .values, seed: 1, relativeTo: folder)
      }
      #expect(
        error?.description == "x.npy: \"normalizeLabels\": \"none\" for test, "
          + "expected \"standardize\", as for the training data")
      #expect(
        dataError {
          try TrainingData(
            train: other, validation: .source(train), labels: .values, seed: 1,
            relativeTo: folder)
        }?.expected == "\"none\", as for the training data")
    }
  }

  @Test(arguments: [LabelKind.binary, .oneHot])
  func `classes have no scale`(kind: LabelKind) throws {
    try withTemporaryFolder { folder in
      let source = try source([0, 1, 1], in: folder)
      let error = dataError {
        try Dataset(source, relativeTo: folder, labels: kind)
      }
      #expect(error?.expected == "labels that are values, not \"\(kind)\"")
    }
  }

  @Test func `labels whose squares have no sum are refused`() throws {
    try withTemporaryFolder { folder in
      let source = try source([1e200, -1e200], in: folder)
      let error = dataError {
        try Dataset(source, relativeTo: folder, labels: .values)
      }
      #expect(error?.place?.column == "labels")
    }
  }

  @Test func `a look at the data says that labels are far from 1, or scaled`() throws {
    try withTemporaryFolder { folder in
      var source = try source([1000, 5000, 3000], in: folder)
      let scaled = DatasetSummary(try Dataset(source, relativeTo: folder, labels: .values))
      #expect(scaled.summary.hasSuffix("; labels from 1000 to 5000, standardize"))
      #expect(!scaled.remarks.contains { $0.contains("normalizeLabels") })
      source.normalizeLabels = nil
      let plain = DatasetSummary(try Dataset(source, relativeTo: folder, labels: .values))
      #expect(
        plain.remarks.contains(
          "labels reach 5000 and are not scaled; \"normalizeLabels\": \"standardize\" would help"))
    }
  }
}
