import DeepNetwork
import Foundation
import Text

/// Combinations of values that are drawn, the same ones anywhere.
///
/// The generator is NumPy's `RandomState`, so that Python draws the same trials: combination after
/// combination, in each the keys in their order. A range gives
///
/// - `log`: `np.exp(r.uniform(np.log(a), np.log(b)))`,
/// - `linear`: `r.uniform(a, b)`,
/// - `integer`: `r.randint(a, b + 1)`,
/// - `logInteger`: `int(np.exp(r.uniform(np.log(a), np.log(b + 1))))`, at most b,
///
/// and a list of values the one at `r.randint(count)`. Numbers of `log` and `linear` are rounded to
/// three digits and kept within the range. A combination that was drawn before is drawn again. The
/// seed of a run is not drawn: each combination is trained with every seed that is listed.
package struct RandomDraw: Sendable, Equatable {
  /// How many combinations.
  package let count: Int
  package let seed: UInt32

  package init(count: Int, seed: UInt32 = 1) {
    self.count = count
    self.seed = seed
  }

  /// The key whose values are not drawn.
  static let repeatedKey = "seed"
  /// Draws in a row without a new combination, after which there is none to be hoped for.
  private static let maximumVainDraws = 10_000

  /// The drawn combinations, each as often as there are seeds.
  func combinations(of variations: [Variation]) throws(SweepError) -> [[String]] {
    guard count <= SweepPlan.maximumTrials else {
      throw .tooManyTrials(most: SweepPlan.maximumTrials)
    }
    guard variations.contains(where: { $0.key != Self.repeatedKey }) else { throw .nothingToDraw }
    var choices: [Choice] = []
    for variation in variations {
      choices.append(try choice(variation))
    }
    let possible = choices.reduce(Double(1)) { $0 * ($1.count.map(Double.init) ?? .infinity) }
    guard Double(count) <= possible else {
      throw .fewCombinations(asked: count, there: Int(possible))
    }
    let drawn = try draw(choices)
    guard let place = variations.firstIndex(where: { $0.key == Self.repeatedKey }) else {
      return drawn
    }
    return drawn.flatMap { values in
      variations[place].values.map { seed in
        var values = values
        values[place] = seed
        return values
      }
    }
  }

  private enum Choice {
    case list([String])
    case range(ValueRange)

    /// How many values there are; nil for too many to count.
    var count: Int? {
      switch self {
      case .list(let values): values.count
      case .range(let range):
        range.kind == .integer || range.kind == .logInteger
          ? Int(range.upper) - Int(range.lower) + 1 : nil
      }
    }
  }

  private func choice(_ variation: Variation) throws(SweepError) -> Choice {
    let range = try variation.range()
    if variation.key == Self.repeatedKey {
      guard range == nil else { throw .drawnSeed(variation.text) }
      // One value draws nothing; the seeds take its place.
      return .list([""])
    }
    guard let range else { return .list(variation.values) }
    guard range.kind != .range else { throw .testIsAlone }
    return .range(range)
  }

  private func draw(_ choices: [Choice]) throws(SweepError) -> [[String]] {
    var random = RandomState(seed: seed)
    var drawn: [[String]] = []
    var seen: Set<[String]> = []
    var vain = 0
    while drawn.count < count {
      let values = choices.map { choice in
        switch choice {
        case .list(let values): values[random.index(upTo: values.count - 1)]
        case .range(let range): range.draw(from: &random)
        }
      }
      if seen.insert(values).inserted {
        drawn.append(values)
        vain = 0
      } else {
        vain += 1
        // Of values that can be counted each comes up sooner or later.
        guard vain < Self.maximumVainDraws || choices.allSatisfy({ $0.count != nil }) else {
          throw .vainDraws(asked: count, found: drawn.count, draws: vain)
        }
      }
    }
    return drawn
  }
}

extension ValueRange {
  /// A value as a configuration has it.
  fileprivate func draw(from random: inout RandomState) -> String {
    func uniform(_ a: Double, _ b: Double) -> Double { a + (b - a) * random.rand() }
    switch kind {
    case .linear: return rounded(uniform(lower, upper))
    case .log, .range: return rounded(exp(uniform(log(lower), log(upper))))
    case .integer: return "\(Int(lower) + random.index(upTo: Int(upper) - Int(lower)))"
    case .logInteger:
      let value = Int(exp(uniform(log(lower), log(upper + 1))))
      return "\(min(max(value, Int(lower)), Int(upper)))"
    }
  }

  private func rounded(_ value: Double) -> String {
    let rounded = Double(value.significant(3)) ?? value
    return numberText(min(max(rounded, lower), upper))
  }
}
