import Foundation

/// What a measurement reads: the time on the wall, or the calling thread's share of a processor.
///
/// The second is of use for one thread on a machine that does other things too.
enum Stopwatch: String {
  case wall, cpu

  /// Seconds since some moment.
  var now: Double {
    var time = timespec()
    clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The seconds that one call takes: the best of many bursts.
  ///
  /// A burst is as many calls as fill about a millisecond. At least five are run, and then more until
  /// `seconds` have passed.
  func bestSeconds(within seconds: Double, _ body: () -> Void) -> Double {
    body()
    let once = measure(1, body)
    let calls = max(1, min(100_000, Int(1e-3 / max(once, 1e-9))))
    var best = once
    var spent = 0.0
    var bursts = 0
    while bursts < 5 || spent < seconds {
      let burst = measure(calls, body)
      best = min(best, burst / Double(calls))
      spent += burst
      bursts += 1
    }
    return best
  }

  private func measure(_ calls: Int, _ body: () -> Void) -> Double {
    let start = now
    for _ in 0..<calls { body() }
    return now - start
  }
}

/// How long to measure, and with which clock.
struct Measurement {
  var seconds: Double
  var stopwatch: Stopwatch

  init(_ options: inout Options) throws(UsageError) {
    seconds = try options.number("--seconds", default: 0.2)
    let name = try options.value("--clock") ?? Stopwatch.wall.rawValue
    guard let stopwatch = Stopwatch(rawValue: name) else {
      throw UsageError(message: "--clock is wall or cpu, not '\(name)'")
    }
    self.stopwatch = stopwatch
  }

  func bestSeconds(_ body: () -> Void) -> Double {
    stopwatch.bestSeconds(within: seconds, body)
  }
}
