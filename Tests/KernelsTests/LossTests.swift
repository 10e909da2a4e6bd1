import Foundation
import Kernels
import Testing

@Suite struct LossTests {
  typealias Table = KernelTable<Double>
  typealias Pointer = UnsafePointer<Double>
  typealias Loss =
    @Sendable (
      Table, Pointer, Pointer, Int, Int, Pointer?, UnsafeMutablePointer<Double>?
    ) -> Double

  private static let losses: [(String, Loss)] = [
    (
      "sigmoid",
      { $0.sigmoidCrossEntropy(z: $1, y: $2, rows: $3, examples: $4, weights: $5, dZ: $6) }
    ),
    (
      "softmax",
      { $0.softmaxCrossEntropy(z: $1, y: $2, rows: $3, examples: $4, weights: $5, dZ: $6) }
    ),
    ("square", { $0.squaredError(a: $1, y: $2, rows: $3, examples: $4, weights: $5, dA: $6) }),
    (
      "absolute",
      { $0.absoluteError(a: $1, y: $2, rows: $3, examples: $4, weights: $5, dA: $6) }
    ),
    (
      "huber",
      { $0.huber(delta: 0.7, a: $1, y: $2, rows: $3, examples: $4, weights: $5, dA: $6) }
    ),
    (
      "binary",
      { $0.binaryCrossEntropy(a: $1, y: $2, rows: $3, examples: $4, weights: $5, dA: $6) }
    ),
    (
      "categorical",
      { $0.categoricalCrossEntropy(a: $1, y: $2, rows: $3, examples: $4, weights: $5, dA: $6) }
    ),
  ]

  /// The formulas as written in the books, for one example's column.
  private func formula(_ name: String, _ x: [Double], _ y: [Double]) -> Double {
    let pairs = zip(x, y)
    switch name {
    case "sigmoid":
      return pairs.reduce(0) { sum, pair in
        let a = 1 / (1 + exp(-pair.0))
        return sum - pair.1 * log(a) - (1 - pair.1) * log(1 - a)
      }
    case "softmax":
      let total = x.reduce(0) { $0 + exp($1) }
      return pairs.reduce(0) { $0 - $1.1 * log(exp($1.0) / total) }
    case "absolute": return pairs.reduce(0) { $0 + abs($1.0 - $1.1) }
    case "huber":
      return pairs.reduce(0) { sum, pair in
        let d = abs(pair.0 - pair.1)
        return sum + (d <= 0.7 ? d * d / 2 : 0.7 * (d - 0.35))
      }
    case "square": return pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2 }
    case "binary":
      return pairs.reduce(0) { $0 - $1.1 * log($1.0) - (1 - $1.1) * log(1 - $1.0) }
    default: return pairs.reduce(0) { $0 - $1.1 * log($1.0) }
    }
  }

  @Test(arguments: VectorLevel.available, 0..<losses.count)
  func `loss and gradient are those of the formula`(level: VectorLevel, index: Int) {
    let (name, loss) = Self.losses[index]
    let table = Table(level: level)
    var generator = Numbers(seed: 11)
    for (rows, examples, isWeighted) in [
      (1, 1, false), (3, 17, true), (4, 209, false), (2, 5000, true),
    ] {
      let count = rows * examples
      let x = (0..<count).map { _ in
        name.count > 6 || name == "binary"
          ? 0.5 + generator.number() * 0.45 : generator.number() * 5
      }
      let y = (0..<count).map { _ in generator.below(2) == 0 ? 0.0 : 1.0 }
      let weights = (0..<examples).map { _ in isWeighted ? abs(generator.number()) : 1 }
      let inputs = name == "softmax" || name == "sigmoid" ? x.map { $0 * 3 } : x
      var expected = 0.0
      for j in 0..<examples {
        let column = (0..<rows).map { inputs[$0 * examples + j] }
        let labels = (0..<rows).map { y[$0 * examples + j] }
        expected += weights[j] * formula(name, column, labels)
      }
      let dX = Guarded<Double>(rows: rows, columns: examples, ld: examples)
      let sum = weights.withUnsafeBufferPointer { weights in
        loss(table, inputs, y, rows, examples, isWeighted ? weights.baseAddress : nil, dX.start)
      }
      #expect(abs(sum - expected) < 1e-9 * max(1, abs(expected)), "\(name)")
      #expect(loss(table, inputs, y, rows, examples, nil, nil).isFinite)
      for at in [0, count / 2, count - 1] {
        let j = at % examples
        func shifted(_ step: Double) -> Double {
          let column = (0..<rows).map { i in
            inputs[i * examples + j] + (i == at / examples ? step : 0)
          }
          return formula(name, column, (0..<rows).map { y[$0 * examples + j] })
        }
        let slope = weights[j] * (shifted(1e-5) - shifted(-1e-5)) / 2e-5
        #expect(abs(dX[at / examples, j] - slope) < 1e-6 * max(1, abs(slope)), "\(name)")
      }
      #expect(dX.guardsAreWhole)
    }
  }

  @Test(arguments: VectorLevel.available)
  func `errors have the derivative 0 at 0 and a bounded one far away`(level: VectorLevel) {
    let table = Table(level: level)
    let a: [Double] = [1, 3, 3.25, 4, -1, 2.75]
    let y = [Double](repeating: 3, count: 6)
    var dA = y
    #expect(table.absoluteError(a: a, y: y, rows: 2, examples: 3, dA: &dA) == 7.5)
    #expect(dA == [-1, 0, 1, 1, -1, -1])
    let weights: [Double] = [2, 1, 4]
    #expect(
      table.absoluteError(a: a, y: y, rows: 2, examples: 3, weights: weights, dA: &dA) == 12)
    #expect(dA == [-2, 0, 4, 2, -1, -4])
    #expect(table.huber(delta: 0.5, a: a, y: y, rows: 2, examples: 3, dA: &dA) == 3.1875)
    #expect(dA == [-0.5, 0, 0.25, 0.5, -0.5, -0.25])
    #expect(table.huber(delta: 0.5, a: [.nan], y: [1], rows: 1, examples: 1, dA: &dA).isNaN)
    #expect(dA[0].isNaN)
    #expect(table.absoluteError(a: [.nan], y: [1], rows: 1, examples: 1, dA: &dA).isNaN)
    #expect(dA[0].isNaN)
  }

  @Test(arguments: VectorLevel.available, 0..<losses.count)
  func `saturated outputs give finite numbers`(level: VectorLevel, index: Int) {
    let (name, loss) = Self.losses[index]
    let table = Table(level: level)
    let y: [Double] = [0, 1, 0, 1]
    let outputs: [Double] = index < 2 ? [-1e4, 1e4, 1e4, -1e4] : [0, 0, 1, 1]
    var dX = [Double](repeating: .nan, count: 4)
    #expect(loss(table, outputs, y, 2, 2, nil, &dX).isFinite, "\(name)")
    let areFinite = dX.allSatisfy { $0.isFinite }
    #expect(areFinite, "\(name)")
  }
}
