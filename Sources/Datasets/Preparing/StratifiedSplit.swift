import LinearAlgebra

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
