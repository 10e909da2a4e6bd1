import LinearAlgebra
import TestSupport
import Testing

/// An operator beside what it does to two numbers.
private struct Operator<Scalar: NetworkScalar>: Sendable {
  let name: String
  let ofMatrices: @Sendable (Matrix<Scalar>, Matrix<Scalar>) -> Matrix<Scalar>
  let ofNumbers: @Sendable (Scalar, Scalar) -> Scalar

  static var all: [Operator] {
    [
      Operator(name: "+", ofMatrices: { $0 + $1 }, ofNumbers: { $0 + $1 }),
      Operator(name: "-", ofMatrices: { $0 - $1 }, ofNumbers: { $0 - $1 }),
      Operator(name: ".*", ofMatrices: { $0 .* $1 }, ofNumbers: { $0 * $1 }),
      Operator(name: "./", ofMatrices: { $0 ./ $1 }, ofNumbers: { $0 / $1 }),
    ]
  }
}

private let orders = [StorageOrder.rowMajor, .columnMajor]

@Suite struct MatrixArithmeticTests {
  /// a ∘ b element by element, with the broadcasts of NumPy.
  private func expected<Scalar>(
    _ a: Matrix<Scalar>, _ b: Matrix<Scalar>, rows: Int, columns: Int,
    _ function: (Scalar, Scalar) -> Scalar
  ) -> Matrix<Scalar> {
    func element(_ matrix: Matrix<Scalar>, _ i: Int, _ j: Int) -> Scalar {
      matrix[matrix.rows == 1 ? 0 : i, matrix.columns == 1 ? 0 : j]
    }
    return Matrix(
      rows: rows, columns: columns,
      (0..<(rows * columns)).map {
        function(element(a, $0 / columns, $0 % columns), element(b, $0 / columns, $0 % columns))
      })
  }

  private func checkEveryOperator<Scalar: NetworkScalar>(_: Scalar.Type) {
    for (rows, columns) in [(0, 0), (0, 3), (3, 0), (1, 1), (1, 5), (5, 1), (3, 4), (7, 33)] {
      let a = randomMatrix(rows, columns, seed: 1, of: Scalar.self)
      let partners = [Shape(rows, columns), Shape(rows, 1), Shape(1, columns), Shape(1, 1)]
      for shape in partners {
        let b = randomMatrix(shape.rows, shape.columns, seed: 2, of: Scalar.self)
        for operation in Operator<Scalar>.all {
          let forward = expected(a, b, rows: rows, columns: columns, operation.ofNumbers)
          let backward = expected(b, a, rows: rows, columns: columns, operation.ofNumbers)
          for (orderA, orderB) in orders.flatMap({ x in orders.map { (x, $0) } }) {
            let (a, b) = (a.ordered(orderA), b.ordered(orderB))
            let label = "\(a.shape) \(orderA) \(operation.name) \(b.shape) \(orderB)"
            #expect(operation.ofMatrices(a, b) == forward, "\(label)")
            #expect(operation.ofMatrices(b, a) == backward, "\(label), exchanged")
          }
        }
      }
    }
  }

  @Test func `every operator takes every broadcast in both storage orders`() {
    checkEveryOperator(Float.self)
    checkEveryOperator(Double.self)
  }

  @Test func `the elements of an intermediate result are taken for the next one`() {
    var place: UInt?
    func intermediate() -> Matrix<Double> {
      let result = Matrix<Double>(rows: 3, columns: 2, repeating: 1)
      place = result.withElements { UInt(bitPattern: $0) }
      return result
    }
    let x = Matrix<Double>([[1, 2], [3, 4], [5, 6]])
    let y = intermediate() .* x + 1
    #expect(y == Matrix([[2, 3], [4, 5], [6, 7]]))
    #expect(y.withElements { UInt(bitPattern: $0) } == place)
  }

  @Test func `operators leave matrices with names as they were`() {
    let x = Matrix<Double>([[1, 2], [3, 4]])
    let below = x[rows: 1...]
    for order in orders {
      let a = x.ordered(order)
      _ = (a + a, a .* a - a, 1 - a, -a, a * 2, below + 1, below .* below)
      var b = a
      b *= 2
      b += b
      #expect(a == Matrix([[1, 2], [3, 4]]) && b == 4 * a)
      #expect(below == Matrix([[3, 4]]))
    }
  }

  @Test func `a matrix that nobody shares is scaled in place`() {
    var a = Matrix<Float>([[1, 2], [3, 4]])
    let before = a.withElements { UInt(bitPattern: $0) }
    a *= 4
    a /= 2
    #expect(a.withElements { UInt(bitPattern: $0) } == before)
    #expect(a == Matrix([[2, 4], [6, 8]]))
  }

  @Test func `numbers stand for whole matrices`() {
    for order in orders {
      let a = Matrix<Double>([[1, 2, 4], [8, 16, 32]]).ordered(order)
      #expect(a + 1 == Matrix([[2, 3, 5], [9, 17, 33]]))
      #expect(a - 1 == Matrix([[0, 1, 3], [7, 15, 31]]))
      #expect(a * 2 == Matrix([[2, 4, 8], [16, 32, 64]]))
      #expect(a / 2 == Matrix([[0.5, 1, 2], [4, 8, 16]]))
      #expect(1 + a == a + 1)
      #expect(1 - a == Matrix([[0, -1, -3], [-7, -15, -31]]))
      #expect(2 * a == a * 2)
      #expect(32 / a == Matrix([[32, 16, 8], [4, 2, 1]]))
      #expect(-a == a * -1)
    }
  }

  @Test func `in-place operators are the operators`() {
    for (orderA, orderB) in orders.flatMap({ x in orders.map { (x, $0) } }) {
      let a = randomMatrix(3, 4, seed: 1, of: Double.self).ordered(orderA)
      for shape in [Shape(3, 4), Shape(3, 1), Shape(1, 4), Shape(1, 1)] {
        let b = randomMatrix(shape.rows, shape.columns, seed: 2, of: Double.self).ordered(orderB)
        var (sum, difference) = (a, a)
        sum += b
        difference -= b
        #expect(sum == a + b)
        #expect(difference == a - b)
      }
      var product = a
      product *= 3
      #expect(product == a * 3)
      product /= 3
      #expect(product == a * 3 / 3)
    }
  }

  @Test func `in-place operators leave copies as they were`() {
    var a = Matrix<Double>([[1, 2], [3, 4]])
    let copy = a
    a += a
    #expect(a == Matrix([[2, 4], [6, 8]]))
    #expect(copy == Matrix([[1, 2], [3, 4]]))
    a -= a.transposed
    #expect(a == Matrix([[0, -2], [2, 0]]))
  }

  @Test func `a function is mapped over each element`() {
    let a = Matrix<Float>([[1, -2], [3, -4]])
    #expect(a.map { $0 * $0 } == Matrix([[1, 4], [9, 16]]))
    #expect(a.transposed.map { $0 + 1 } == Matrix([[2, 4], [-1, -3]]))
    #expect(Matrix<Float>.empty.map { $0 + 1 } == .empty)
  }

  @Test func `shapes that do not fit stop the program with both shapes`() async throws {
    expectSaid(
      "matrices of shapes (3, 1) and (1, 4) cannot be combined",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 3, columns: 1) + Matrix<Double>(rows: 1, columns: 4)
      })
  }

  @Test func `a matrix is not stretched in place`() async throws {
    expectSaid(
      "a matrix of shape (3, 4) cannot be combined into one of shape (1, 4)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var a = Matrix<Double>(rows: 1, columns: 4)
        a += Matrix<Double>(rows: 3, columns: 4)
      })
  }
}
