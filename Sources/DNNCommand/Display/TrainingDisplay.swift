import DeepNetwork
import Drawing
import Experiments

/// Shows a run on standard error while it goes on.
final class TrainingDisplay {
  private let mode: ProgressBar.Mode
  private var progress: ProgressBar?

  init(_ mode: ProgressBar.Mode) { self.mode = mode }

  var observer: TrainingRun.Observer {
    TrainingRun.Observer(
      note: { self.note($0) },
      begin: { iterations, done in
        self.progress = ProgressBar(self.mode, iterations: iterations, startingAt: done)
      },
      advance: { self.progress?.advance(to: $0, epoch: $1) },
      row: { self.progress?.log($0) },
      shouldStop: { Signals.stopping != nil })
  }

  func finish() { progress?.finish() }

  private func note(_ text: String) {
    if let progress {
      progress.remark(text)
    } else {
      StandardError.write(text + "\n")
    }
  }
}
