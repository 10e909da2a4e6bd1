import DeepNetwork
import Testing

struct DecimalTextTests {
  @Test func numbersAreRoundedAsTheyAreAndHaveAPoint() {
    #expect(0.125.decimals(2) == "0.12")
    #expect(0.135.decimals(2) == "0.14")
    #expect(1234567.5.decimals(1) == "1234567.5")
    #expect((-0.00004).decimals(4) == "-0.0000")
    #expect(Double.nan.decimals(3) == "nan" || Double.nan.decimals(3) == "-nan")
    #expect(Double.greatestFiniteMagnitude.decimals(4).count == 314)
  }

  @Test func significantDigitsLeaveOutZeros() {
    #expect(0.04855478562877018.significant(10) == "0.04855478563")
    #expect(2.0.significant(10) == "2")
    #expect(1e-20.significant(10) == "1e-20")
  }
}
