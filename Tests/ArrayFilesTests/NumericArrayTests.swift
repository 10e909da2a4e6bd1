import ArrayFiles
import Bytes
import Testing

@Suite struct NumericArrayTests {
  private func floats(_ array: NumericArray, _ range: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: range.count) { buffer, count in
      if let base = buffer.baseAddress { array.convert(range, into: base) }
      count = range.count
    }
  }

  private func expectConverts<Element: ArrayElement & BinaryInteger>(_ values: [Element]) {
    let array = NumericArray(shape: [values.count], values: values)
    #expect(array.doubles() == values.map { Double($0) })
    #expect(floats(array, 1..<values.count) == values.dropFirst().map { Float($0) })
  }

  @Test func `integers convert rounded to nearest`() {
    expectConverts([0, 1, 255] as [UInt8])
    expectConverts([-128, -1, 127] as [Int8])
    expectConverts([0, 1, 65535] as [UInt16])
    expectConverts([-32768, -1, 32767] as [Int16])
    expectConverts([0, 16_777_217, UInt32.max])
    expectConverts([Int32.min, -16_777_217, Int32.max])
    expectConverts([0, 1 << 53 + 1, UInt64.max])
    expectConverts([Int64.min, 1 << 53 + 1, Int64.max])
  }

  @Test func `floats convert rounded to nearest`() {
    let doubles = [0, -0.1, 1e300, .infinity, Double.leastNonzeroMagnitude]
    let array = NumericArray(shape: [5], values: doubles)
    #expect(array.doubles() == doubles)
    #expect(floats(array, 0..<5) == doubles.map { Float($0) })
    let single = NumericArray(shape: [2], values: [Float(0.1), -.infinity])
    #expect(single.doubles() == [Double(Float(0.1)), -.infinity])
    #expect(floats(single, 0..<2) == [0.1, -.infinity])
    #expect(NumericArray(shape: [2], values: [true, false]).doubles() == [1, 0])
  }

  @Test func `every half converts exactly`() throws {
    let words = (0...UInt16.max).map { $0 }
    let array = try NumericArray(shape: [words.count], elementType: .float16) {
      target throws(FormatError) in
      words.withUnsafeBytes { target.copyMemory(from: $0) }
    }
    let found = array.doubles()
    for (word, value) in zip(words, found) {
      let (exponent, fraction) = (Int(word >> 10 & 31), Double(word & 1023))
      let sign: Double = word & 0x8000 == 0 ? 1 : -1
      switch exponent {
      case 0: #expect(value == sign * fraction * 0x1p-24)
      case 31 where fraction == 0: #expect(value == sign * .infinity)
      case 31: #expect(value.isNaN)
      default:
        let power = Double(sign: .plus, exponent: exponent - 15, significand: 1)
        #expect(value == sign * power * (1 + fraction / 1024))
      }
    }
  }

  @Test func `brain floats are the upper halves of floats`() throws {
    let values: [Float] = [0, 1, -2.5, .infinity, 0x1p-130]
    let words = values.map { UInt16($0.bitPattern >> 16) }
    let array = try NumericArray(shape: [5], elementType: .bfloat16) { target throws(FormatError) in
      words.withUnsafeBytes { target.copyMemory(from: $0) }
    }
    #expect(array.doubles() == values.map { Double($0) })
    #expect(array.asFloat32() == NumericArray(shape: [5], values: values))
  }

  @Test func `shapes of no axis and of one are kept`() {
    let empty = NumericArray(shape: [0, 7], values: [Float]())
    #expect(empty.count == 0)
    #expect(empty.doubles().isEmpty)
    let one = NumericArray(shape: [], values: [Float(3)])
    #expect(one.count == 1)
    #expect(one.doubles() == [3])
    #expect(one.reshaped([1, 1]).shape == [1, 1])
  }
}
