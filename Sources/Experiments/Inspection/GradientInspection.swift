import Datasets
import DeepNetwork
import Foundation
import Text

/// The gradient check of a configured network on a few examples of its own data, in float64.
package struct GradientInspection {
  /// Elements compared in all matrices together, about.
  private static let budget = 10_000
  /// The size of the biases that are drawn for the check.
  private static let biasScale = 0.1

  private let configuration: Configuration
  /// How many examples were taken.
  package let exampleCount: Int
  package let tolerance: Double
  package let report: GradientReport
  /// What is to be known about how it was checked.
  package let remarks: [String]

  /// Checks the network as it is before training, with up to `examples` examples spread over the
  /// training set.
  ///
  /// Biases that are all 0 are drawn at random: with them an example of zeros lies on the kink of
  /// every relu, where there is nothing to compare.
  ///
  /// - Throws: `DataError`, `DimensionError`, `MemoryError` and what reading weights can end with.
  package init(
    _ configuration: Configuration, dataFolder: URL, examples: Int, tolerance: Double
  ) throws {
    self.configuration = configuration
    self.tolerance = tolerance
    let train = try configuration.loadData(from: dataFolder).train
    let plan = try DimensionChecker.check(configuration.architecture, data: train.dataShape)
    let picked = Self.spread(examples, over: train.count)
    exampleCount = picked.count
    try MemoryNeed(
      plan, batchSize: picked.count, precision: .float64, optimizer: .gradientDescent
    ).requireFit()

    let source = try DatasetExamples<Double>(train)
    let (X, Y) = source.batch(picked[...])
    let weights = configuration.hyperparameters.classWeights.map {
      ExampleWeights($0, Y: source.labels())(Y)
    }
    var random = RandomState(seed: configuration.seed)
    var model: Model<Double> = try configuration.initialModel(plan, from: &random)
    let drawn = Self.drawBiases(of: &model, &random)
    let check = GradientCheck(
      tolerance: tolerance, sample: max(20, min(500, Self.budget / (2 * plan.L))),
      seed: configuration.seed &+ 1)
    var findings = try check.check(
      model, X: X, Y: Y, loss: configuration.loss, l2: configuration.hyperparameters.l2,
      weights: weights
    ).findings
    if configuration.mayTrainInDualForm(train.count),
      let dual = try check.checkDual(
        model, X: X, Y: Y, loss: configuration.loss, weights: weights)
    {
      findings.insert(dual, at: 1)
    }
    report = GradientReport(findings: findings)
    remarks = Self.remarks(configuration, biasesDrawn: drawn)
  }

  /// `count` of `total` indices, the first and then evenly on.
  static func spread(_ count: Int, over total: Int) -> [Int] {
    let count = min(count, total)
    return (0..<count).map { $0 * (total / count) + $0 * (total % count) / count }
  }

  private static func drawBiases(of model: inout Model<Double>, _ random: inout RandomState)
    -> Bool
  {
    var isDrawn = false
    for l in 0..<model.L {
      for name in model.layers[l].namesWithoutDecay {
        let b = model.layers[l][parameter: name]
        guard b.sumOfSquares() == 0 else { continue }
        model.layers[l][parameter: name] = Matrix(
          rows: b.rows, columns: b.columns, random.randn(b.count).map { $0 * biasScale })
        isDrawn = true
      }
    }
    return isDrawn
  }

  private static func remarks(_ configuration: Configuration, biasesDrawn: Bool) -> [String] {
    var remarks: [String] = []
    if biasesDrawn {
      remarks.append("b, which is 0 at the start, is drawn at random for the check")
    }
    if configuration.precision == .float32 {
      remarks.append("checked in float64; training is in float32")
    }
    if configuration.architecture.hasDropout {
      remarks.append("the dropout masks are drawn once and kept")
    }
    return remarks
  }

  // MARK: What is right and what is not

  /// The matrices that were not compared at all since everything lies at a kink.
  private var uncompared: [GradientFinding] {
    report.findings.filter { $0.compared == 0 && $0.kinks > 0 }
  }

  package var passed: Bool { report.passed && uncompared.isEmpty }

  /// A row for each matrix.
  package var table: String {
    let rows = report.findings.map { finding in
      [
        finding.layer.map { "\($0)" } ?? "",
        "\(finding.quantity)" + (finding.isDual ? ", dual" : ""),
        "\(finding.shape)", "\(finding.compared)",
        finding.kinks == 0 ? "" : "\(finding.kinks)\(finding.kinkName.map { " \($0)" } ?? "")",
        finding.compared == 0 ? "" : String(format: "%.1e", finding.relativeError),
        !finding.passed ? "wrong" : finding.compared == 0 ? "not compared" : "right",
      ]
    }
    return TextTable(
      header: ["layer", "gradient", "shape", "compared", "at a kink", "relative error", "verdict"],
      rows: rows, rightAligned: [0, 3, 5]
    ).text
  }

  /// The line that says how it ended.
  package var summary: String {
    let wrong = report.failures.count
    let verdict =
      wrong > 0
      ? "\(wrong) of \(report.findings.count) gradients are wrong"
      : uncompared.isEmpty ? "passed" : "\(uncompared.count) gradients were not compared"
    return "\(verdict): \(exampleCount) \(exampleCount == 1 ? "example" : "examples"), "
      + "tolerance \(String(format: "%g", tolerance))"
  }

  /// What is wrong, and what was not compared; nil if all is right.
  package var problem: GradientProblem? {
    let lines =
      report.failures.map(\.description)
      + uncompared.map { finding in
        "\(finding): nothing was compared; check at other weights, such as "
          + "\(ProgramOption.set.word) initialization.method=he"
      }
    return lines.isEmpty ? nil : GradientProblem(lines: lines)
  }
}

/// The gradients that a check does not vouch for.
package struct GradientProblem: Error, CustomStringConvertible {
  let lines: [String]

  package var description: String { lines.joined(separator: "\n") }
}

extension GradientProblem: LocalizedError {
  package var errorDescription: String? { description }
}

extension Configuration {
  /// Whether the first layer may be trained in the space of `m` examples.
  fileprivate func mayTrainInDualForm(_ m: Int) -> Bool {
    hyperparameters.firstLayer != .direct
      && FirstLayerDecision.obstacle(
        hyperparameters, isDense: architecture.layers.first?.units != nil,
        isFrozen: architecture.layers.first?.isTrainable == false,
        isAugmented: data.train.augment != nil, m: m,
        scalarSize: precision == .float32 ? 4 : 8) == nil
  }
}
