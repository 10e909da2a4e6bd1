import ArrayFiles
import Foundation
import Text

/// What there is of a sweep's trials, whoever ran them.
package struct SweepCollection: Sendable {
  /// The comparison of those that have ended.
  package let table: SweepTable
  /// The others, in the order of the plan.
  package let unended: [UnendedTrial]

  /// How many have ended, in a sentence without its end.
  package var summary: String {
    let diverged = table.rows.reduce(0) { $0 + $1.divergedCount }
    let failed = unended.count { $0.failure != nil }
    let stopped = table.results.count { $0.state == .stopped }
    var text = "\(table.results.count) of \(table.planned) trials have ended"
    if stopped > 0 {
      text =
        "\(table.results.count) of \(table.planned) trials have come to a rung, \(stopped) of them "
        + "stopped there"
    }
    if diverged > 0 { text += ", \(diverged) of them diverged" }
    if failed > 0 { text += "; \(failed) failed" }
    return text
  }
}

/// A trial that has not ended, as far as it has come.
package struct UnendedTrial: Sendable {
  enum Standing: Sendable, Equatable {
    case notBegun
    /// It has a folder, and nothing to go on from.
    case begun
    case saved(iterations: Int)
  }

  package let trial: Trial
  let standing: Standing
  /// Why it cannot go on or has not gone on, in words; nil where nothing tells that it did not.
  package let failure: String?

  init(_ trial: Trial, in folder: RunFolder, log: TrialLog?) {
    self.trial = trial
    guard folder.holdsACheckpoint else {
      let isThere = FileManager.default.fileExists(atPath: folder.url.path)
      standing = isThere ? .begun : .notBegun
      failure = log?.failure
      return
    }
    do {
      let note = try ArrayFile(contentsOf: folder.checkpoint).metadata
      standing = note["iteration"].flatMap { Int($0) }.map { .saved(iterations: $0) } ?? .begun
      let saved = note["configuration"].flatMap { JSONValue(text: $0) }
      let differences = saved.map(trial.differences) ?? []
      failure =
        differences.isEmpty
        ? log?.failure : "it is of another sweep: \(differences.joined(separator: "; "))"
    } catch {
      standing = .begun
      failure = "\(error)"
    }
  }
}

extension UnendedTrial: CustomStringConvertible {
  package var description: String {
    let name = trial.described.isEmpty ? "trial" : trial.described
    guard let failure else { return "\(name): \(progress)" }
    return "\(name): failed (\(progress)): \(failure)"
  }

  private var progress: String {
    switch standing {
    case .notBegun: "not begun"
    case .begun: "begun, nothing saved yet"
    case .saved(let iterations): "saved after \(iterations) iterations"
    }
  }
}

extension Sweep {
  /// Compares the trials that have ended and tells how far the others are; trains nothing.
  ///
  /// - Throws: `SweepError`, `RunFolderError` and what reading and writing files can end with.
  package func collect() throws -> SweepCollection {
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw SweepError.nothingThere(path: folder.path)
    }
    return try enter {
      if let halving { return try collect(halving) }
      var results: [TrialResult] = []
      var unended: [UnendedTrial] = []
      for (index, trial) in plan.trials.enumerated() {
        let place = folder(of: trial)
        if let result = TrialResult(trial, in: place, trainedOn: nil) {
          results.append(result)
        } else {
          let log = TrialLog(
            logs.appendingPathComponent("\(index + 1).log"), of: trial, in: self)
          unended.append(UnendedTrial(trial, in: place, log: log))
        }
      }
      let table = SweepTable(plan, results: results, sortedBy: sortFigure)
      try write(table)
      return SweepCollection(table: table, unended: unended)
    }
  }
}

extension Trial {
  /// In what a training that was saved differs from this trial, in words; where it only is to become
  /// longer it does not.
  fileprivate func differences(from saved: JSONValue) -> [String] {
    ConfigurationChanges(from: saved.withSplitSeeds, to: configuration, .sweep).refused
      .map(\.description)
  }
}

extension Sweep {
  /// Makes sure that no folder of a trial holds a training that is not the trial's.
  ///
  /// - Throws: `SweepError` of the first that does.
  func requireOwnTrials() throws(SweepError) {
    for trial in plan.trials {
      let place = folder(of: trial)
      guard place.holdsACheckpoint,
        let saved = (try? ArrayFile(contentsOf: place.checkpoint).metadata["configuration"])
          .flatMap({ $0 }).flatMap({ JSONValue(text: $0) })
      else { continue }
      let differences = trial.differences(from: saved)
      guard differences.isEmpty else {
        throw .otherTrial(path: place.url.path, reason: differences.joined(separator: "; "))
      }
    }
  }
}
