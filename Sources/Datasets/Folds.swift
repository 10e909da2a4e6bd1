import LinearAlgebra
import Ranks

/// Which examples each fold of a cross-validation holds out.
///
/// The rule, so that anyone can replay it: the members of class 0, then 1, …, each in file order,
/// are shuffled by one `RandomState(seed)` as `np.random.shuffle` does and dealt out to the folds in
/// turn, a class going on where the one before it ended. So folds, and the shares of a class in
/// them, differ by one example at most. Each fold is in file order. Without classes all examples are
/// one class.
struct StratifiedFolds {
  private(set) var heldOut: [[Int]]

  /// - Precondition: there is at least one fold.
  init(classes: [Int], count: Int, seed: UInt32) {
    heldOut = Array(repeating: [], count: count)
    var members: [Int: [Int]] = [:]
    for (example, index) in classes.enumerated() { members[index, default: []].append(example) }
    var random = RandomState(seed: seed)
    var fold = 0
    for var group in members.sorted(by: { $0.key < $1.key }).map(\.value) {
      random.shuffle(&group)
      for example in group {
        heldOut[fold].append(example)
        fold = (fold + 1) % count
      }
    }
    for fold in heldOut.indices { heldOut[fold].sort() }
  }
}

extension TrainingData {
  /// The same data with one fold of the training examples held out for validation.
  ///
  /// - Parameters:
  ///   - index: the fold, from 0.
  ///   - count: the number of folds, 2 or more.
  ///   - seed: of the shuffling; see `StratifiedFolds` for the rule.
  /// - Returns: the data to train on, normalized by what is left.
  /// - Throws: where there are fewer examples than folds.
  package func fold(
    _ index: Int, of count: Int, seed: UInt32
  ) throws(DataError) -> TrainingData {
    guard count >= 2, count <= train.count else {
      throw DataError(
        .option, file: train.name, found: "\(count) folds of \(train.count) examples",
        expected: "from 2 to as many folds as there are examples")
    }
    let classes = (0..<train.count).map { train.labels?.classIndex(of: $0) ?? 0 }
    let held = StratifiedFolds(classes: classes, count: count, seed: seed).heldOut[index]
    let isHeld = Set(held)
    let rest = (0..<train.count).filter { !isHeld.contains($0) }
    return try divided(train.subset(rest), validation: train.subset(held))
  }

  /// The same data with a share of the training examples held out for validation.
  package func holdingOut(
    fraction: Double, seed: UInt32, among ranks: any RankGroup = SoleRank()
  ) throws(DataError) -> TrainingData {
    let parts = try train.split(fraction: fraction, seed: seed)
    return try divided(parts.rest, validation: parts.setAside, among: ranks)
  }

  /// A `standardize` is measured again, on what is left to train on.
  private func divided(
    _ rest: Dataset, validation held: Dataset, among ranks: any RankGroup = SoleRank()
  ) throws(DataError) -> TrainingData {
    let method = train.format.normalization.method
    let normalization = try Normalization(method, measuredOn: rest, among: ranks)
    return TrainingData(
      train: rest.normalized(by: normalization), validation: held.normalized(by: normalization),
      test: test?.normalized(by: normalization))
  }
}
