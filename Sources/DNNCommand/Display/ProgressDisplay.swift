import DeepNetwork
import Drawing
import Experiments
import Foundation
import Synchronization

/// Shows a sweep on standard error while it goes on: a line for each trial that ends, and where it
/// can be drawn a bar below.
final class SweepDisplay: Sendable {
  private struct State {
    var bar: ProgressBar?
    var ended = 0
  }

  private let showsLines: Bool
  private let trials: Int
  private let state: Mutex<State>

  init(_ mode: ProgressBar.Mode, trials: Int) {
    showsLines = mode != .none
    self.trials = trials
    let hasBar = (mode == .auto || mode == .bar) && Terminal.standardError.canRedraw
    state = Mutex(State(bar: hasBar ? ProgressBar(.bar, iterations: trials) : nil))
  }

  var observer: Sweep.Observer {
    Sweep.Observer(
      note: { self.write($0) },
      ended: { self.show($0) },
      shouldStop: { Signals.stopping != nil })
  }

  func finish() { state.withLock { $0.bar?.finish() } }

  private func write(_ text: String) {
    state.withLock { state in
      if let bar = state.bar { bar.remark(text) } else { StandardError.write(text + "\n") }
    }
  }

  private func show(_ result: TrialResult) {
    let number = state.withLock { state in
      state.ended += 1
      return state.ended
    }
    if showsLines { write("[\(number)/\(trials)] \(result.summary)") }
    state.withLock { $0.bar?.advance(to: number) }
  }
}

/// Shows a run on standard error while it goes on.
final class TrainingDisplay {
  private let mode: ProgressBar.Mode
  private var progress: ProgressBar?

  init(_ mode: ProgressBar.Mode) { self.mode = mode }

  var observer: TrainingRun.Observer {
    var observer = TrainingRun.Observer(
      note: { self.note($0) },
      begin: { iterations, done in
        self.progress = ProgressBar(self.mode, iterations: iterations, startingAt: done)
      },
      advance: { self.progress?.advance(to: $0, epoch: $1) },
      row: { self.progress?.log($0) },
      shouldStop: { Signals.stopping != nil })
    let hasBar = (mode == .auto || mode == .bar) && Terminal.standardError.canRedraw
    if hasBar { observer.reading = { self.show(read: $0, of: $1) } }
    return observer
  }

  func finish() { progress?.finish() }

  /// Shows how many pictures are read, where they are many.
  private func show(read done: Int, of total: Int) {
    guard total > ImageProgress.most else { return }
    if progress == nil {
      StandardError.write("reading \(total) pictures\n")
      progress = ProgressBar(.bar, iterations: total, epoch: nil)
    }
    progress?.advance(to: done)
    guard done == total else { return }
    progress?.finish()
    progress = nil
  }

  private func note(_ text: String) {
    if let progress {
      progress.remark(text)
    } else {
      StandardError.write(text + "\n")
    }
  }
}
