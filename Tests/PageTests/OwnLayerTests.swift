import DeepNetwork
import TestSupport
import Testing

@testable import examples

struct OwnLayerTests {
  @Test func `the layer keeps every promise`() {
    var random = RandomState(seed: 1)
    let swish = Swish<Double>(
      W: Matrix(rows: 3, columns: 4, random.randn(12)), b: Matrix(rows: 3, columns: 1))
    expectSound(swish)
  }
}
