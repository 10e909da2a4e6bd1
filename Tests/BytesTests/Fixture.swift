import Bytes
import Foundation

/// The files that `Fixtures/make_fixtures.py` made.
enum Fixture {
  static func bytes(_ name: String) throws -> SharedBytes {
    try SharedBytes(
      contentsOf: Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)"))
  }
}

/// Bytes that follow from a seed: some runs, some repetitions, some noise.
func mixedBytes(_ count: Int, seed: UInt64) -> [UInt8] {
  var state = seed
  func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  var result: [UInt8] = []
  while result.count < count {
    switch next(3) {
    case 0: result += Array(repeating: UInt8(next(256)), count: next(600))
    case 1: for _ in 0..<next(200) { result.append(UInt8(next(256))) }
    default:
      guard !result.isEmpty else { continue }
      let start = next(result.count)
      result += result[start..<min(result.count, start + next(300))]
    }
  }
  return Array(result.prefix(count))
}
