import Testing

@testable import Drawing

struct AxisTests {
  @Test func `ticks are round and cover the values`() {
    let axis = Axis([0.043, 0.737], ticks: 6)
    #expect(axis.ticks.map(\.label) == ["0", "0.2", "0.4", "0.6", "0.8"])
    #expect(axis.lower == 0)
    #expect(axis.position(axis.upper) == 1)
    #expect(Axis([0, 0.8], ticks: 5).ticks.count == 5)
  }

  @Test func `labels tell neighbouring ticks apart`() {
    let ranges = [
      [0.69314, 0.6932], [1e-5, 9e-5], [2e7, 3e7], [12_345_678, 12_345_690], [0, 7],
    ]
    for values in ranges {
      let labels = Axis(values).ticks.map(\.label)
      #expect(Set(labels).count == labels.count, "\(labels)")
    }
  }

  @Test func `rounding errors look constant`() {
    let axis = Axis([0.693147, 0.69314712])
    #expect(axis.upper - axis.lower > 0.1)
  }

  @Test func `an axis that is not rounded ends with its values`() {
    let axis = Axis([0, 1260], ticks: 6, isRounded: false)
    #expect(axis.lower == 0)
    #expect(axis.upper == 1260)
    #expect(axis.ticks.map(\.label) == ["0", "500", "1,000"])
  }

  @Test func `powers of ten mark a logarithmic axis`() {
    let axis = Axis([2e-7, 3], scale: .logarithmic, ticks: 6)
    #expect(axis.ticks.allSatisfy { axis.lower <= $0.value && $0.value <= axis.upper })
    #expect(axis.lower <= 2e-7 && axis.upper >= 3)
    #expect(axis.ticks.contains { $0.label == "10\u{207B}\u{2075}" })
    #expect(Axis([0.04, 0.7], scale: .logarithmic).ticks.map(\.label).contains("0.05"))
  }

  @Test func `what a logarithmic axis cannot show has no place`() {
    let axis = Axis([0, -1, 10, 100], scale: .logarithmic)
    #expect(axis.position(0) == nil)
    #expect(axis.position(-1) == nil)
    #expect(axis.position(.nan) == nil)
    #expect(axis.position(10) != nil)
  }

  @Test(arguments: [
    [], [0], [5], [-3, -3], [.nan, .infinity], [1e-300, 1e300], [-1e300, 1e300], [1e307, -1e307],
    [1, 1 + 1e-15], [.leastNonzeroMagnitude, 0],
  ])
  func `every axis has a range and ticks`(values: [Double]) {
    for scale in [Axis.Scale.linear, .logarithmic] {
      for isRounded in [true, false] {
        let axis = Axis(values, scale: scale, isRounded: isRounded)
        #expect(axis.lower < axis.upper)
        #expect((axis.upper - axis.lower).isFinite)
        #expect(axis.ticks.count <= 24)
      }
    }
  }

  @Test(arguments: [
    (0.0, "0"), (0.043256164, "0.04326"), (2.2844, "2.2844"), (12.34567, "12.346"),
    (1234.5, "1234.5"), (98765, "98,765"), (-0.5, "\u{2212}0.5"),
    (8.466e-4, "8.466\u{B7}10\u{207B}\u{2074}"), (1.5e30, "1.5\u{B7}10\u{B3}\u{2070}"),
    (.nan, "not a number"), (.infinity, "infinite"),
  ])
  func `figures have five digits`(value: Double, text: String) {
    #expect(NumberText.figure(value) == text)
  }

  @Test func `percentages have one place`() {
    #expect(NumberText.percent(0.97) == "97.0\u{202F}%")
    #expect(NumberText.percent(.nan) == "\u{2013}")
  }

  @Test func `a percentage is 100 or 0 only where it is exactly`() {
    #expect(NumberText.percent(3599 / 3600.0) == "99.9\u{202F}%")
    #expect(NumberText.percent(1) == "100.0\u{202F}%")
    #expect(NumberText.percent(1 / 3600.0) == "0.1\u{202F}%")
    #expect(NumberText.percent(0) == "0.0\u{202F}%")
    #expect(NumberText.percent(0.9984...0.99995) == "99.8\u{2013}99.9\u{202F}%")
  }

  @Test(arguments: [
    ([0.3, 0.25, nil], ["0.30000", "0.25000", "\u{2013}"]), ([12.5, 0.25], ["12.500", "0.250"]),
    ([123456.7, 1], ["123457", "1"]), ([3, 12288], ["3", "12,288"]),
    ([0.5, 1e-7], ["0.50000", "1\u{B7}10\u{207B}\u{2077}"]),
    ([2e-5, 0], ["2\u{B7}10\u{207B}\u{2075}", "0"]),
    ([-0.5, 0.1234567], ["\u{2212}0.50000", "0.12346"]),
    ([.nan, 0.5], ["not a number", "0.50000"]), ([], []),
  ])
  func `figures of one kind have as many places each`(values: [Double?], texts: [String]) {
    #expect(NumberText.column(values) == texts)
  }

  @Test func `thousands are set apart`() {
    #expect(NumberText.whole(12288) == "12,288")
    #expect(NumberText.whole(-1_000_000) == "\u{2212}1,000,000")
    #expect(NumberText.whole(0) == "0")
  }
}
