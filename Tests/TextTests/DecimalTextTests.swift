import Testing
import Text

struct DecimalTextTests {
  @Test func `numbers are rounded as they are and have a point`() {
    #expect(0.125.decimals(2) == "0.12")
    #expect(0.135.decimals(2) == "0.14")
    #expect(1234567.5.decimals(1) == "1234567.5")
    #expect((-0.00004).decimals(4) == "-0.0000")
    #expect(Double.nan.decimals(3) == "nan" || Double.nan.decimals(3) == "-nan")
    #expect(Double.greatestFiniteMagnitude.decimals(4).count == 314)
  }

  @Test func `significant digits leave out zeros`() {
    #expect(0.04855478562877018.significant(10) == "0.04855478563")
    #expect(2.0.significant(10) == "2")
    #expect(1e-20.significant(10) == "1e-20")
    #expect(0.25.exactly(10) == "0.2500000000")
    #expect(0.0.exactly(3) == "0.00")
  }

  @Test func `a share is 1 or 0 only where it is exactly`() {
    #expect((499_998 / 500_000.0).share(5) == "0.99999")
    #expect((1 / 500_000.0).share(5) == "0.00001")
    #expect(1.0.share(5) == "1.00000")
    #expect(0.0.share(5) == "0.00000")
    #expect(0.999996.share(6) == "0.999996")
    #expect(0.5.share(1) == "0.5")
    #expect(1.0.nextDown.share(4) == "0.9999")
    #expect((-0.25).share(2) == "-0.25")
  }
}
