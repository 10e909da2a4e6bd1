import LinearAlgebra
import Testing

@Suite struct MatrixDescriptionTests {
  @Test func `a small matrix prints whole, a large one its corners and its shape`() {
    #expect("\(Matrix<Double>([[1, 2], [3, 4]]))" == "[[1.0, 2.0], [3.0, 4.0]]")
    #expect("\(Matrix<Float>.empty)" == "[]")
    let numbers = (0..<10).map { Double($0) }
    #expect("\(Matrix(rows: 1, columns: 10, numbers))" == "[\(numbers)]")
    let row = "[0.0, 1.0, 2.0, 3.0, …, 11.0, 12.0]"
    #expect(
      "\(Matrix(rows: 1, columns: 13, (0..<13).map { Double($0) }))" == "[\(row)] (1, 13)")
    let large = Matrix<Double>(rows: 1000, columns: 1000, repeating: 1)
    #expect("\(large)".count < 300 && "\(large)".hasSuffix("]] (1000, 1000)"))
  }

  @Test func `random matrices are NumPy's, row by row`() {
    var (first, second) = (RandomState(seed: 3), RandomState(seed: 3))
    let normal: Matrix<Double> = first.randn(2, 3)
    #expect(normal == Matrix(rows: 2, columns: 3, second.randn(6)))
    let uniform: Matrix<Float> = first.rand(2, 2)
    #expect(uniform == Matrix(rows: 2, columns: 2, second.rand(4).map { Float($0) }))
  }

  @Test func `elements that are as many as they must be make a matrix`() throws {
    #expect(try Matrix(rows: 2, columns: 1, validating: [1.0, 2]) == Matrix([[1], [2]]))
    #expect(try Matrix(validating: [[1.0, 2], [3, 4]]) == Matrix([[1, 2], [3, 4]]))
    #expect(try Matrix<Double>(validating: []).isEmpty)
  }
}
