import ArrayFiles
import Datasets
import DeepNetwork
import Foundation
import Text

// MARK: - Here

extension Sweep {
  /// Trains the trials from rung to rung.
  ///
  /// All state is in the trials' folders: started again, the search goes on where it was.
  func search(
    _ halving: Halving, on data: SweepData, jobs: Int, _ page: LiveComparison,
    _ observer: Observer
  ) throws -> SweepTable {
    while true {
      let progress = try progress(of: halving) { try data.share(of: $0).data.train.digest }
      guard !progress.isComplete, !observer.shouldStop() else {
        let table = SweepTable(
          plan, results: progress.results, sortedBy: sortFigure, isComplete: progress.isComplete)
        if table.isComplete { observer.note(try account(table, on: data)) }
        return table
      }
      let rung = progress.rung
      observer.note(
        "rung \(rung + 1) of \(halving.halvings + 1): \(progress.entrants.count) "
          + (progress.entrants.count == 1 ? "trial" : "trials")
          + (rung < halving.halvings
            ? ", to 1/\(1 << (halving.halvings - rung)) of their updates" : ", to their end"))
      let pending = Set(progress.pending)
      _ = try run(
        data.order.filter { pending.contains($0) }, on: data, jobs: jobs, observer
      ) { index, work in
        let result = try bring(
          plan.trials[index], on: data.share(of: index), to: rung, of: halving,
          page.observer(of: index), shouldStop: { work.shouldStop })
        if let result { page.ended(index, result) }
        return result
      }
    }
  }

  /// How far the search has come, as the trials' folders tell.
  private func progress(
    of halving: Halving, upTo last: Int? = nil, digest: (Int) throws -> String?
  ) throws -> Halving.Progress {
    try halving.progress(plan, by: sortFigure, upTo: last) { index, rung in
      let trial = plan.trials[index]
      return RungRecord(trial, in: folder(of: trial), trainedOn: try digest(index))
        .standing(at: rung, of: halving.halvings)
    }
  }

  /// The updates that were made beside those of all trials.
  private func account(_ table: SweepTable, on data: SweepData) throws -> String {
    let made = table.results.reduce(0) { $0 + $1.iterations }
    var all = 0
    for (index, trial) in plan.trials.enumerated() {
      all += trial.configuration.updates(on: try data.share(of: index).data.train)
    }
    let share = (Double(made) / Double(all) * 100).decimals(1)
    return "\(made) updates made, \(share) % of the \(all) of all trials"
  }

  /// Trains a trial to the end of a rung, and writes down how it stands there; nil where it was asked to
  /// stop before.
  private func bring(
    _ trial: Trial, on share: SweepData.Share, to rung: Int, of halving: Halving,
    _ watching: TrainingRun.Observer = TrainingRun.Observer(), shouldStop: @escaping () -> Bool
  ) throws -> TrialResult? {
    let place = folder(of: trial)
    let digest = share.data.train.digest
    let isLast = rung == halving.halvings
    let iterations = trial.configuration.updates(on: share.data.train)
    let end = halving.end(of: rung, iterations: iterations)
    var record = RungRecord(trial, in: place, trainedOn: digest)
    func stand(_ result: TrialResult) throws -> TrialResult {
      guard result.iterations <= end else {
        throw SweepError.beyondRung(path: place.url.path, made: result.iterations, end: end)
      }
      try record.add(result, rung: rung, of: halving.halvings)
      var result = result
      result.remarks = TrialNotes.remarks(in: place)
      return result
    }
    try requireNotBeyond(end, in: place)
    if place.holdsACheckpoint, let result = TrialResult(trial, in: place, trainedOn: digest) {
      return try stand(result)
    }
    switch try train(
      trial, on: share, until: isLast ? nil : end, watching, shouldStop: shouldStop)
    {
    case .interrupted(let iteration):
      guard !isLast, iteration == end else { return nil }
      let figures = try figures(trial, on: share.data, after: iteration)
      return try stand(TrialResult(trial, .stopped, figures, after: iteration))
    case .failed(let reason): return try stand(TrialResult(trial, .failed(reason), [:], after: 0))
    case .ended:
      guard let result = TrialResult(trial, in: place, trainedOn: digest) else {
        throw SweepError.unreadable(path: place.url.path)
      }
      return try stand(result)
    }
  }

  /// Refuses a training that has gone past the end of a rung where it was not looked at.
  private func requireNotBeyond(_ end: Int, in place: RunFolder) throws(SweepError) {
    guard let made = place.savedIteration, made > end else { return }
    throw .beyondRung(path: place.url.path, made: made, end: end)
  }

  /// The figures of a training that is interrupted: of the weights that it would end with here.
  private func figures(
    _ trial: Trial, on data: TrainingData, after iteration: Int
  ) throws -> TrialResult.Figures {
    let place = folder(of: trial)
    let stopsEarly = trial.configuration.hyperparameters.earlyStopping != nil
    let model = try TrainedModel(contentsOf: stopsEarly ? place.model : place.checkpoint)
    func metrics(_ part: Dataset) -> SplitMetrics {
      SplitMetrics(model.outputs(for: part), of: part)
    }
    let all = RunMetrics(
      train: metrics(data.train), validation: data.validation.map(metrics),
      test: data.test.map(metrics), iterations: iteration, seconds: 0)
    return TrialResult.figures(all.json)
  }
}

extension Sweep {
  /// What is doubtful about the examples that a search chooses by; nil where nothing is.
  package var remarkOnChoice: String? {
    guard halving != nil,
      plan.trials.contains(where: { $0.configuration.data.validation == nil })
    else { return nil }
    let part =
      plan.trials.allSatisfy { $0.configuration.data.test != nil } ? "test" : "training"
    return
      "there is no validation set: \(ProgramOption.halving.word) chooses by the \(part) set, which then says less of "
      + "other examples; hold some out (\(ProgramOption.set.word) "
      + "'data.validation={\"fraction\":0.2}' or \(ProgramOption.folds.word))"
  }
}

extension Sweep {
  /// How often a trial ends or comes to the end of a rung, if none diverges.
  package var steps: Int {
    guard let halving else { return plan.trials.count }
    let repeats = halving.candidates.map(\.count).max() ?? 1
    return halving.rungs.reduce(0) { $0 + halving.room(in: $1) * repeats }
  }
}

// MARK: - Elsewhere

extension Sweep {
  /// A trial in a rung, by number from 1: what a cluster runs as a task.
  package struct Task: Sendable, Equatable {
    let rung: Int
    let number: Int

    /// Reads `2:5`, the fifth trial of the second rung; nil if it is none.
    package init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let rung = parts[0], let number = parts[1], rung > 0, number > 0
      else {
        return nil
      }
      (self.rung, self.number) = (rung, number)
    }

    var text: String { "\(rung):\(number)" }
  }

  /// Runs a trial of a rung once all rungs before have ended.
  ///
  /// - Returns: how the trial stands; nil where it was asked to stop.
  /// - Throws: `SweepError` where the rung cannot begin yet, and what a training can end with.
  package func run(_ task: Task, _ observer: Observer) throws -> TaskEnding {
    guard let halving else { preconditionFailure("a task is one of a search by halving") }
    try requireNoRun()
    guard task.rung <= halving.halvings + 1 else {
      throw SweepError.noSuchTask(
        task.text, reason: "this search has \(halving.halvings + 1) rungs")
    }
    let rung = task.rung - 1
    let progress = try progress(of: halving, upTo: rung) { _ in nil }
    guard progress.rung == rung else {
      throw SweepError.openRung(
        progress.rung + 1, trial: plan.trials[progress.pending[0]].described,
        more: progress.pending.count - 1)
    }
    guard task.number <= progress.entrants.count else {
      observer.note(
        "rung \(task.rung) has \(progress.entrants.count) trials: there is nothing to do for "
          + "number \(task.number)")
      return .nothingToDo
    }
    let index = progress.entrants[task.number - 1]
    let trial = plan.trials[index]
    if !progress.pending.contains(index), let known = progress.standings[index] {
      return .ended(known)
    }
    let data = try SweepData(
      [trial], relativeTo: dataFolder, cache: cache, note: observer.note)
    let result = try bring(
      trial, on: data.share(of: 0), to: rung, of: halving, shouldStop: observer.shouldStop)
    return result.map(TaskEnding.ended) ?? .interrupted
  }

  package enum TaskEnding: Sendable {
    case ended(TrialResult)
    case interrupted
    /// So many trials have not come to this rung.
    case nothingToDo
  }

  /// Compares the trials of a search as far as it has come.
  func collect(_ halving: Halving) throws -> SweepCollection {
    let progress = try progress(of: halving) { _ in nil }
    let table = SweepTable(
      plan, results: progress.results, sortedBy: sortFigure, isComplete: progress.isComplete)
    try write(table)
    return SweepCollection(
      table: table,
      unended: progress.pending.map { index in
        let trial = plan.trials[index]
        return UnendedTrial(trial, in: folder(of: trial), log: nil)
      })
  }
}

extension RunFolder {
  /// The updates that the checkpoint has seen.
  fileprivate var savedIteration: Int? {
    guard holdsACheckpoint else { return nil }
    return (try? ArrayFile(contentsOf: checkpoint).metadata["iteration"])
      .flatMap { $0 }.flatMap { Int($0) }
  }
}
