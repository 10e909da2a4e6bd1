import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite struct MatrixFunctionsTests {
  private func check<Scalar: NetworkScalar>(
    _ function: (Matrix<Scalar>) -> Matrix<Scalar>, is exact: (Double) -> Double,
    over values: [Double], ulps: Double = 4
  ) {
    let z = Matrix<Scalar>(rows: 1, columns: values.count, values.map { Scalar($0) })
    let result = function(z)
    for j in 0..<values.count {
      let expected = exact(Double(z[0, j]))
      let error = abs(Double(result[0, j]) - expected)
      #expect(error <= ulps * Double(Scalar(expected).ulp), "at \(z[0, j])")
    }
    #expect(function(z.transposed) == result.transposed)
  }

  private let values = stride(from: -20.0, through: 20, by: 0.37).map { $0 }

  private func checkAll<Scalar: NetworkScalar>(_: Scalar.Type) {
    typealias Function = (Matrix<Scalar>) -> Matrix<Scalar>
    let positive = values.filter { $0 > 0 }
    check(exp as Function, is: Foundation.exp, over: values)
    check(tanh as Function, is: Foundation.tanh, over: values)
    check(erf as Function, is: Foundation.erf, over: values)
    check(sigmoid as Function, is: { 1 / (1 + Foundation.exp(-$0)) }, over: values, ulps: 8)
    check(relu as Function, is: { max($0, 0) }, over: values, ulps: 0)
    check(abs as Function, is: { Swift.abs($0) }, over: values, ulps: 0)
    check(square as Function, is: { $0 * $0 }, over: values, ulps: 0.5)
    check(log as Function, is: Foundation.log, over: positive)
    check(sqrt as Function, is: { $0.squareRoot() }, over: positive, ulps: 0.5)
  }

  @Test func `functions are the library's within ulps`() {
    checkAll(Float.self)
    checkAll(Double.self)
  }

  @Test func `saturation gives the limits`() {
    let z = Matrix<Float>([[-1000, 0, 1000, .infinity, -.infinity]])
    #expect(exp(z) == Matrix([[0, 1, .infinity, .infinity, 0]]))
    #expect(tanh(z) == Matrix([[-1, 0, 1, 1, -1]]))
    #expect(erf(z) == Matrix([[-1, 0, 1, 1, -1]]))
    #expect(sigmoid(z) == Matrix([[0, 0.5, 1, 1, 0]]))
    #expect(relu(z) == Matrix([[0, 0, 1000, .infinity, 0]]))
  }

  @Test func `functions keep NaN`() {
    let z = Matrix<Double>([[.nan]])
    for f in [exp, log, tanh, erf, sigmoid, relu, sqrt, square, abs]
      as [(Matrix<Double>) -> Matrix<Double>]
    { #expect(f(z).scalar.isNaN) }
  }

  @Test func `step and sign tell above zero from below`() {
    let z = Matrix<Double>([[-2, -0.0, 0], [1e-300, 3, -.infinity]])
    for z in [z, z.ordered(.columnMajor)] {
      #expect(step(z) == Matrix([[0, 0, 0], [1, 1, 0]]))
      #expect(sign(z) == Matrix([[-1, 0, 0], [1, 1, -1]]))
    }
    #expect(step(Matrix<Float>([[.nan]])) == Matrix([[0]]))
    #expect(sign(Matrix<Float>([[.nan]])).scalar.isNaN)
    #expect(step(Matrix<Float>.empty) == .empty && sign(Matrix<Float>.empty) == .empty)
  }

  @Test func `step is the derivative of relu`() {
    let z: Matrix<Float> = randomMatrix(7, 5)
    #expect((z .* step(z)) == relu(z))
    #expect((z .* sign(z)) == abs(z))
  }

  @Test func `clamped elements are within the limits`() {
    let z = Matrix<Double>([[-2, -1, 0.5], [1, 7, .infinity]])
    for z in [z, z.ordered(.columnMajor)] {
      #expect(z.clamped(to: -1...1) == Matrix([[-1, -1, 0.5], [1, 1, 1]]))
      #expect(z.clamped(to: 3...3) == Matrix(rows: 2, columns: 3, repeating: 3))
    }
    #expect(Matrix<Float>([[.nan]]).clamped(to: 0...1).scalar.isNaN)
    #expect(Matrix<Float>.empty.clamped(to: 0...1) == .empty)
  }

  @Test func `the larger and the smaller are taken place by place`() {
    let a = Matrix<Double>([[1, 5], [-3, .infinity]])
    let b = Matrix<Double>([[2, 4], [-3, 0]])
    for b in [b, b.ordered(.columnMajor)] {
      #expect(max(a, b) == Matrix([[2, 5], [-3, .infinity]]))
      #expect(min(a, b) == Matrix([[1, 4], [-3, 0]]))
    }
    let (x, y): (Matrix<Float>, Matrix<Float>) = (randomMatrix(3, 4), randomMatrix(3, 4, seed: 2))
    #expect(max(x, y) + min(x, y) == x + y)
    for (x, y) in [(Double.nan, 1), (1, .nan)] {
      #expect(max(Matrix([[x]]), Matrix([[y]])).scalar.isNaN)
      #expect(min(Matrix([[x]]), Matrix([[y]])).scalar.isNaN)
    }
  }

  @Test func `softmax is that of each column`() {
    let z: Matrix<Double> = randomMatrix(4, 3)
    for z in [z, z.ordered(.columnMajor)] {
      expectClose(softmax(z), exp(z) ./ exp(z).columnSums(), within: 1e-14)
    }
  }

  @Test func `the larger of two shapes is refused`() async {
    expectSaid(
      "matrices of shapes (1, 2) and (2, 1)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = max(Matrix<Double>([[1, 2]]), Matrix([[1], [2]]))
      })
  }
}
