import SampleData
import Testing

struct BuiltInPointsTests {
  /// The numbers are those of NumPy 2.4, there equal to the last bit.
  ///
  ///     np.random.seed(1); N = 200; X = np.zeros((400, 2))
  ///     for j in range(2):
  ///         t = np.linspace(j * 3.12, (j + 1) * 3.12, N) + np.random.randn(N) * 0.2
  ///         r = 4 * np.sin(4 * t) + np.random.randn(N) * 0.2
  ///         X[N * j:N * j + N] = np.c_[r * np.sin(t), r * np.cos(t)]
  ///
  /// The tolerance is what the sine of another system may change.
  @Test
  func `the flower is the one of the course`() {
    let rows = draw(.flower).rows
    let expected = [
      0: [1.204442292254319, 3.5761141481288448],
      1: [0.15870990398255372, -1.4821709003683443],
      199: [-0.5858464101358456, -3.091259938950624],
      200: [-1.0704958072229525, 3.682524609580073],
      399: [0.7307808250007513, 3.0683292081876545],
    ]
    for (row, point) in expected {
      for (found, expected) in zip(rows[row], point) {
        #expect(abs(found - expected) < 1e-14 * 8, "row \(row)")
      }
    }
    #expect(
      draw(.flower).labels == Array(repeating: 0, count: 200) + Array(repeating: 1, count: 200))
  }

  @Test
  func `a flower of an odd number gives the first class one more`() {
    #expect(draw(.flower, 3).labels == [0, 0, 1])
  }

  @Test(arguments: [SampleSet.moons, .circles, .spirals])
  func `classes take turns`(set: SampleSet) {
    #expect(draw(set, 5).labels == [0, 1, 0, 1, 0])
  }

  @Test
  func `circles without noise have the radii one and one half`() {
    let data = draw(.circles, 50, noise: 0)
    for (row, label) in zip(data.rows, data.labels) {
      let radius = (row[0] * row[0] + row[1] * row[1]).squareRoot()
      #expect(abs(radius - (label == 0 ? 1 : 0.5)) < 1e-12)
    }
  }

  @Test
  func `moons without noise are half circles`() {
    let data = draw(.moons, 50, noise: 0)
    for (row, label) in zip(data.rows, data.labels) {
      let (x, y) = label == 0 ? (row[0], row[1]) : (1 - row[0], 0.5 - row[1])
      #expect(abs(x * x + y * y - 1) < 1e-12)
      #expect(y >= -1e-12)
    }
  }

  @Test
  func `spirals stay within their radius`() {
    for row in draw(.spirals, 200, noise: 0).rows {
      #expect(row[0] * row[0] + row[1] * row[1] <= 1 + 1e-12)
    }
  }

  @Test
  func `noise spreads points`() {
    let calm = draw(.circles, 100, noise: 0).rows
    let restless = draw(.circles, 100, noise: 0.3).rows
    let moves = zip(calm, restless).map { abs($0[0] - $1[0]) }
    #expect(moves.reduce(0, +) / 100 > 0.1)
  }

  @Test(arguments: [1, 3, 8, 16])
  func `parity holds all rows in counting order`(bits: Int) {
    let data = draw(.parity, bits: bits)
    #expect(data.shape == [1 << bits, bits])
    for (i, row) in data.rows.enumerated() {
      #expect(row.reduce(0) { $0 * 2 + $1 } == Double(i))
      #expect(data.labels[i] == row.reduce(0, +).truncatingRemainder(dividingBy: 2))
    }
  }

  @Test
  func `parity has no more than all rows`() {
    #expect(draw(.parity, 1000, bits: 3).shape == [8, 3])
  }

  @Test
  func `prices of houses are never negative and follow the size`() {
    let data = draw(.houses, 500)
    #expect(data.featureNames == ["size", "bedrooms", "postcode", "wealth"])
    #expect(data.classNames == nil)
    #expect(data.labels.allSatisfy { $0 >= 0 })
    let bySize = zip(data.rows.map { $0[0] }, data.labels).sorted { $0.0 < $1.0 }.map(\.1)
    let small: Double = bySize.prefix(100).reduce(0, +)
    let large: Double = bySize.suffix(100).reduce(0, +)
    #expect(large > 2 * small)
  }
}
