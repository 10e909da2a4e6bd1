import Bytes
import Datasets
import DeepNetwork
import Foundation
import Synchronization
import Text

/// Trains every trial of a plan, a folder each, several at once if asked to.
///
/// A trial ends with the same bytes as a training of its own with the same settings, whatever runs
/// beside it. Run again, a sweep goes on: what has ended stays, what was begun is resumed.
package struct Sweep: Sendable {
  package let plan: SweepPlan
  /// What paths of data are relative to.
  package let dataFolder: URL
  /// The folder that holds the trials' folders and the comparison.
  package let folder: URL
  /// The figure that the comparison is sorted by.
  package let sortFigure: Figure
  /// Where pictures that have been read are kept for the next time; nil: nowhere.
  package var cache: ImageCache?

  package init(_ plan: SweepPlan, dataFolder: URL, folder: URL, sortedBy figure: Figure = .cost) {
    self.plan = plan
    sortFigure = figure
    self.dataFolder = dataFolder
    self.folder = folder.absoluteURL
  }

  /// Who watches a sweep and may end it; called from several threads, but never at once.
  package struct Observer: Sendable {
    /// A line for the log.
    package var note: @Sendable (String) -> Void
    /// A trial has ended, or had before.
    package var ended: @Sendable (TrialResult) -> Void
    package var shouldStop: @Sendable () -> Bool

    package init(
      note: @escaping @Sendable (String) -> Void = { _ in },
      ended: @escaping @Sendable (TrialResult) -> Void = { _ in },
      shouldStop: @escaping @Sendable () -> Bool = { false }
    ) {
      self.note = note
      self.ended = ended
      self.shouldStop = shouldStop
    }
  }

  /// Where a trial's files are.
  package func folder(of trial: Trial) -> RunFolder {
    RunFolder(folder.appendingPathComponent(trial.name, isDirectory: true))
  }

  /// Runs the trials and writes the comparison of those that have ended.
  ///
  /// - Parameters:
  ///   - jobs: how many trials run at once.
  ///   - observer: who watches.
  /// - Returns: how the trials ended, in the order of the plan; those that were not run or did not
  ///   end are left out.
  /// - Throws: what any training can end with but `Divergence`; then what has been done stays.
  package func execute(jobs: Int = 1, _ observer: Observer = Observer()) throws -> SweepTable {
    try requireNoRun()
    let data = try SweepData(
      plan, relativeTo: dataFolder, cache: cache, note: observer.note)
    return try enter {
      let work = SweepWork(order: data.order, observer)
      Workers.run(min(jobs, plan.trials.count)) {
        while let index = work.next() {
          work.finish(index) { try run(index, data, work) }
          data.release(index)
        }
      }
      let table = SweepTable(plan, results: try work.results(), sortedBy: sortFigure)
      try write(table)
      return table
    }
  }

  /// Runs the body while nobody else writes into the sweep's folder, which is made if it is missing.
  func enter<R>(_ body: () throws -> R) throws -> R {
    try requireNoRun()
    return try RunFolder(folder).enter(.resume, body)
  }

  private func requireNoRun() throws(SweepError) {
    let place = RunFolder(folder)
    let isSingle = [place.checkpoint, place.model].contains {
      FileManager.default.fileExists(atPath: $0.path)
    }
    if isSingle { throw .holdsARun(path: folder.path) }
  }

  /// Runs one trial, unless it has ended before; nil where it was asked to stop.
  private func run(_ index: Int, _ data: SweepData, _ work: SweepWork) throws -> TrialResult? {
    let trial = plan.trials[index]
    let folder = folder(of: trial)
    let share = try data.share(of: index)
    if folder.holdsACheckpoint,
      let result = TrialResult(trial, in: folder, trainedOn: share.data.train.digest)
    {
      return result
    }
    // What diverged begins anew: it is to be what it would be alone.
    let run = TrainingRun(
      trial.configuration, dataFolder: dataFolder, folder: folder,
      entry: folder.holdsADivergence ? .overwrite : .resume, changes: .sweep)
    var observer = TrainingRun.Observer(shouldStop: { work.shouldStop })
    observer.looksAtData = false
    do {
      let ending = try run.execute(on: share.data, sharing: share.products, observer)
      if case .interrupted = ending { return nil }
    } catch is Divergence {
      // The checkpoint tells; the other trials go on.
    } catch let error as CheckpointError {
      throw SweepError.otherTrial(path: folder.url.path, reason: error.reason)
    }
    guard let result = TrialResult(trial, in: folder, trainedOn: nil) else {
      throw SweepError.unreadable(path: folder.url.path)
    }
    return result
  }

  /// Writes the comparison into the sweep's folder.
  func write(_ table: SweepTable) throws {
    guard !table.rows.isEmpty else { return }
    try AtomicFile.write(table.csv, to: file("comparison.csv"))
    try AtomicFile.write(table.json.prettyText, to: file("comparison.json"))
    let title = "\(plan.name): \(plan.trials.count) trials"
    let page = ComparisonReport(table, title: title) { folder(of: $0) }
    try AtomicFile.write(page.html, to: file("report.html"))
  }
}

extension CheckpointError {
  fileprivate var reason: String {
    switch self {
    case .damaged(_, let part): "its checkpoint is damaged at \"\(part)\""
    case .otherConfiguration(_, let differences): differences.joined(separator: "; ")
    case .otherData: "it was trained on other data than there are now"
    case .diverged(_, let end, _): "it diverged at iteration \(end)"
    case .beyond(_, let made, let asked):
      "it has made \(made) updates already, and \(asked) are asked for"
    case .earlierVersion: "it was begun by an earlier version and cannot be gone on with"
    }
  }
}

/// Why a sweep cannot be made.
package enum SweepError: Error, Equatable {
  case nothingVaries
  case repeatedKey(String)
  case repeatedValue(String, key: String)
  case tooManyTrials(most: Int)
  /// The networks have no such figure to sort by.
  case noFigure(Figure, available: [Figure])
  /// The sweep's folder is that of a single run.
  case holdsARun(path: String)
  /// A trial's folder holds a training with another configuration or other data.
  case otherTrial(path: String, reason: String)
  /// What a trial wrote cannot be read back.
  case unreadable(path: String)
  /// There is no folder to collect from.
  case nothingThere(path: String)
  /// A path or setting that the files of an emitted sweep cannot hold.
  case unspeakable(String, reason: String)
}

extension SweepError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nothingVaries:
      "nothing to sweep over: give --vary KEY=V1,V2,… or --folds K"
    case .repeatedKey(let key):
      "--vary \(key) is given twice; put all of its values behind one"
    case .repeatedValue(let value, let key):
      "--vary \(key): the value \(value) is given twice"
    case .tooManyTrials(let most):
      "more than \(most) trials: vary fewer keys or give fewer values"
    case .noFigure(let figure, let available):
      "--sort-by \(figure.rawValue): these networks have no such figure; they have "
        + available.map(\.rawValue).joined(separator: ", ")
    case .holdsARun(let path):
      "\(path) holds a run of its own; choose another folder (--out)"
    case .otherTrial(let path, let reason):
      "\(path) is of another sweep: \(reason); choose another folder (--out) or remove this one"
    case .unreadable(let path):
      "\(path): the trial has ended, but its files cannot be read back; the same command tries again"
    case .nothingThere(let path):
      "\(path) is not there: run the sweep first, or say where it is (--out)"
    case .unspeakable(let word, let reason): "\(word): \(reason); use another"
    }
  }
}
