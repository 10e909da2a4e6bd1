import Kernels
import Testing

@Suite struct ConversionTests {
  @Test(arguments: VectorLevel.available)
  func `every number type is read`(level: VectorLevel) {
    expectRead([UInt8.min, 7, .max], .uint8, level)
    expectRead([Int8.min, 7, .max], .int8, level)
    expectRead([UInt16.min, 7, .max], .uint16, level)
    expectRead([Int16.min, 7, .max], .int16, level)
    expectRead([UInt32.min, 7, .max], .uint32, level)
    expectRead([Int32.min, 7, .max], .int32, level)
    expectRead([UInt64.min, 7, .max], .uint64, level)
    expectRead([Int64.min, 7, .max], .int64, level)
    let table = KernelTable<Double>(level: level)
    var y = [Double](repeating: .nan, count: 2)
    table.convert([Float](arrayLiteral: 0.1, .infinity), .float32, into: &y, count: 2)
    #expect(y == [Double(Float(0.1)), .infinity])
    var z = [Float](repeating: .nan, count: 2)
    KernelTable<Float>(level: level).convert([0.1, -.infinity], .float64, into: &z, count: 2)
    #expect(z == [0.1, -.infinity])
  }

  private func expectRead<Number: FixedWidthInteger>(
    _ numbers: [Number], _ type: NumberType, _ level: VectorLevel
  ) {
    var y = [Double](repeating: .nan, count: numbers.count)
    KernelTable<Double>(level: level).convert(numbers, type, into: &y, count: numbers.count)
    #expect(y == numbers.map { Double($0) })
  }

  @Test(arguments: VectorLevel.available)
  func `transposing twice gives the same`(level: VectorLevel) {
    let table = KernelTable<Float>(level: level)
    var generator = Numbers(seed: 12)
    for rows in [0, 1, 3, 8, 9, 16, 17, 40] {
      for columns in [0, 1, 2, 8, 15, 16, 31, 50] {
        let x = Guarded<Float>(rows: rows, columns: columns, ld: max(1, columns))
        let y = Guarded<Float>(rows: columns, columns: rows, ld: max(1, rows))
        x.draw(&generator)
        table.transpose(x.start, rows: rows, columns: columns, into: y.start)
        for i in 0..<rows { for j in 0..<columns where y[j, i] != x[i, j] { Issue.record() } }
        #expect(y.guardsAreWhole, "\(rows) \(columns)")
      }
    }
  }

  @Test(arguments: VectorLevel.available)
  func `rows are gathered and arrays filled`(level: VectorLevel) {
    let table = KernelTable<Double>(level: level)
    let x: [Double] = [1, 2, 3, 4, 5, 6]
    var y = [Double](repeating: .nan, count: 6)
    table.gatherRows(x, rowLength: 2, indices: [2, 0, 2], count: 3, into: &y)
    #expect(y == [5, 6, 1, 2, 5, 6])
    table.fill(&y, count: 5, with: 0.5)
    #expect(y == [0.5, 0.5, 0.5, 0.5, 0.5, 6])
  }
}
