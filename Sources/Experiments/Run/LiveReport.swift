import Bytes
import DeepNetwork
import Drawing
import Foundation

/// Writes the page of a run while it trains, at a fiftieth of the time at most.
///
/// It shows what the run's files tell, and nothing that the network would have to answer. Where it cannot be
/// written, the training goes on without.
final class LiveReport {
  private let folder: RunFolder
  private let configuration: Configuration
  private let plan: NetworkPlan
  private let iterations: Int
  /// The updates that were made before.
  private let start: Int
  private let began = ContinuousClock.now
  private var pace = Pace()
  private var isBroken = false

  init(
    _ folder: RunFolder, _ configuration: Configuration, _ plan: NetworkPlan, iterations: Int,
    startingAt start: Int
  ) {
    self.folder = folder
    self.configuration = configuration
    self.plan = plan
    self.iterations = iterations
    self.start = start
  }

  /// Whether the page is to be written again.
  var isDue: Bool { !isBroken && pace.isDue() }

  /// Writes the page of a training that goes on, with all rows that the files have.
  func renew(at iteration: Int, note: (String) -> Void) {
    let now = ContinuousClock.now
    let seconds = (now - began) / .seconds(1)
    let made = iteration - start
    let left = made > 0 ? seconds / Double(made) * Double(iterations - iteration) : nil
    let renewal = Renewal(
      written: Date().timeIntervalSince1970, interval: pace.interval, subject: "the training")
    write(
      RunProgress(
        iteration: iteration, iterations: iterations, secondsLeft: left, renewal: renewal),
      note)
    pace.note(from: now)
  }

  /// Writes the page of a training that was stopped, and reloads itself no more.
  func close(at iteration: Int, note: (String) -> Void) {
    write(
      RunProgress(iteration: iteration, iterations: iterations, secondsLeft: nil, renewal: nil),
      note)
  }

  private func write(_ progress: RunProgress, _ note: (String) -> Void) {
    let report = RunReport(RunRecord(folder, configuration, plan, progress), progress)
    do throws(FileFailure) {
      try AtomicFile.write(report.html, to: folder.report)
    } catch {
      if !isBroken { note("the report was not written: \(error)") }
      isBroken = true
    }
  }
}
