import Foundation
import Kernels
import Testing

/// Each function against its formula in plain Swift, for lengths around the vectors' and with known
/// bytes around every output.
@Suite struct FunctionTests {
  private static let counts = [0, 1, 2, 7, 8, 15, 16, 17, 31, 33, 100, 209, 1000]

  @Test(arguments: VectorLevel.available)
  func `elementwise functions work in place and beside guards`(level: VectorLevel) {
    let table = KernelTable<Float>(level: level)
    let formulas: [(UnaryOperation, (Float) -> Float)] = [
      (.relu, { max(0, $0) }), (.leakyRelu(slope: 0.25), { $0 < 0 ? 0.25 * $0 : $0 }),
      (.square, { $0 * $0 }), (.squareRoot, { $0.squareRoot() }), (.absolute, { abs($0) }),
    ]
    for count in Self.counts {
      var generator = Numbers(seed: UInt64(count))
      for (operation, formula) in formulas {
        let x = Guarded<Float>(rows: 1, columns: count, ld: max(1, count))
        x.draw(&generator)
        let expected = x.elements.map(formula)
        table.apply(operation, x.start, into: x.start, count: count)
        #expect(same(x.elements, expected), "\(operation) \(count)")
        #expect(x.guardsAreWhole)
      }
    }
  }

  @Test(arguments: VectorLevel.available)
  func `operations take arrays, scalars, rows and columns`(level: VectorLevel) {
    let table = KernelTable<Double>(level: level)
    let formulas: [(BinaryOperation, (Double, Double) -> Double)] = [
      (.add, { $0 + $1 }), (.subtract, { $0 - $1 }), (.multiply, { $0 * $1 }),
      (.divide, { $0 / $1 }),
    ]
    var generator = Numbers(seed: 7)
    for (rows, columns) in [(1, 1), (3, 5), (5, 16), (4, 33), (0, 4), (4, 0)] {
      let count = rows * columns
      let x = (0..<count).map { _ in generator.number() }
      let y = (0..<count).map { _ in generator.number() }
      let row = (0..<columns).map { _ in generator.number() }
      let column = (0..<rows).map { _ in generator.number() }
      let z = Guarded<Double>(rows: 1, columns: count, ld: max(1, count))
      for (operation, f) in formulas {
        table.combine(operation, x, y, into: z.start, count: count)
        #expect(z.elements == zip(x, y).map(f))
        table.combine(operation, x, scalar: 0.3, into: z.start, count: count)
        #expect(z.elements == x.map { f($0, 0.3) })
        table.combine(operation, scalar: 0.3, x, into: z.start, count: count)
        #expect(z.elements == x.map { f(0.3, $0) })
        let at = (0..<count).map { ($0 / max(1, columns), $0 % max(1, columns)) }
        table.combine(operation, x, rows: rows, columns: columns, column: column, into: z.start)
        #expect(z.elements == zip(x, at).map { f($0, column[$1.0]) })
        table.combine(operation, x, rows: rows, columns: columns, row: row, into: z.start)
        #expect(z.elements == zip(x, at).map { f($0, row[$1.1]) })
        #expect(z.guardsAreWhole)
      }
    }
  }

  @Test(arguments: VectorLevel.available)
  func `activations go back from their source`(level: VectorLevel) {
    let table = KernelTable<Double>(level: level)
    let formulas: [(ElementActivation, (Double) -> Double)] = [
      (.linear, { _ in 1 }), (.sigmoid, { $0 * (1 - $0) }), (.tanh, { 1 - $0 * $0 }),
      (.relu, { $0 > 0 ? 1 : 0 }), (.leakyRelu(slope: 0.1), { $0 > 0 ? 1 : 0.1 }),
      (
        .gelu,
        { erfc(-$0 * 0.5.squareRoot()) / 2 + $0 * exp(-$0 * $0 / 2) / (2 * .pi).squareRoot() }
      ),
      (.silu, { (1 + $0 / (1 + exp($0))) / (1 + exp(-$0)) }),
      (.elu(alpha: 0.5), { $0 > 0 ? 1 : $0 + 0.5 }), (.softplus, { -expm1(-$0) }),
    ]
    var generator = Numbers(seed: 8)
    for (rows, examples) in [(1, 1), (3, 7), (5, 209), (2, 5000)] {
      let dA = (0..<rows * examples).map { _ in generator.number() }
      var a = (0..<rows * examples).map { _ in generator.number() }
      a[0] = 0
      for (activation, slope) in formulas {
        let dZ = Guarded<Double>(rows: rows, columns: examples, ld: examples)
        var db = [Double](repeating: .nan, count: rows)
        var means = db
        table.activationBackward(
          activation, dA: dA, source: a, rows: rows, examples: examples, into: dZ.start, db: &db)
        expectClose(dZ.elements, zip(dA, a).map { $0 * slope($1) }, 1e-15)
        table.rowMeans(dZ.start, rows: rows, columns: examples, into: &means)
        #expect(db == means)
        let sums = (0..<rows).map { i in (0..<examples).reduce(0) { $0 + dZ[i, $1] } }
        expectClose(db, sums.map { $0 / Double(examples) }, 1e-12)
        #expect(dZ.guardsAreWhole)
      }
    }
  }

  @Test(arguments: VectorLevel.available)
  func `softmax is stable, and its gradient is the Jacobian times dA`(level: VectorLevel) {
    let table = KernelTable<Double>(level: level)
    var generator = Numbers(seed: 9)
    for (rows, columns) in [(1, 3), (2, 17), (10, 64), (3, 209)] {
      let z = (0..<rows * columns).map { _ in generator.number() * 1000 }
      let dA = (0..<rows * columns).map { _ in generator.number() }
      let a = Guarded<Double>(rows: rows, columns: columns, ld: columns)
      let dZ = Guarded<Double>(rows: rows, columns: columns, ld: columns)
      table.softmax(z, rows: rows, columns: columns, into: a.start)
      table.softmaxBackward(dA: dA, a: a.start, rows: rows, columns: columns, into: dZ.start)
      for j in 0..<columns {
        let column = (0..<rows).map { z[$0 * columns + j] }
        let largest = column.max() ?? 0
        let powers = column.map { exp($0 - largest) }
        let total = powers.reduce(0, +)
        let mean = (0..<rows).reduce(0) { $0 + a[$1, j] * dA[$1 * columns + j] }
        for i in 0..<rows {
          #expect(abs(a[i, j] - powers[i] / total) < 1e-14)
          #expect(abs(dZ[i, j] - a[i, j] * (dA[i * columns + j] - mean)) < 1e-14)
        }
      }
      #expect(a.guardsAreWhole && dZ.guardsAreWhole)
    }
  }

  @Test(arguments: VectorLevel.available)
  func `the largest of many is found in every part`(level: VectorLevel) {
    let table = KernelTable<Double>(level: level)
    var x = [Double](repeating: 1, count: 200_001)
    for place in [0, 32_767, 99_000, 200_000] {
      x[place] = -3
      #expect(table.maximumMagnitude(x, count: x.count) == 3)
      x[place] = .nan
      #expect(table.maximumMagnitude(x, count: x.count).isNaN)
      x[place] = 1
    }
  }

  @Test(arguments: VectorLevel.available)
  func `sums, maxima and checks are those of the elements`(level: VectorLevel) {
    let table = KernelTable<Float>(level: level)
    var generator = Numbers(seed: 10)
    for (rows, columns) in [(1, 1), (3, 5), (7, 16), (4, 209), (300, 33)] {
      let x = (0..<rows * columns).map { _ in Float(generator.number()) + 1 }
      let y = (0..<rows * columns).map { _ in Float(generator.number()) }
      let wide = x.map(Double.init)
      let count = x.count
      let product = zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(table.sum(x, count: count) - wide.reduce(0, +)) < 1e-9)
      #expect(abs(table.dot(x, y, count: count) - product) < 1e-9)
      #expect(abs(table.sumOfSquares(x, count: count) - wide.reduce(0) { $0 + $1 * $1 }) < 1e-9)
      #expect(table.maximumMagnitude(y, count: count) == Double(y.map(abs).max() ?? 0))
      #expect(table.allFinite(x, count: count))
      for bad in [Float.nan, .infinity, -.infinity] {
        var broken = x
        broken[count / 2] = bad
        #expect(!table.allFinite(broken, count: count))
        #expect(table.maximumMagnitude(broken, count: count).isNaN == bad.isNaN)
      }
      let columnsOf = (0..<columns).map { j in (0..<rows).map { wide[$0 * columns + j] } }
      var sums = [Float](repeating: .nan, count: columns)
      table.columnSums(x, rows: rows, columns: columns, into: &sums)
      expectClose(sums.map(Double.init), columnsOf.map { $0.reduce(0, +) }, 1e-4)
    }
  }
}

func same<Scalar: FloatingPoint>(_ a: [Scalar], _ b: [Scalar]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
}

func expectClose(
  _ a: [Double], _ b: [Double], _ tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(a.count == b.count, sourceLocation: sourceLocation)
  let worst = zip(a, b).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
  #expect(worst <= tolerance, sourceLocation: sourceLocation)
}
