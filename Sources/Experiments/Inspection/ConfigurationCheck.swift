import Datasets
import DeepNetwork
import Foundation

/// What can be proven of a configuration from the headers of its files, before any data is read.
package struct ConfigurationCheck {
  private let configuration: Configuration
  private let folder: URL
  private let header: SourceHeader?
  /// The proven shapes; nil where n[0] is to come from data that have to be read for it.
  private let plan: NetworkPlan?
  /// Files that are not there.
  package let missing: [DataError]
  /// What is to be known of weights from a file, where n[0] is known without the data.
  package let remarks: [String]

  /// Looks at the headers of data and weights, and holds all of them against the network.
  ///
  /// - Throws: ``CheckProblems``, every mismatch at once.
  package init(_ configuration: Configuration, folder: URL) throws(CheckProblems) {
    self.configuration = configuration
    self.folder = folder
    var findings = Findings()
    let header = findings.header(of: configuration.data.train, .train, configuration, folder)
    self.header = header
    plan = findings.plan(of: configuration, header)
    findings.compareOthers(configuration, folder, n0: plan?.n[0], training: header)
    if let plan { findings.checkWeights(of: configuration, plan) }
    (missing, remarks) = (findings.missing, findings.remarks)
    guard findings.problems.isEmpty else {
      throw CheckProblems(lines: missing.map(\.description) + findings.problems)
    }
  }

  /// The table, if no data have to be read for it.
  package var table: DimensionTable? {
    guard let plan, header?.count != nil || !missing.isEmpty else { return nil }
    let count = header?.count.map(configuration.trainingCount)
    return DimensionTable(plan, examples: count, configuration: configuration)
  }

  /// Proves the shapes again with the data themselves.
  ///
  /// - Returns: the table, and what is doubtful with these data.
  /// - Throws: ``CheckProblems``, as ``init(_:folder:)`` does.
  package func table(with data: TrainingData) throws(CheckProblems)
    -> (table: DimensionTable, warnings: [String])
  {
    var findings = Findings()
    var header = SourceHeader(data.train)
    header.fileShape = self.header?.fileShape
    let plan = findings.plan(of: configuration, header)
    if configuration.data.train.augment != nil { findings.checkAugmentation(of: data.train) }
    if let plan, self.plan == nil { findings.checkWeights(of: configuration, plan) }
    guard let plan, findings.problems.isEmpty else { throw CheckProblems(lines: findings.problems) }
    return (
      DimensionTable(plan, examples: data.train.count, configuration: configuration),
      findings.remarks + configuration.warnings(plan, examples: data.train.count)
    )
  }
}

/// Every mismatch that a check found.
package struct CheckProblems: Error, Equatable, CustomStringConvertible {
  package let lines: [String]

  package var description: String { lines.joined(separator: "\n") }
}

extension CheckProblems: LocalizedError {
  package var errorDescription: String? { description }
}

/// Collects what is wrong.
private struct Findings {
  private(set) var problems: [String] = []
  private(set) var missing: [DataError] = []
  private(set) var remarks: [String] = []

  mutating func header(
    of source: DataSource, _ role: DataRole, _ configuration: Configuration, _ folder: URL
  ) -> SourceHeader? {
    do throws(DataError) {
      return try SourceHeader(
        source, role: role, labels: configuration.loss.labelKind, relativeTo: folder)
    } catch {
      if error.kind == .missingFile { missing.append(error) } else { problems.append("\(error)") }
      return nil
    }
  }

  /// The plan, where n[0] is known.
  mutating func plan(of configuration: Configuration, _ header: SourceHeader?) -> NetworkPlan? {
    let architecture = configuration.architecture
    // Data that cannot be read are a problem already, and that n[0] is to come from them is none.
    let isReadingNeeded = header.map { $0.featureCount == nil } ?? missing.isEmpty
    if architecture.inputSize == 0, isReadingNeeded { return nil }
    // Without features of the data only Y can be compared.
    let inputs = header?.featureCount ?? architecture.inputSize
    let shape = DataShape(
      inputSize: inputs, outputSize: header?.labelWidth, image: header?.image)
    do throws(DimensionError) {
      return try DimensionChecker.check(architecture, data: header == nil ? nil : shape)
    } catch {
      problems += error.violations.map { violation in
        let cause = header.flatMap { LikelyCause(violation, $0, configuration)?.text }
        return "\(violation)" + (cause.map { ": \($0)" } ?? "")
      }
      return nil
    }
  }

  /// Holds validation and test data against the training data.
  mutating func compareOthers(
    _ configuration: Configuration, _ folder: URL, n0: Int?, training: SourceHeader?
  ) {
    var sources: [(DataRole, DataSource)] = []
    if case .source(let source)? = configuration.data.validation {
      sources.append((.validation, source))
    }
    if let test = configuration.data.test { sources.append((.test, test)) }
    for (role, source) in sources {
      guard let header = header(of: source, role, configuration, folder) else { continue }
      // Pictures are brought to the size of the training pictures, where no other is asked for.
      let isResized =
        source.imageSize == nil && source.channels == nil && header.fileShape?.count ?? 4 > 2
      if let count = header.featureCount, let n0, count != n0, !isResized {
        problems.append(
          "\(source.name): \(count) features an example, expected n[0] = \(n0), as in the "
            + "training data")
      }
      if let width = header.labelWidth, let expected = training?.labelWidth, width != expected {
        problems.append(
          "\(source.labelsName): \(width) outputs an example, expected \(expected), as in the "
            + "training data")
      }
    }
  }

  mutating func checkAugmentation(of data: Dataset) {
    do throws(DataError) { try data.requireAugmentable() } catch { problems.append("\(error)") }
  }

  mutating func checkWeights(of configuration: Configuration, _ plan: NetworkPlan) {
    guard case .file(let file) = configuration.initialization else { return }
    guard FileManager.default.fileExists(atPath: file.path) else {
      problems.append("initialization.path: \(file.path): no such file")
      return
    }
    do {
      remarks = try configuration.remarksOnWeights(plan, inFull: true)
    } catch let error as DimensionError {
      problems += error.violations.map { "\(file.path): \($0)" }
    } catch {
      problems.append("\(error)")
    }
  }
}

extension SourceHeader {
  /// The same of data that have been read.
  fileprivate init(_ data: Dataset) {
    self.init(count: data.count, featureCount: data.featureCount, labelWidth: data.labels?.width)
    (imageShape, pixelOrder) = (data.format.imageShape, data.format.pixelOrder)
  }
}
