import Foundation
import Testing

@testable import Datasets

@Suite struct FoldsTests {
  @Test(arguments: [2, 3, 5, 10]) func `every example is held out once`(count: Int) {
    let classes = (0..<53).map { $0 % 7 == 0 ? 2 : $0 % 3 == 0 ? 1 : 0 }
    let folds = StratifiedFolds(classes: classes, count: count, seed: 3).heldOut
    #expect(folds.count == count)
    #expect(folds.flatMap(\.self).sorted() == Array(0..<53))
    #expect(folds.allSatisfy { $0 == $0.sorted() })
    for index in 0..<3 {
      let shares = folds.map { fold in fold.count { classes[$0] == index } }
      #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= 1)
    }
    let sizes = folds.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  /// By NumPy 2: `r = RandomState(5); a = [0, 2, 4, 6]; r.shuffle(a); b = [1, 3, 5]; r.shuffle(b)`,
  /// dealt out in turn to three folds.
  @Test func `the folds follow the written rule`() {
    let folds = StratifiedFolds(classes: [0, 1, 0, 1, 0, 1, 0], count: 3, seed: 5).heldOut
    #expect(folds == [[0, 3, 6], [2, 5], [1, 4]])
  }

  @Test func `a fold that the data are read with is that of the whole`() throws {
    let source = DataSource(.builtIn(.init("moons", examples: 41)))
    let whole = try TrainingData(
      train: source, labels: .binary, seed: 3, relativeTo: URL(fileURLWithPath: "/"))
    for fold in 1...4 {
      let read = try TrainingData(
        train: source, validation: .fold(fold, of: 4), labels: .binary, seed: 3,
        relativeTo: URL(fileURLWithPath: "/"))
      let part = try whole.fold(fold - 1, of: 4, seed: 3)
      #expect(read.train.digest == part.train.digest)
      #expect(read.validation?.digest == part.validation?.digest)
      #expect(read.validation?.count == (fold == 1 ? 11 : 10))
    }
  }

  private func flower(_ normalize: Normalization.Method? = nil) throws -> TrainingData {
    var source = DataSource(.builtIn(.init("flower", examples: 41)))
    source.normalize = normalize
    return try TrainingData(
      train: source, test: source, labels: .binary, seed: 1,
      relativeTo: URL(fileURLWithPath: "/"))
  }

  @Test func `a fold is measured on what is left`() throws {
    let whole = try flower(.standardize)
    let parts = try (0..<4).map { try whole.fold($0, of: 4, seed: 1) }
    for part in parts {
      let held = try #require(part.validation)
      #expect(part.train.count + held.count == 41)
      #expect(part.train.format.normalization != whole.train.format.normalization)
      #expect(held.format.normalization == part.train.format.normalization)
      #expect(part.test?.format.normalization == part.train.format.normalization)
    }
    #expect(Set(parts.map(\.train.digest)).count == 4)
  }

  @Test(arguments: [0, 1, 42]) func `folds that cannot be are refused`(count: Int) throws {
    let whole = try flower()
    #expect(throws: DataError.self) { try whole.fold(0, of: count, seed: 1) }
  }
}
