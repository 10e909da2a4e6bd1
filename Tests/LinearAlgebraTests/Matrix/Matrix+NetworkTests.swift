import Kernels
import LinearAlgebra
import TestSupport
import Testing

private let orders = [StorageOrder.rowMajor, .columnMajor]

@Suite struct MatrixNetworkTests {
  @Test func `softmax goes over columns in both orders`() {
    let z = Matrix<Double>([[0, 1], [0, 1], [0, 1]])
    for order in orders {
      expectClose(
        z.ordered(order).softmax(), Matrix(rows: 3, columns: 2, repeating: 1.0 / 3),
        within: 1e-15)
    }
  }

  @Test func `derivatives come from A or from Z in both orders`() {
    let Z = Matrix<Double>([[-1, 0, 2], [-3, 1, 0.5]])
    let dA = Matrix<Double>([[1, 2, 3], [4, 5, 6]])
    for activation: ElementActivation in [.gelu, .silu, .elu(alpha: 0.5), .softplus] {
      let h = 0x1p-17
      let slopes =
        ((Z + h).activated(by: activation) - (Z - h).activated(by: activation)) / (2 * h)
      let source = activation.isDerivedFromZ ? Z : Z.activated(by: activation)
      for order in orders {
        let (dZ, db) = dA.ordered(order).activationBackward(activation, a: source)
        // elu has a kink at 0.
        if activation != .elu(alpha: 0.5) { expectClose(dZ, dA .* slopes, within: 1e-9) }
        expectClose(db, dZ.rowMeans(), within: 1e-15)
      }
    }
  }

  @Test func `errors are summed with their weights`() {
    let A = Matrix<Double>([[1, 3], [3.25, 4]])
    let Y = Matrix<Double>(rows: 2, columns: 2, repeating: 3)
    for order in orders {
      let absolute = A.ordered(order).loss(.absoluteError, y: Y, weights: Matrix([[2, 1]]))
      #expect(absolute.sum == 5.5)
      #expect(absolute.gradient == Matrix([[-2, 0], [2, 1]]))
      let huber = A.ordered(order).loss(.huber(delta: 0.5), y: Y, weights: nil)
      #expect(huber.sum == 1.28125)
      #expect(huber.gradient == Matrix([[-0.5, 0], [0.25, 0.5]]))
    }
  }

  @Test func `losses need one shape of A and Y`() async throws {
    expectSaid(
      "Y must have the shape (1, 3) of A, not (3, 1)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 1, columns: 3)
          .loss(.squaredError, y: Matrix(rows: 3, columns: 1), weights: nil)
      })
  }

  @Test func `weights are one for each example`() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 1, columns: 3)
        .loss(
          .squaredError, y: Matrix(rows: 1, columns: 3), weights: Matrix(rows: 1, columns: 2))
    }
  }
}
