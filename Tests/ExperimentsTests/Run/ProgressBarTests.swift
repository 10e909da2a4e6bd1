import DeepNetwork
import Drawing
import Experiments
import Synchronization
import Testing

struct ProgressBarTests {
  /// A terminal that keeps what is written to it, and a clock that is set by hand.
  private final class Screen: Sendable {
    private let text = Mutex("")
    private let time = Mutex(ContinuousClock.now)

    var written: String { text.withLock { $0 } }
    /// What stands on the last line when everything has been drawn over.
    var lastLine: String {
      let drawn = written.split(separator: "\r").last.map(String.init) ?? ""
      return drawn.replacing("\u{1B}[K", with: "").replacing("\n", with: "")
    }
    var drawings: Int { written.count { $0 == "\r" } }

    func terminal(_ width: Int, redraw: Bool = true, color: Bool = false) -> Terminal {
      Terminal(
        canRedraw: redraw, hasColor: color, hasUnicode: false, width: { width },
        write: { added in self.text.withLock { $0 += added } })
    }

    func wait(_ duration: Duration) { time.withLock { $0 += duration } }
    var now: ContinuousClock.Instant { time.withLock { $0 } }
  }

  private let row = HistoryRow(
    iteration: 600, epoch: 3, alpha: 0.0075, cost: 0.339428, trainAccuracy: 0.95,
    validationCost: 0.41, validationAccuracy: 0.875)

  private func bar(columns: Int, color: Bool = false) -> String {
    let screen = Screen()
    let progress = ProgressBar(
      .bar, iterations: 2500, on: screen.terminal(columns, color: color), now: { screen.now })
    progress.log(row)
    screen.wait(.seconds(10))
    progress.advance(to: 1200, epoch: 6)
    return screen.lastLine
  }

  @Test func `the bar fits the terminal`() {
    #expect(
      bar(columns: 120)
        == "1200/2500  ##############----------------  48%  epoch 6  cost 0.339428  "
        + "validation 0.410000  120/s  0:11 left")
    #expect(
      bar(columns: 80)
        == "1200/2500  ####-----  48%  cost 0.339428  validation 0.410000  120/s  0:11 left")
    #expect(bar(columns: 40) == "###-----  48%  cost 0.339428  0:11 left")
    #expect(bar(columns: 20) == "48%  cost 0.339428")
    #expect(bar(columns: 5) == "48%")
    #expect(bar(columns: 1) == "")
    for columns in 1...200 { #expect(bar(columns: columns).count < max(columns, 1)) }
  }

  @Test func `color is only that of the bar`() {
    #expect(!bar(columns: 80).contains("\u{1B}"))
    #expect(bar(columns: 80, color: true).contains("\u{1B}[32m####\u{1B}[0m"))
  }

  @Test func `nothing is drawn twice in a tenth of a second`() {
    let screen = Screen()
    let progress = ProgressBar(
      .auto, iterations: 10_000, on: screen.terminal(80), now: { screen.now })
    for i in 0..<10_000 {
      progress.log(HistoryRow(iteration: i, epoch: 0, alpha: 1, cost: 1))
      screen.wait(.microseconds(100))
      progress.advance(to: i + 1, epoch: 0)
    }
    #expect((9...10).contains(screen.drawings))
  }

  @Test func `each row has a line where nothing can be drawn over`() {
    for mode in [ProgressBar.Mode.auto, .bar, .lines] {
      let screen = Screen()
      let terminal = screen.terminal(80, redraw: false)
      let progress = ProgressBar(mode, iterations: 200, on: terminal, now: { screen.now })
      progress.log(row)
      screen.wait(.seconds(1))
      progress.advance(to: 50, epoch: 0)
      progress.log(HistoryRow(iteration: 700, epoch: 4, alpha: 1, cost: 1e-9))
      progress.finish()
      #expect(
        screen.written == """
          iteration 600  epoch 3  cost 0.339428  train accuracy 0.9500  validation cost 0.410000  \
          validation accuracy 0.8750
          iteration 700  epoch 4  cost 1.0000e-09

          """)
    }
  }

  @Test func `remarks come through also without progress`() {
    let screen = Screen()
    let progress = ProgressBar(
      .none, iterations: 10, on: screen.terminal(80), now: { screen.now })
    progress.log(row)
    progress.remark("remark: layer 1 is dead")
    progress.finish()
    #expect(screen.written == "remark: layer 1 is dead\n")
  }

  @Test func `a remark stands above the bar`() {
    let screen = Screen()
    let progress = ProgressBar(
      .bar, iterations: 10, on: screen.terminal(20), now: { screen.now })
    screen.wait(.seconds(1))
    progress.advance(to: 5, epoch: 0)
    progress.remark("remark\u{1B}[2J")
    progress.finish()
    #expect(
      screen.written
        == "\r50%  0:01 left\u{1B}[K\r\u{1B}[Kremark[2J\n\r50%  0:01 left\u{1B}[K"
        + "\r50%  0:01 left\u{1B}[K\n")
  }

  @Test func `a resumed training is not counted as fast`() {
    let screen = Screen()
    let progress = ProgressBar(
      .bar, iterations: 2000, startingAt: 1000, on: screen.terminal(200), now: { screen.now })
    screen.wait(.seconds(10))
    progress.advance(to: 1010, epoch: 0)
    #expect(screen.lastLine.hasSuffix("1.0/s  16:30 left"))
  }

  @Test func `slow and long trainings have words too`() {
    let screen = Screen()
    let progress = ProgressBar(
      .bar, iterations: 1000, on: screen.terminal(200), now: { screen.now })
    screen.wait(.seconds(10))
    progress.advance(to: 1, epoch: 0)
    #expect(screen.lastLine.hasSuffix("10.0 s each  2:46:30 left"))
  }
}
