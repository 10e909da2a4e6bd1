import Foundation

/// The trials of a sweep: every combination of the values or some that are drawn, for every fold.
package struct SweepPlan: Sendable {
  /// More would not be looked through by anybody.
  static let maximumTrials = 10_000

  /// The configuration that all trials start from, by its absolute path.
  package let file: URL
  /// What takes the place of the file's values in all trials, as `KEY=VALUE`.
  package let settings: [String]
  /// The keys that are taken out of the file in all trials.
  package let removals: [String]
  /// What the trials differ in; the last one changes fastest.
  package let variations: [Variation]
  /// The name of the runs.
  package let name: String
  /// The number of folds; nil without cross-validation.
  package let folds: Int?
  /// How combinations are drawn; nil where all of them are trained.
  package let draw: RandomDraw?
  package let trials: [Trial]
  /// What is doubtful about the configurations, each thing once.
  package let warnings: [ConfigurationProblem]

  /// Reads the configuration of every trial.
  ///
  /// - Parameters:
  ///   - file: the configuration that all trials start from.
  ///   - settings: values that take the place of the file's in all trials, as `KEY=VALUE`.
  ///   - removals: keys that are taken out of the file before.
  ///   - variations: what the trials differ in; the last one changes fastest.
  ///   - folds: the number of parts of the training examples that are held out in turn.
  ///   - draw: how combinations are drawn; nil for all of them.
  /// - Throws: `SweepError` for a grid that makes no sense, `ConfigurationError` with every problem
  ///   of every trial, each once.
  package init(
    _ file: URL, settings: [String] = [], removals: [String] = [], variations: [Variation],
    folds: Int? = nil, draw: RandomDraw? = nil
  ) throws {
    try Self.check(variations, folds: folds)
    let combinations =
      try draw.map { try $0.combinations(of: variations) }
      ?? (try Self.combinations(of: variations))
    guard combinations.count * (folds ?? 1) <= Self.maximumTrials else {
      throw SweepError.tooManyTrials(most: Self.maximumTrials)
    }
    var trials: [Trial] = []
    var problems = ProblemList()
    var warnings = ProblemList()
    for values in combinations {
      let varied = zip(variations, values).map { Trial.Setting(key: $0.key, value: $1) }
      for fold in folds.map({ (1...$0).map { $0 as Int? } }) ?? [nil] {
        var reader = ConfigurationReader(overrides: settings, removals: removals)
        reader.variations = varied.map(\.text)
        if let fold, let folds {
          let seed = reader.splitSeed(contentsOf: file).map { ",\"seed\":\($0)" } ?? ""
          reader.division = #"data.validation={"fold":\#(fold),"folds":\#(folds)\#(seed)}"#
        }
        do throws(ConfigurationError) {
          let reading = try reader.read(contentsOf: file)
          warnings.add(reading.warnings)
          trials.append(
            Trial(
              settings: varied, fold: fold, overrides: reader.replacements.map(\.text),
              configuration: reading.configuration))
        } catch {
          problems.add(error.problems)
        }
      }
    }
    guard problems.all.isEmpty, let first = trials.first else {
      throw ConfigurationError(problems.all)
    }
    self.file = file.absoluteURL
    self.settings = settings
    self.removals = removals
    self.variations = variations
    name = first.configuration.name
    self.folds = folds
    self.draw = draw
    self.trials = trials
    self.warnings = warnings.all
  }

  /// Refuses to sort by what not all trials can have.
  package func check(sortedBy figure: Figure) throws(SweepError) {
    for trial in trials {
      let network = trial.configuration
      let outputs = network.architecture.outputSize ?? .max
      let all = Figure.all(of: network.loss.labels, outputs: outputs)
      guard all.contains(figure) else { throw .noFigure(figure, available: all) }
    }
  }

  private static func check(_ variations: [Variation], folds: Int?) throws(SweepError) {
    guard !variations.isEmpty || folds != nil else { throw .nothingVaries }
    var seen: Set<String> = []
    for variation in variations {
      guard seen.insert(variation.key).inserted else { throw .repeatedKey(variation.key) }
      let repeated = variation.values.first { value in
        variation.values.count { $0 == value } > 1
      }
      if let repeated { throw .repeatedValue(repeated, key: variation.key) }
    }
  }

  /// Every combination of listed values, those of the last key changing fastest.
  private static func combinations(of variations: [Variation]) throws(SweepError) -> [[String]] {
    var combinations: [[String]] = [[]]
    for variation in variations {
      if try variation.range() != nil { throw .rangeWithoutDraw(variation.text) }
      let (product, overflow) = combinations.count.multipliedReportingOverflow(
        by: variation.values.count)
      guard !overflow, product <= maximumTrials else { throw .tooManyTrials(most: maximumTrials) }
      combinations = combinations.flatMap { values in variation.values.map { values + [$0] } }
    }
    return combinations
  }
}

/// One training of a sweep.
package struct Trial: Sendable {
  /// A varied key with its value in this trial, as it was written.
  package struct Setting: Sendable, Hashable {
    package let key: String
    package let value: String

    package var text: String { "\(key)=\(value)" }
  }

  package let settings: [Setting]
  /// The fold that is held out, from 1.
  package let fold: Int?
  /// All that takes the place of the file's values, as `dnn train --set` takes it.
  package let overrides: [String]
  package let configuration: Configuration

  /// The name of the trial's folder: `alpha=0.01,seed=2,fold=1`.
  ///
  /// It follows from the settings alone. What no file system likes is left out of it; a digest keeps
  /// apart what then looks the same.
  package var name: String {
    let full = described.isEmpty ? "trial" : described
    let plain = full.map { $0.isASCII && ($0.isLetter || $0.isNumber || "=.,-_+".contains($0)) }
    guard plain.contains(false) || full.count > 100 else { return full }
    let kept = zip(full, plain).map { $1 ? $0 : "-" }
    return String(kept.prefix(80)) + "~" + digest(of: full)
  }

  /// The settings in words, and the fold.
  package var described: String {
    (settings.map(\.text) + (fold.map { ["fold=\($0)"] } ?? [])).joined(separator: ",")
  }

  /// FNV-1a of 32 bits (Fowler, Noll and Vo).
  private func digest(of text: String) -> String {
    let hash = text.utf8.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    return String(hash, radix: 16)
  }
}

/// Problems of many configurations, each once.
private struct ProblemList {
  private(set) var all: [ConfigurationProblem] = []
  private var seen: Set<String> = []

  mutating func add(_ problems: [ConfigurationProblem]) {
    for problem in problems {
      let place = problem.line.map { "\($0):\(problem.column ?? 0)" } ?? ""
      guard seen.insert("\(place) \(problem.path) \(problem.sentence)").inserted else { continue }
      all.append(problem)
    }
  }
}
