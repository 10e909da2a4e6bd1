import DeepNetwork
import TestSupport
import Testing

@testable import examples

struct OwnLayerTests {
  @Test func `the layer of the page keeps every promise`() {
    var random = RandomState(seed: 1)
    let swish = Swish<Double>(
      W: Matrix(rows: 3, columns: 4, random.randn(12)), b: Matrix(rows: 3, columns: 1))
    expectSound(swish)
  }

  @Test func `the gated linear unit keeps every promise`() {
    expectSound { inputs, outputs in
      var random = RandomState(seed: 2)
      return GatedLinearUnit<Double>(
        W: random.normal(outputs, inputs), b: random.normal(outputs, 1),
        V: random.normal(outputs, inputs), c: random.normal(outputs, 1))
    }
  }

  @Test func `own layers state their operations in both precisions`() throws {
    func expectStated<Scalar: NetworkScalar>(_: Scalar.Type) throws {
      var random = RandomState(seed: 8)
      try TestSupport.expectStated(
        Swish<Scalar>(W: random.normal(3, 4), b: random.normal(3, 1)))
      try TestSupport.expectStated(
        GatedLinearUnit<Scalar>(
          W: random.normal(3, 4), b: random.normal(3, 1), V: random.normal(3, 4),
          c: random.normal(3, 1)))
      var normalization = LayerNormalization<Scalar>(5)
      (normalization.gamma, normalization.beta) = (random.normal(5, 1), random.normal(5, 1))
      try TestSupport.expectStated(normalization)
      try TestSupport.expectStated(
        ElmanCell<Scalar>(steps: 3, W: random.normal(3, 5), b: random.normal(3, 1)))
      try TestSupport.expectStated(SelfAttention<Scalar>(t: 3, W: random.normal(8, 2)))
    }
    try expectStated(Float.self)
    try expectStated(Double.self)
  }

  @Test func `layer normalization keeps every promise`() {
    var random = RandomState(seed: 3)
    var layer = LayerNormalization<Double>(5)
    layer.gamma = random.normal(5, 1)
    layer.beta = random.normal(5, 1)
    expectSound(layer)
    let A = LayerNormalization<Double>(5).infer(random.normal(5, 3))
    #expect(A.columnMeans().maximumMagnitude() < 1e-15)
    expectClose(
      square(A).columnMeans(), Matrix(rows: 1, columns: 3, repeating: 1), within: 1e-3)
  }

  @Test(arguments: [(1, 2, 3), (3, 2, 4), (5, 1, 1), (4, 3, 2)])
  func `the recurrent cell keeps every promise`(_ steps: Int, _ features: Int, _ units: Int) {
    var random = RandomState(seed: 4)
    expectSound(
      ElmanCell<Double>(
        steps: steps, W: 0.5 * random.normal(units, features + units),
        b: random.normal(units, 1)))
  }

  /// A sequence that begins as another does has its states as far as they agree.
  @Test func `a recurrent cell does not see what comes later`() {
    var random = RandomState(seed: 5)
    let cell = ElmanCell<Double>(steps: 4, W: random.normal(3, 5), b: random.normal(3, 1))
    let X: Matrix<Double> = random.normal(8, 6)
    var other = X
    other[rows: 4...] = random.normal(4, 6)
    #expect(cell.infer(X)[rows: ..<6] == cell.infer(other)[rows: ..<6])
    #expect(cell.infer(X)[rows: 6...] != cell.infer(other)[rows: 6...])
  }

  @Test(arguments: [(1, 1), (1, 3), (2, 2), (4, 3), (3, 5)])
  func `self-attention keeps every promise`(_ t: Int, _ d: Int) {
    var random = RandomState(seed: 6)
    expectSound(SelfAttention<Double>(t: t, W: random.normal(4 * d, d)))
  }

  /// Exchanged tokens are exchanged answers.
  @Test func `self-attention takes the tokens in any order`() {
    var random = RandomState(seed: 7)
    let (t, d) = (4, 3)
    let layer = SelfAttention<Double>(t: t, W: random.normal(4 * d, d))
    func reversed(_ A: Matrix<Double>) -> Matrix<Double> {
      Matrix(rowsOf: (0..<t).reversed().map { A[rows: $0 * d..<($0 + 1) * d] })
    }
    let X: Matrix<Double> = random.normal(t * d, 5)
    expectClose(layer.infer(reversed(X)), reversed(layer.infer(X)), within: 1e-13)
  }
}
