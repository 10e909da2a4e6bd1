import ArrayFiles
import SampleData

extension DataSource.Drawing {
  /// The names of the built-in sets.
  public static var names: [String] { SampleSet.allCases.map(\.rawValue) }

  /// Draws the set for a role.
  ///
  /// - Throws: for a name that is none, and for wishes that the set cannot meet.
  func examples(_ role: DataRole) throws(DataError) -> Examples {
    let set = try checkedSet()
    let bits = set.takesBits ? bits ?? SampleSet.defaultBits : nil
    let count = examples ?? set.defaultCount(for: role.drawn, bits: bits)
    try Memory.check(count, set.bytesPerExample(bits: bits), 1, file: file)
    let drawn = set.draw(
      examples: examples, seed: seed, noise: noise, bits: bits, role: role.drawn)
    let values =
      switch drawn.values {
      case .uint8(let bytes): NumericArray(shape: drawn.shape, values: bytes)
      case .float64(let numbers): NumericArray(shape: drawn.shape, values: numbers)
      }
    guard values.count > 0 else {
      throw DataError(.option, file: file, found: "no examples for \(role)", expected: "some")
    }
    var examples = Examples(features: values)
    (examples.imageShape, examples.pixelOrder) = ImageOptions.shape(of: values)
    examples.featureNames = drawn.featureNames
    examples.classNames = drawn.classNames
    let shape = [drawn.labels.count]
    examples.labels = .numbers(
      drawn.classNames == nil
        ? NumericArray(shape: shape, values: drawn.labels)
        : NumericArray(shape: shape, values: drawn.labels.map { Int64($0) }))
    return examples
  }

  /// The number of examples for a role and the axes of each, without drawing them.
  func size(_ role: DataRole) throws(DataError) -> (count: Int, axes: [Int]) {
    let set = try checkedSet()
    let bits = set.takesBits ? bits ?? SampleSet.defaultBits : nil
    let all = set.defaultCount(for: role.drawn, bits: bits)
    // There are no more rows of bits than all of them.
    let count = set == .parity ? min(examples ?? all, all) : examples ?? all
    return (count, set.axes(bits: bits))
  }

  private var file: String { "builtin:\(name)" }

  private func checkedSet() throws(DataError) -> SampleSet {
    guard let set = SampleSet(rawValue: name) else {
      throw DataError(
        .option, file: file, found: "no such built-in set",
        expected: "one of \(Self.names.joined(separator: ", "))")
    }
    if let examples, examples < 1 {
      throw wrong("\"examples\": \(examples)", expected: "1 or more")
    }
    if let noise, !set.takesNoise || !(noise >= 0 && noise.isFinite) {
      throw wrong(
        "\"noise\": \(noise)", expected: set.takesNoise ? "0 or more" : "no noise for \(name)")
    }
    if let bits, !set.takesBits || !SampleSet.bitCounts.contains(bits) {
      let range = SampleSet.bitCounts
      throw wrong(
        "\"bits\": \(bits)",
        expected: set.takesBits
          ? "\(range.lowerBound) to \(range.upperBound)" : "no bits for \(name)")
    }
    return set
  }

  private func wrong(_ found: String, expected: String) -> DataError {
    DataError(.option, file: file, found: found, expected: expected)
  }
}

extension DataRole {
  /// The role as the built-in sets name it.
  fileprivate var drawn: SampleSet.Role {
    switch self {
    case .train: .train
    case .validation: .validation
    case .test: .test
    }
  }
}
