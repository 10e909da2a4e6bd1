import LinearAlgebra

/// All rows of k bits, labelled by whether the number of ones is odd.
///
/// Every input alone, and every sum of fewer than k of them, says nothing about the label. The rows
/// come in counting order, first bit highest, when all of them are asked for: then every role holds
/// them all. Fewer are taken from a permutation by the seed: `train` from its beginning,
/// `test` from its end and `validation` from before the last quarter.
enum Parity {
  static func draw(
    _ count: Int, bits: Int, noise: Double, seed: UInt32, role: SampleSet.Role
  ) -> DrawnData {
    let rows = chosenRows(min(count, 1 << bits), of: 1 << bits, seed: seed, role: role)
    var random = RandomState(seed: role.generatorSeed(seed))
    var values: [Double] = []
    values.reserveCapacity(rows.count * bits)
    for row in rows {
      for bit in (0..<bits).reversed() {
        let value = Double(row >> bit & 1)
        values.append(noise > 0 ? value + noise * random.randn() : value)
      }
    }
    return DrawnData(
      shape: [rows.count, bits], values: .float64(values),
      labels: rows.map { Double($0.nonzeroBitCount % 2) },
      classNames: ["even", "odd"], featureNames: (1...bits).map { "bit\($0)" })
  }

  private static func chosenRows(
    _ count: Int, of total: Int, seed: UInt32, role: SampleSet.Role
  ) -> [Int] {
    guard count < total else { return Array(0..<total) }
    var random = RandomState(seed: seed)
    let order = random.permutation(total)
    switch role {
    case .train: return Array(order.prefix(count))
    case .test: return Array(order.suffix(count))
    case .validation:
      let last = max(total - total / 4, count)
      return Array(order[(last - count)..<last])
    }
  }
}
