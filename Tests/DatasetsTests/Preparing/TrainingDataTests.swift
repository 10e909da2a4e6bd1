import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct TrainingDataTests {
  @Test func `mean and deviation are measured on what is trained on`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      let rows = (0..<20).map { "\($0),\($0 % 2)" }.joined(separator: "\n")
      try files.write("a,y\n\(rows)\n", to: "train.csv")
      try files.write("y,a\n0,3\n", to: "test.csv")
      var source = DataSource(path: "train.csv")
      source.normalize = .standardize
      let data = try TrainingData(
        train: source, validation: .fraction(0.25), test: DataSource(path: "test.csv"),
        labels: .binary, seed: 7, relativeTo: folder)
      #expect(data.train.count == 15)
      #expect(data.validation?.count == 5)
      let sum = data.train.allFeatures(Double.self).reduce(0, +)
      #expect(abs(sum) < 1e-14)
      #expect(data.validation?.format == data.train.format)
      #expect(data.test?.format == data.train.format)
      #expect(data.test?.labels?.numbers == [0])
    }
  }

  @Test func `a test set with another normalization is refused`() throws {
    let source = DataSource(.builtIn(.init("moons", examples: 10)))
    var test = source
    test.normalize = .standardize
    let error = dataError {
      try TrainingData(
        train: source, test: test, labels: .binary, seed: 1, relativeTo: URL(fileURLWithPath: "/"))
    }
    #expect(error?.found == "\"normalize\": \"standardize\" for test")
  }

  @Test func `a test class that training did not have is refused`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write("a,y\n1,cat\n2,dog\n", to: "train.csv")
      try files.write("a,y\n1,cat\n2,owl\n", to: "test.csv")
      let error = dataError {
        try TrainingData(
          train: DataSource(path: "train.csv"), test: DataSource(path: "test.csv"),
          labels: .oneHot, seed: 1, relativeTo: folder)
      }
      #expect(
        error?.description == "test.csv: row 2, column \"y\": the class \"owl\", "
          + "expected one of cat, dog, as in the training data")
    }
  }

  @Test(arguments: DataRole.allCases.filter { $0 != .train })
  func `labels of another number an example are refused`(role: DataRole) throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      let x = counting([3, 2])
      try files.write(x, to: "x.npy")
      try files.write(NumericArray(shape: [3], values: [1.5, 2, 3]), to: "one.npy")
      try files.write(NumericArray(shape: [3, 2], values: [1.5, 2, 3, 4, 5, 6]), to: "two.npy")
      let other = DataSource(.files(x: "x.npy", y: "two.npy"))
      let error = dataError {
        try TrainingData(
          train: DataSource(.files(x: "x.npy", y: "one.npy")),
          validation: role == .validation ? .source(other) : nil,
          test: role == .test ? other : nil, labels: .values, seed: 1, relativeTo: folder)
      }
      #expect(error?.found == "2 labels an example")
      #expect(error?.expected == "1, as in the training data")
    }
  }
}
