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
  func `decimal numbers are read`(text: String, value: Double) {
    #expect(parseNumber(text)?.bitPattern == value.bitPattern)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "0x10", "nan", "inf", "-inf", "1,5", "1 2", "1_000",
    "1e999", "--1", "1.2.3", "٣",
  ])
  func `what is no finite decimal number is refused`(text: String) {
    #expect(parseNumber(text) == nil)
  }

  @Test(arguments: [
    ("0,5", 0.5), ("-12,25", -12.25), ("1,234", 1.234), ("2,5e-1", 0.25), (",5", 0.5), ("7", 7),
    ("123456789012345678901,5", 1.2345678901234568e20),
  ])
  func `numbers with a decimal comma are read where it is one`(text: String, value: Double) {
    let found = Array(text.utf8).withUnsafeBufferPointer { parseNumber($0, decimal: .comma) }
    #expect(found?.bitPattern == value.bitPattern)
    #expect(text == "7" || parseNumber(text) == nil)
  }

  @Test(
    arguments: [
      ("1,234", 1234, 1.234), ("1.234", 1.234, 1234), ("1,234,567", 1_234_567, nil),
      ("1.234,5", nil, 1234.5), ("1,234.5", 1234.5, nil), ("0,123", nil, 0.123),
      ("12,34", nil, 12.34),
      ("1 234 567,5", nil, 1_234_567.5), ("1 234", 1234, 1234), ("1’234", 1234, 1234),
      ("-$1,234.50", -1234.5, nil), ("$-3", -3, -3), ("€ 1.234", 1.234, 1234), ("3\u{A0}%", 3, 3),
      ("\u{2212}5", -5, -5), ("+5 €", 5, 5), ("1e3", 1000, 1000), ("  7 ", 7, 7),
      ("1,23,456", nil, nil), ("12,3456", nil, 12.3456), ("1,2345", nil, 1.2345),
      ("1234,567", nil, 1234.567),
      ("1 23", nil, nil), ("5,", nil, nil), ("1,,5", nil, nil), ("1.2.3", nil, nil),
      ("- 5", nil, nil),
      ("$", nil, nil), ("%5", nil, nil), ("5%%", nil, nil), ("$5€", nil, nil), ("5 x", nil, nil),
      ("0x10", nil, nil), ("1'23", nil, nil), ("1 234e5", nil, nil), ("--5", nil, nil),
      ("(5)", nil, nil),
      ("", nil, nil), ("1,234 567", nil, nil), ("e5", nil, nil),
    ] as [(String, Double?, Double?)])
  func `a written number is one thing by the point and another by the comma`(
    text: String, byPoint: Double?, byComma: Double?
  ) {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      let written = WrittenNumber(bytes)
      #expect(written?.value(.point) == byPoint)
      #expect(written?.value(.comma) == byComma)
    }
  }

  @Test func `printed numbers are read as by the standard library`() {
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
