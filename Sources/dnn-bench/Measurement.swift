/// The seconds that one call takes: the best of many bursts, on a machine that does other things too.
///
/// A burst is as many calls as fill about a millisecond. At least five bursts are run, and then more
/// until `seconds` have passed.
func bestSeconds(within seconds: Double = 0.2, _ body: () -> Void) -> Double {
  let clock = ContinuousClock()
  body()
  let once = clock.measure(body).asSeconds
  let calls = max(1, min(100_000, Int(1e-3 / max(once, 1e-9))))
  var best = once
  var spent = 0.0
  var bursts = 0
  while bursts < 5 || spent < seconds {
    let burst = clock.measure { for _ in 0..<calls { body() } }.asSeconds
    best = min(best, burst / Double(calls))
    spent += burst
    bursts += 1
  }
  return best
}

extension Duration {
  var asSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
