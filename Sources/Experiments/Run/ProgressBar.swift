import DeepNetwork
import Drawing
import Foundation

/// Shows how a training goes: a bar on a terminal, a line per history row elsewhere.
///
/// ``advance(to:epoch:)`` may be called for every iteration: between two drawings, a tenth of a
/// second apart, it only reads the clock.
package final class ProgressBar {
  package enum Mode: String, CaseIterable, Sendable {
    /// The bar where it can be drawn, else the lines.
    case auto
    case bar
    case lines
    case none
  }

  private static let redrawInterval = Duration.milliseconds(100)

  private let terminal: Terminal
  /// What is drawn; never `auto`.
  private let mode: Mode
  private let iterations: Int
  private let now: () -> ContinuousClock.Instant

  private var iteration: Int
  /// nil where what goes on has none, as the reading of pictures.
  private var epoch: Int?
  private var row: HistoryRow?
  private var speed: Speed
  private var nextDrawing: ContinuousClock.Instant
  private var isDrawn = false

  /// Begins to show a training of `iterations` updates, of which `iteration` are already done.
  package init(
    _ mode: Mode, iterations: Int, startingAt iteration: Int = 0, epoch: Int? = 0,
    on terminal: Terminal = .standardError,
    now: @escaping () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    self.terminal = terminal
    self.iterations = iterations
    self.iteration = iteration
    self.epoch = epoch
    self.now = now
    self.mode =
      switch mode {
      case .none: .none
      case .lines: .lines
      case .auto, .bar: terminal.canRedraw ? .bar : .lines
      }
    let start = now()
    speed = Speed(iteration: iteration, instant: start)
    nextDrawing = start + Self.redrawInterval
  }

  /// Says that `iteration` updates are done, and `epoch` whole passes over the training set.
  package func advance(to iteration: Int, epoch: Int? = nil) {
    self.iteration = iteration
    self.epoch = epoch ?? self.epoch
    guard mode == .bar else { return }
    let instant = now()
    guard instant >= nextDrawing else { return }
    draw(at: instant)
  }

  /// Shows a row of the history.
  package func log(_ row: HistoryRow) {
    self.row = row
    switch mode {
    case .lines: terminal.write(ProgressText.line(row) + "\n")
    case .bar: advance(to: row.iteration, epoch: row.epoch)
    case .none, .auto: break
    }
  }

  /// Writes a remark on a line of its own, above the bar if there is one; in every mode.
  package func remark(_ text: String) {
    if isDrawn { terminal.write("\r\u{1B}[K") }
    terminal.write(text.printableLines + "\n")
    if isDrawn { draw(at: now()) }
  }

  /// Leaves the bar as it stands and goes to the next line.
  package func finish() {
    guard mode == .bar else { return }
    draw(at: now())
    terminal.write("\n")
    isDrawn = false
  }

  private func draw(at instant: ContinuousClock.Instant) {
    nextDrawing = instant + Self.redrawInterval
    speed.measure(iteration, at: instant)
    let bar = ProgressText.bar(
      iteration: iteration, of: iterations, epoch: epoch, row: row,
      rate: speed.rate, width: terminal.width - 1, terminal)
    terminal.write("\r\(bar)\u{1B}[K")
    isDrawn = true
  }
}

/// Iterations a second, the last few seconds counting most.
private struct Speed {
  /// Seconds after which an earlier rate has faded to a third.
  private static let memory = 3.0

  private var iteration: Int
  private var instant: ContinuousClock.Instant
  private(set) var rate: Double?

  init(iteration: Int, instant: ContinuousClock.Instant) {
    self.iteration = iteration
    self.instant = instant
  }

  mutating func measure(_ iteration: Int, at instant: ContinuousClock.Instant) {
    let seconds = (instant - self.instant) / .seconds(1)
    let done = iteration - self.iteration
    // A slow iteration may not end between two drawings.
    guard done > 0, seconds > 0 else { return }
    let latest = Double(done) / seconds
    let weight = exp(-seconds / Self.memory)
    rate = rate.map { $0 * weight + latest * (1 - weight) } ?? latest
    self.iteration = iteration
    self.instant = instant
  }
}
