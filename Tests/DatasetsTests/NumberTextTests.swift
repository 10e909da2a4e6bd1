import Foundation
import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct NumberTextTests {
  @Test(arguments: [
    ("0", 0.0), ("-0", -0.0), ("7", 7), ("+5", 5), ("5.", 5), (".5", 0.5), ("-1.25", -1.25),
    ("1e3", 1000), ("1E-3", 0.001), ("2.5e+2", 250), ("007", 7), ("0.1", 0.1),
    ("9007199254740993", 9_007_199_254_740_992),
    ("123456789012345678901234567890", 1.2345678901234568e29),
    ("1e23", 1e23), ("3e-300", 3e-300), ("1e-400", 0), ("0.000000000000000000000001", 1e-24),
  ])
  func readsDecimalNumbers(text: String, value: Double) {
    #expect(parseNumber(text)?.bitPattern == value.bitPattern)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "0x10", "nan", "inf", "-inf", "1,5", "1 2", "1_000",
    "1e999", "--1", "1.2.3", "٣",
  ])
  func refusesWhatIsNoFiniteDecimalNumber(text: String) {
    #expect(parseNumber(text) == nil)
  }

  @Test func agreesWithTheStandardLibraryOnPrintedNumbers() {
    var random = RandomState(seed: 1)
    for _ in 0..<20_000 {
      let bits = UInt64(random.nextWord()) << 32 | UInt64(random.nextWord())
      for value in [Double(bitPattern: bits), random.randn() * 100, random.rand()] {
        guard value.isFinite else { continue }
        #expect(parseNumber("\(value)") == value)
      }
    }
  }
}
