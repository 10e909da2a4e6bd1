import LinearAlgebra

/// The data sets that are drawn from a seed, the same on every machine.
package enum SampleSet: String, CaseIterable, Sendable {
  case cats, flower, moons, circles, spirals, parity, houses, digits

  /// What the examples are for: each role draws others from the same seed.
  package enum Role: Sendable, CaseIterable {
    case train, validation, test

    /// The seed of the role's generator: the set's own, its highest bit flipped, or all of them.
    func generatorSeed(_ seed: UInt32) -> UInt32 {
      switch self {
      case .train: seed
      case .validation: seed ^ 0x8000_0000
      case .test: ~seed
      }
    }
  }

  /// The numbers of bits that `parity` can be asked for.
  package static let bitCounts = 1...16

  /// The number of bits of `parity` unless it is given.
  package static let defaultBits = 8

  /// Whether `noise` means something to the set.
  package var takesNoise: Bool { self != .cats }

  /// Whether `bits` means something to the set.
  package var takesBits: Bool { self == .parity }

  /// Bytes of one example's values, to refuse what would not fit the memory before it is drawn.
  ///
  /// `bits` matters to `parity` only.
  package func bytesPerExample(bits: Int?) -> Int {
    let isImage = self == .cats || self == .digits
    return axes(bits: bits).reduce(1, *) * (isImage ? 1 : MemoryLayout<Double>.size)
  }

  /// The axes of one example.
  ///
  /// `bits` matters to `parity` only.
  package func axes(bits: Int?) -> [Int] {
    switch self {
    case .cats: [CatImages.size, CatImages.size, 3]
    case .digits: [Digits.size, Digits.size]
    case .flower, .moons, .circles, .spirals: [2]
    case .houses: [Houses.featureNames.count]
    case .parity: [Self.within(bits)]
    }
  }

  /// How many examples there are unless their number is given.
  package func defaultCount(for role: Role, bits: Int?) -> Int {
    switch self {
    case .cats: role == .train ? 1200 : 300
    case .digits: role == .train ? 4000 : 1000
    case .flower, .moons, .circles: role == .train ? 400 : 200
    case .spirals: role == .train ? 600 : 300
    case .houses: role == .train ? 800 : 200
    case .parity: 1 << Self.within(bits)
    }
  }

  /// Draws the examples of a role.
  ///
  /// Equal arguments give equal bytes. `examples` is their number (`parity` has no more than its
  /// 2^bits rows), `noise` how far they stray, in the unit of the set, and `bits`, within
  /// `bitCounts`, the inputs of `parity`; nil: as the set likes it.
  package func draw(
    examples: Int?, seed: UInt32, noise: Double?, bits: Int?, role: Role
  ) -> DrawnData {
    let bits = Self.within(bits)
    let count = max(examples ?? defaultCount(for: role, bits: bits), 0)
    var random = RandomState(seed: role.generatorSeed(seed))
    return switch self {
    case .cats: CatImages.draw(count, from: &random)
    case .flower: Flower.draw(count, noise: noise ?? 0.2, from: &random)
    case .moons: Moons.draw(count, noise: noise ?? 0.15, from: &random)
    case .circles: Circles.draw(count, noise: noise ?? 0.08, from: &random)
    case .spirals: Spirals.draw(count, noise: noise ?? 0.03, from: &random)
    case .houses: Houses.draw(count, noise: noise ?? 0.15, from: &random)
    case .digits: Digits.draw(count, noise: noise ?? 0.1, from: &random)
    case .parity:
      // The rows are shuffled by the seed itself, whatever the role: roles share them out.
      Parity.draw(count, bits: bits, noise: noise ?? 0, seed: seed, role: role)
    }
  }

  /// The number of bits, brought within `bitCounts`.
  private static func within(_ bits: Int?) -> Int {
    min(max(bits ?? defaultBits, bitCounts.lowerBound), bitCounts.upperBound)
  }
}

/// The examples of a built-in set, as numbers.
package struct DrawnData: Sendable, Equatable {
  package enum Values: Sendable, Equatable {
    case uint8([UInt8])
    case float64([Double])
  }

  /// The shape of the values; the first axis counts the examples.
  package let shape: [Int]
  /// Example after example, each in C order; colors interleaved.
  package let values: Values
  /// One per example: the index of its class, or the value to predict.
  package let labels: [Double]
  /// Names of the classes 0, 1, …; nil where the labels are values.
  package let classNames: [String]?
  /// Names of the features of one example; nil for pictures.
  package let featureNames: [String]?
}
