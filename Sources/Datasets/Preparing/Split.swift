import LinearAlgebra
import Ranks

/// Which examples are set aside, class by class.
///
/// The rule, so that anyone can replay it: of m examples, T = ⌊f·m + ½⌋ are set aside. A class of
/// m_c examples gives ⌊f·m_c⌋; the classes with the largest remainders (the lower class first where
/// they are equal) give one more until there are T, but no class gives its last example. The
/// members of class 0, then 1, …, each in file order, are shuffled by one `RandomState(seed)` as
/// `np.random.shuffle` does; the first ones are set aside. Both parts stay in file order. Without
/// classes all examples are one class.
struct StratifiedSplit {
  private(set) var kept: [Int] = []
  private(set) var setAside: [Int] = []

  /// Splits examples by the class of each; the fraction lies between 0 and 1.
  init(classes: [Int], fraction: Double, seed: UInt32) {
    var members: [Int: [Int]] = [:]
    for (example, index) in classes.enumerated() { members[index, default: []].append(example) }
    let groups = members.sorted { $0.key < $1.key }.map(\.value)
    let shares = Self.shares(
      sizes: groups.map(\.count), fraction: fraction, total: classes.count)

    var random = RandomState(seed: seed)
    for (share, group) in zip(shares, groups) {
      var order = group
      random.shuffle(&order)
      setAside += order.prefix(share)
      kept += order.dropFirst(share)
    }
    setAside.sort()
    kept.sort()
  }

  /// How many examples each class gives.
  private static func shares(sizes: [Int], fraction: Double, total: Int) -> [Int] {
    let wanted = Int((fraction * Double(total) + 0.5).rounded(.down))
    var shares = sizes.map { min(Int((fraction * Double($0)).rounded(.down)), $0 - 1) }
    let remainders = zip(sizes, shares).map { fraction * Double($0) - Double($1) }
    let order = sizes.indices.sorted {
      (remainders[$1], $0) < (remainders[$0], $1)
    }
    var missing = wanted - shares.reduce(0, +)
    for index in order where missing > 0 && shares[index] < sizes[index] - 1 {
      shares[index] += 1
      missing -= 1
    }
    return shares
  }
}

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

extension Dataset {
  /// Splits one fold of a cross-validation, counted from 0, off: see `StratifiedFolds` for the rule.
  ///
  /// - Throws: where there are fewer examples than folds, and for a fold that is none of them.
  package func split(
    fold index: Int, of folds: Int, seed: UInt32
  ) throws(DataError) -> (rest: Dataset, setAside: Dataset) {
    guard folds >= 2, folds <= count else {
      throw DataError(
        .option, file: name, found: "\(folds) folds of \(count) examples",
        expected: "from 2 to as many folds as there are examples")
    }
    guard (0..<folds).contains(index) else {
      throw DataError(
        .option, file: name, found: "fold \(index + 1) of \(folds)", expected: "1 to \(folds)")
    }
    let classes = (0..<count).map { labels?.classIndex(of: $0) ?? 0 }
    let held = StratifiedFolds(classes: classes, count: folds, seed: seed).heldOut[index]
    let isHeld = Set(held)
    return (part((0..<count).filter { !isHeld.contains($0) }), part(held))
  }
}

extension TrainingData {
  /// The same data with one fold of the training examples, counted from 0, held out for validation.
  ///
  /// - Returns: the data to train on, normalized by what is left.
  /// - Throws: where there are fewer examples than folds.
  package func fold(
    _ index: Int, of count: Int, seed: UInt32, among ranks: any Communicator = SingleProcess()
  ) throws(DataError) -> TrainingData {
    let parts = try train.split(fold: index, of: count, seed: seed)
    return try divided(parts.rest, validation: parts.setAside, among: ranks)
  }

  /// The same data with a share of the training examples held out for validation.
  package func holdingOut(
    fraction: Double, seed: UInt32, among ranks: any Communicator = SingleProcess()
  ) throws(DataError) -> TrainingData {
    let parts = try train.split(fraction: fraction, seed: seed)
    return try divided(parts.rest, validation: parts.setAside, among: ranks)
  }

  /// What is measured on examples, what fills gaps of a table first and a `standardize` of features or
  /// labels then, is measured again, on what is left to train on.
  private func divided(
    _ rest: Dataset, validation held: Dataset, among ranks: any Communicator
  ) throws(DataError) -> TrainingData {
    var (rest, held, test) = (rest, held, test)
    if let columns = try rest.measuredColumns() {
      let whole = try train.encoded(by: columns, among: ranks)
      (rest, held) = (rest.sharing(whole), held.sharing(whole))
      test = try test?.encoded(by: columns, among: ranks)
    }
    let method = train.format.normalization.method
    let normalization = try Normalization(method, measuredOn: rest, among: ranks)
    let scaling = try Normalization.Scaling.ofLabels(
      rest, train.format.labelScaling.map { _ in .standardize })
    let like = { (part: Dataset) in
      part.with(normalization).scalingLabels(by: scaling)
    }
    return TrainingData(train: like(rest), validation: like(held), test: test.map(like))
  }
}
