/// When something that is done now and then beside other work is due again, so that it takes a fiftieth of the
/// time at most.
struct Pace {
  /// How often that which is done must fit into the time until it is done again.
  private static let share = 50.0
  /// More often nobody looks.
  private static let least = 2.0
  /// What the first time is expected to cost, in seconds.
  private static let expected = 0.04

  private var cost = expected
  private var last: ContinuousClock.Instant
  private var lastQuestion: ContinuousClock.Instant
  /// The longest time between two questions: until the next it may take as long.
  private var gap = 0.0

  /// Nothing has been done yet.
  init(from start: ContinuousClock.Instant = .now) { (last, lastQuestion) = (start, start) }

  /// The seconds from one time to the next.
  var interval: Double { max(Self.least, cost * Self.share) + gap }

  /// Whether it is due; to be asked whenever it could be done.
  mutating func isDue(at now: ContinuousClock.Instant = .now) -> Bool {
    gap = max(gap, (now - lastQuestion) / .seconds(1))
    lastQuestion = now
    return (now - last) / .seconds(1) >= max(Self.least, cost * Self.share)
  }

  /// Notes that it has been done from then to now.
  mutating func note(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant = .now) {
    cost = (end - start) / .seconds(1)
    (last, lastQuestion) = (end, end)
  }
}
