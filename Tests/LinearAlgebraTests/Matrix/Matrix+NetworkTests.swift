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
