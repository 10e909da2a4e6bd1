/// The wall time of training, with stops in between.
struct TrainingClock {
  private var total: Double
  private var started: ContinuousClock.Instant?

  init(secondsBefore: Double) { total = secondsBefore }

  mutating func start() { started = .now }

  mutating func stop() {
    guard let started else { return }
    total += (.now - started) / .seconds(1)
    self.started = nil
  }

  var seconds: Double { total }
}
