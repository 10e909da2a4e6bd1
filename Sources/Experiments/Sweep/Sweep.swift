import Bytes
import Datasets
import DeepNetwork
import Drawing
import Foundation
import Interchange
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
  /// How the better trials are found before all are trained; nil where all are trained whole.
  package let halving: Halving?

  package init(
    _ plan: SweepPlan, dataFolder: URL, folder: URL, sortedBy figure: Figure = .cost,
    halving: Halving? = nil
  ) {
    self.plan = plan
    self.halving = halving
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
      plan.trials, relativeTo: dataFolder, cache: cache, note: observer.note)
    return try enter {
      let page = LiveComparison(self)
      let table =
        if let halving { try search(halving, on: data, jobs: jobs, page, observer) } else {
          SweepTable(
            plan,
            results: try run(data.order, on: data, jobs: jobs, observer) { index, work in
              defer { data.release(index) }
              let result = try run(index, on: data.share(of: index), page, work)
              if let result { page.ended(index, result) }
              return result
            }, sortedBy: sortFigure)
        }
      try write(table)
      return table
    }
  }

  /// Runs trials on so many threads, in the given order.
  ///
  /// - Returns: the results in the order of the plan.
  func run(
    _ order: [Int], on data: SweepData, jobs: Int, _ observer: Observer,
    _ run: @escaping @Sendable (Int, SweepWork) throws -> TrialResult?
  ) throws -> [TrialResult] {
    let work = SweepWork(order: order, observer)
    Workers.run(min(jobs, order.count)) {
      while let index = work.next() {
        work.finish(index) { try run(index, work) }
      }
    }
    return try work.results()
  }

  /// Runs the body while nobody else writes into the sweep's folder, which is made if it is missing.
  func enter<R>(_ body: () throws -> R) throws -> R {
    try requireNoRun()
    return try RunFolder(folder).enter(.resume, body)
  }

  func requireNoRun() throws(SweepError) {
    let place = RunFolder(folder)
    let isSingle = [place.checkpoint, place.model].contains {
      FileManager.default.fileExists(atPath: $0.path)
    }
    if isSingle { throw .holdsARun(path: folder.path) }
  }

  /// Runs one trial, unless it has ended before; nil where it was asked to stop.
  private func run(
    _ index: Int, on share: SweepData.Share, _ page: LiveComparison, _ work: SweepWork
  ) throws -> TrialResult? {
    let trial = plan.trials[index]
    let folder = folder(of: trial)
    if folder.holdsACheckpoint,
      let result = TrialResult(trial, in: folder, trainedOn: share.data.train.digest)
    {
      return result
    }
    switch try train(
      trial, on: share, until: nil, page.observer(of: index), shouldStop: { work.shouldStop })
    {
    case .interrupted: return nil
    case .failed(let reason): return TrialResult(trial, .failed(reason), [:], after: 0)
    case .ended:
      guard let result = TrialResult(trial, in: folder, trainedOn: nil) else {
        throw SweepError.unreadable(path: folder.url.path)
      }
      return result
    }
  }

  /// How the training of a trial came to a halt.
  enum Halt {
    /// It finished or diverged, as its folder tells.
    case ended
    case interrupted(iteration: Int)
    case failed(String)
  }

  /// Trains a trial, from its last checkpoint if it has one.
  ///
  /// - Parameters:
  ///   - trial: the trial.
  ///   - share: its data.
  ///   - end: the update before which it is interrupted; nil: it goes on to its end.
  ///   - watching: who else is told how far it is.
  ///   - shouldStop: whether it is to save what it has and stop.
  /// - Returns: how it came to a halt.
  /// - Throws: what any training can end with but what is of this trial alone.
  func train(
    _ trial: Trial, on share: SweepData.Share, until end: Int?,
    _ watching: TrainingRun.Observer = TrainingRun.Observer(), shouldStop: @escaping () -> Bool
  ) throws -> Halt {
    let folder = folder(of: trial)
    // What diverged begins anew: it is to be what it would be alone.
    let run = TrainingRun(
      trial.configuration, dataFolder: dataFolder, folder: folder,
      entry: folder.holdsADivergence ? .overwrite : .resume, changes: .sweep)
    let notes = TrialNotes(folder)
    var made = 0
    var observer = watching
    observer.note = { notes.note($0) }
    observer.begin = { iterations, done in
      made = done
      notes.note("training from iteration \(done) of \(iterations)")
      watching.begin(iterations, done)
    }
    observer.advance = { iteration, _ in made = iteration }
    observer.shouldStop = { shouldStop() || end.map { made >= $0 } ?? false }
    observer.remark = { notes.note($0) }
    observer.looksAtData = false
    do {
      let ending = try run.execute(on: share.data, sharing: share.products, observer)
      if case .interrupted(let iteration) = ending { return .interrupted(iteration: iteration) }
    } catch is Divergence {
      // The checkpoint tells; the other trials go on.
    } catch let error as CheckpointError {
      throw SweepError.otherTrial(path: folder.url.path, reason: error.reason)
    } catch  where Self.isOfTrial(error) {
      return .failed("\(error)")
    }
    return .ended
  }

  /// Whether an error tells of the trial itself: another one may do, and the same one fails again.
  private static func isOfTrial(_ error: any Error) -> Bool {
    error is DualLayerRefusal || error is MonitorRefusal || error is MemoryError
      || error is DimensionError || error is WeightError || error is DataError
  }

  /// Writes the comparison into the sweep's folder.
  func write(_ table: SweepTable) throws {
    guard !table.rows.isEmpty else {
      // A page that was written while trials ran must not go on waiting for news.
      if FileManager.default.fileExists(atPath: file("report.html").path) { try writePage(table) }
      return
    }
    try AtomicFile.write(table.csv, to: file("comparison.csv"))
    try AtomicFile.write(table.json.prettyText, to: file("comparison.json"))
    try writePage(table)
  }

  /// Writes the page about the trials that have ended; of a sweep that goes on with how far it is, and when it will
  /// be written again.
  func writePage(
    _ table: SweepTable, _ standing: [Page.KeyFigure] = [], _ renewal: Renewal? = nil
  ) throws {
    let title = "\(plan.name): \(plan.trials.count) trials"
    var page = ComparisonReport(table, title: title) { folder(of: $0) }
    (page.standing, page.renewal) = (standing, renewal)
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
  /// A range that is none.
  case badRange(String, reason: String)
  case rangeWithoutDraw(String)
  case nothingToDraw
  case drawnSeed(String)
  case fewCombinations(asked: Int, there: Int)
  case vainDraws(asked: Int, found: Int, draws: Int)
  /// The learning-rate test among other variations.
  case testIsAlone
  case testIsOfAlpha(String)
  case narrowTest(String)
  case nothingToHalve
  /// A trial has been trained beyond a rung at which nobody looked at it.
  case beyondRung(path: String, made: Int, end: Int)
  /// A rung before the one asked for has not ended.
  case openRung(Int, trial: String, more: Int)
  case noSuchTask(String, reason: String)
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

extension SweepError: LocalizedError {
  package var errorDescription: String? { description }
}

extension SweepError: CustomStringConvertible {
  package var description: String {
    let (vary, random) = (ProgramOption.vary.word, ProgramOption.random.word)
    let (halving, out) = (ProgramOption.halving.word, ProgramOption.out.bracketed())
    return switch self {
    case .nothingVaries:
      "nothing to sweep over: give \(vary) KEY=V1,V2,… or \(ProgramOption.folds.word) K"
    case .repeatedKey(let key):
      "\(vary) \(key) is given twice; put all of its values behind one"
    case .repeatedValue(let value, let key):
      "\(vary) \(key): the value \(value) is given twice"
    case .badRange(let text, let reason): "\(vary) \(text): \(reason)"
    case .rangeWithoutDraw(let text):
      "\(vary) \(text) is a range to draw from: say how many combinations with \(random) N, or list "
        + "values"
    case .nothingToDraw:
      "\(random) draws values of keys other than seed: give \(vary) KEY=… with values or a range"
    case .drawnSeed(let text):
      "\(vary) \(text): every combination is trained with each seed; list the seeds, such as seed=1,2,3"
    case .fewCombinations(let asked, let there):
      "\(random) \(asked): there \(there == 1 ? "is only 1 combination" : "are only \(there) combinations"); "
        + "ask for fewer, or give more values"
    case .vainDraws(let asked, let found, let draws):
      "\(random) \(asked): \(draws) draws in a row gave no new combination beside the \(found) before; "
        + "ask for fewer, or give wider ranges"
    case .testIsAlone:
      "\(vary) alpha=range:… is the learning-rate test, one training without other values; to draw "
        + "alpha, write log:"
    case .testIsOfAlpha(let text):
      "\(vary) \(text): range: is the learning-rate test, which is of alpha alone; to draw values, write "
        + "log:, linear:, integer: or logInteger:"
    case .narrowTest(let text):
      "\(vary) \(text): the learning-rate test takes a range whose end is ten times its beginning or more"
    case .nothingToHalve:
      "\(halving) chooses among combinations, and there is only one: give more values with \(vary)"
    case .beyondRung(let path, let made, let end):
      "\(path) has made \(made) updates, and nobody looked at it after \(end), where \(halving) "
        + "compares; choose another folder\(out) or remove this one"
    case .openRung(let rung, let trial, let more):
      "rung \(rung) has not ended: \(trial) has not come to its end"
        + (more > 0 ? ", nor \(more == 1 ? "has 1" : "have \(more)") more" : "")
    case .noSuchTask(let task, let reason): "\(ProgramOption.task.word) \(task): \(reason)"
    case .tooManyTrials(let most):
      "more than \(most) trials: vary fewer keys or give fewer values"
    case .noFigure(let figure, let available):
      "\(ProgramOption.sortBy.word) \(figure.rawValue): these networks have no such figure; they have "
        + available.map(\.rawValue).joined(separator: ", ")
    case .holdsARun(let path):
      "\(path) holds a run of its own; choose another folder\(out)"
    case .otherTrial(let path, let reason):
      "\(path) is of another sweep: \(reason); choose another folder\(out) or remove this one"
    case .unreadable(let path):
      "\(path): the trial has ended, but its files cannot be read back; the same command tries again"
    case .nothingThere(let path):
      "\(path) is not there: run the sweep first, or say where it is\(out)"
    case .unspeakable(let word, let reason): "\(word): \(reason); use another"
    }
  }
}
