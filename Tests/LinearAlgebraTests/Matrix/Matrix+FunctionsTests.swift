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
}
