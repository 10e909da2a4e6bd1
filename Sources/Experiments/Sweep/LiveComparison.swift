import Bytes
import DeepNetwork
import Drawing
import Foundation
import Synchronization

/// Writes the page of a sweep while its trials run, at a fiftieth of the time at most; called from several threads.
final class LiveComparison: Sendable {
  private struct State {
    var pace = Pace()
    var results: [Int: TrialResult] = [:]
    /// How much of each trial that runs is done, from 0 to 1.
    var running: [Int: Double] = [:]
    /// How much was done before.
    var before = 0.0
    let began = ContinuousClock.now
  }

  private let sweep: Sweep
  private let state = Mutex(State())

  init(_ sweep: Sweep) { self.sweep = sweep }

  /// An observer of a trial that tells how far it is.
  func observer(of trial: Int) -> TrainingRun.Observer {
    var total = 1
    return TrainingRun.Observer(
      begin: { iterations, done in
        total = max(1, iterations)
        self.note(trial, Double(done) / Double(total), isBefore: true)
      },
      row: { self.note(trial, Double($0.iteration) / Double(total), isBefore: false) })
  }

  private func note(_ trial: Int, _ share: Double, isBefore: Bool) {
    state.withLock { state in
      state.running[trial] = share
      if isBefore { state.before += share }
      renewIfDue(&state)
    }
  }

  /// A trial has ended, or had before.
  func ended(_ trial: Int, _ result: TrialResult) {
    state.withLock { state in
      if state.running.removeValue(forKey: trial) == nil { state.before += 1 }
      state.results[trial] = result
      renewIfDue(&state)
    }
  }

  private func renewIfDue(_ state: inout State) {
    guard state.pace.isDue() else { return }
    let start = ContinuousClock.now
    let results = state.results.sorted { $0.key < $1.key }.map(\.value)
    let renewal = Renewal(
      written: Date().timeIntervalSince1970, interval: state.pace.interval, subject: "the sweep")
    // The sweep ends well without it, and with the page of its end.
    try? sweep.writePage(
      SweepTable(sweep.plan, results: results, sortedBy: sweep.sortFigure), standing(state), renewal
    )
    state.pace.note(from: start)
  }

  private func standing(_ state: State) -> [Page.KeyFigure] {
    let trials = sweep.plan.trials.count
    let done = Double(state.results.count) + state.running.values.reduce(0, +)
    let made = done - state.before
    let seconds = (ContinuousClock.now - state.began) / .seconds(1)
    let running = state.running.sorted { $0.key < $1.key }.map { index, share in
      let name = sweep.plan.trials[index].described
      return "\(name.isEmpty ? "trial" : name): \(NumberText.percent(share))"
    }
    var figures = [
      Page.KeyFigure(
        sweep.halving == nil ? "trials ended" : "trials judged",
        NumberText.whole(state.results.count),
        remark: "of \(NumberText.whole(trials))"),
      Page.KeyFigure(
        "running", NumberText.whole(running.count), remark: running.joined(separator: "; ")),
    ]
    // How long a search by halving takes is not known before the better ones are.
    if made > 0, sweep.halving == nil {
      let left = seconds / made * max(0, Double(trials) - done)
      figures.append(Page.KeyFigure("time left", "about \(ProgressText.time(left))"))
    }
    return figures
  }
}
