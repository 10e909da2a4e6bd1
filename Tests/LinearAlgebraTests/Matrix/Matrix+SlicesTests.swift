import LinearAlgebra
import TestSupport
import Testing

private let orders = [StorageOrder.rowMajor, .columnMajor]

/// The matrix of the elements that `element` gives for each row and column.
private func matrix(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double) -> Matrix<Double>
{
  Matrix(
    rows: rows, columns: columns, (0..<rows).flatMap { i in (0..<columns).map { element(i, $0) } })
}

@Suite struct MatrixSlicesTests {
  @Test func `rows are taken out by every kind of range`() {
    for order in orders {
      let a = Matrix<Double>([[1, 2], [3, 4], [5, 6]]).ordered(order)
      #expect(a[rows: 1..<3] == Matrix([[3, 4], [5, 6]]))
      #expect(a[rows: 1...1] == Matrix([[3, 4]]))
      #expect(a[rows: ..<2] == Matrix([[1, 2], [3, 4]]))
      #expect(a[rows: ...0] == Matrix([[1, 2]]))
      #expect(a[rows: 2...] == Matrix([[5, 6]]))
      #expect(a[rows: 0...] == a)
      #expect(a[rows: 2..<2].shape == Shape(0, 2))
      #expect(a[rows: 3...].shape == Shape(0, 2))
    }
  }

  @Test func `columns are taken out`() {
    for order in orders {
      let a = Matrix<Double>([[1, 2, 3], [4, 5, 6]]).ordered(order)
      #expect(a[columns: 1...] == Matrix([[2, 3], [5, 6]]))
      #expect(a[columns: ..<1] == Matrix([[1], [4]]))
      #expect(a[columns: 3...].shape == Shape(2, 0))
    }
  }

  @Test func `slices of every shape are read and set`() {
    withEveryShape(upTo: 4) { rows, columns in
      for order in orders {
        let a = matrix(rows, columns) { Double(10 * $0 + $1) }.ordered(order)
        for first in 0...rows {
          for end in first...rows {
            let part = matrix(end - first, columns) { Double(10 * ($0 + first) + $1) }
            #expect(a[rows: first..<end] == part)
            #expect(a.transposed[columns: first..<end] == part.transposed)
            let expected = matrix(rows, columns) { i, j in
              Double(10 * i + j) * (first..<end ~= i ? -1 : 1)
            }
            for partOrder in orders {
              var (b, c) = (a, a.transposed)
              b[rows: first..<end] = -part.ordered(partOrder)
              c[columns: first..<end] = -part.ordered(partOrder).transposed
              #expect(b == expected && c == expected.transposed)
            }
            #expect(a == matrix(rows, columns) { Double(10 * $0 + $1) })
          }
        }
      }
    }
  }

  @Test func `a slice is changed in place by an operator`() {
    for order in orders {
      var a = Matrix<Double>([[1, 2], [3, 4], [5, 6]]).ordered(order)
      a[rows: 1...] += Matrix([[10, 20]])
      a[columns: 0...0] *= 2
      #expect(a == Matrix([[2, 2], [26, 24], [30, 26]]))
    }
  }

  @Test func `a slice in one piece shares the elements until one of both changes`() {
    var a = Matrix<Float>([[1, 2], [3, 4], [5, 6]])
    var below = a[rows: 1...]
    #expect(below.storage.base == a.storage.base + 2)
    a[1, 0] = 30
    #expect(below == Matrix([[3, 4], [5, 6]]))
    below[0, 0] = -1
    #expect(a == Matrix([[1, 2], [30, 4], [5, 6]]))
    let X = a.ordered(.columnMajor)
    #expect(X[columns: 1...].storage.base == X.storage.base + 3)
  }

  @Test func `setting a slice changes the matrix in place`() {
    for order in orders {
      var a = Matrix<Float>(rows: 6, columns: 5).ordered(order)
      let before = a.withElements { UInt(bitPattern: $0) }
      a[rows: 2..<4] = Matrix(rows: 2, columns: 5, repeating: 1)
      a[columns: 0...0] = Matrix(rows: 6, columns: 1, repeating: 2)
      #expect(a.withElements { UInt(bitPattern: $0) } == before)
      #expect(a.sum() == 8 + 12)
    }
  }

  @Test func `columns are gathered in the order of their indices`() {
    let X = Matrix<Float>([[0, 1, 2, 3], [10, 11, 12, 13]])
    for order in orders {
      let X = X.ordered(order)
      #expect(X.gatheringColumns([3, 0, 0]) == Matrix([[3, 0, 0], [13, 10, 10]]))
      #expect(X.gatheringColumns([9, 2, 9][1..<2]) == Matrix([[2], [12]]))
      #expect(X.gatheringColumns(2..<4) == X[columns: 2...])
      #expect(X.gatheringColumns([]).shape == Shape(2, 0))
    }
  }

  @Test func `parts stand below and beside each other`() {
    let a = Matrix<Double>([[1, 2], [3, 4]])
    let b = Matrix<Double>([[5, 6]])
    for (x, y) in orders.flatMap({ x in orders.map { (x, $0) } }) {
      let (a, b) = (a.ordered(x), b.ordered(y))
      #expect(Matrix(rowsOf: [a, b, a]) == Matrix([[1, 2], [3, 4], [5, 6], [1, 2], [3, 4]]))
      #expect(
        Matrix(columnsOf: [b.transposed, a]) == Matrix([[5, 1, 2], [6, 3, 4]]))
    }
    #expect(Matrix(rowsOf: [a, Matrix(rows: 0, columns: 2)]) == a)
    #expect(Matrix(columnsOf: [a, Matrix(rows: 2, columns: 0)]) == a)
    #expect(Matrix<Double>(rowsOf: []).shape == Shape(0, 0))
    #expect(Matrix<Double>(columnsOf: []).shape == Shape(0, 0))
  }

  @Test func `the parts of a matrix make the matrix`() {
    withEveryShape { rows, columns in
      for order in orders {
        let a = randomMatrix(rows, columns, of: Float.self).ordered(order)
        for cut in 0...rows {
          let parts = [a[rows: ..<cut], a[rows: cut...]]
          #expect(Matrix(rowsOf: parts) == a)
          #expect(Matrix(columnsOf: parts.map(\.transposed)) == a.transposed)
        }
      }
    }
  }

  @Test func `examples side by side stay in one piece each`() {
    let X = Matrix<Float>([[1, 2], [3, 4]]).ordered(.columnMajor)
    #expect(Matrix(columnsOf: [X, X]).order == .columnMajor)
  }

  @Test func `the elements of another shape are those row by row`() {
    let elements = (0..<12).map(Double.init)
    for order in orders {
      let a = Matrix(rows: 3, columns: 4, elements).ordered(order)
      for rows in [1, 2, 3, 4, 6, 12] {
        #expect(
          a.reshaped(rows: rows, columns: 12 / rows)
            == Matrix(rows: rows, columns: 12 / rows, elements))
      }
    }
    #expect(Matrix<Double>(rows: 0, columns: 3).reshaped(rows: 7, columns: 0).shape == Shape(7, 0))
    let a = Matrix(rows: 3, columns: 4, elements)
    #expect(a.reshaped(rows: 2, columns: 6).storage === a.storage)
  }

  @Test func `the identity changes nothing`() {
    #expect(Matrix<Double>.identity(2) == Matrix([[1, 0], [0, 1]]))
    #expect(Matrix<Double>.identity(0) == .empty)
    withEveryShape { rows, columns in
      let a: Matrix<Double> = randomMatrix(rows, columns)
      #expect(Matrix.identity(rows) * a == a)
      #expect(a * Matrix.identity(columns) == a)
    }
  }
}

@Suite struct MatrixSlicesTrapTests {
  @Test func `rows outside stop the program with the shape`() async {
    expectSaid(
      "no rows from 1 to 3 in a matrix of shape (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3)[rows: 1..<3]
      })
    expectSaid(
      "no rows from 3 to 2 in a matrix of shape (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3)[rows: 3...]
      })
  }

  @Test func `columns outside stop the program with the shape`() async {
    expectSaid(
      "no columns from -1 to 2 in a matrix of shape (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3)[columns: -1..<2]
      })
    expectSaid(
      "no columns [3, -1] in a matrix of shape (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3).gatheringColumns([0, 3, -1])
      })
  }

  @Test func `a part of another shape is refused with both shapes`() async {
    expectSaid(
      "a part of shape (1, 3) cannot be set to a matrix of shape (3, 1)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var a = Matrix<Double>(rows: 2, columns: 3)
        a[rows: 0...0] = Matrix(rows: 3, columns: 1)
      })
    expectSaid(
      "a part of shape (2, 1) cannot be set to a matrix of shape (1, 2)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var a = Matrix<Double>(rows: 2, columns: 3)
        a[columns: 0...0] = Matrix(rows: 1, columns: 2)
      })
  }

  @Test func `parts that do not fit are refused with their shapes`() async {
    expectSaid(
      "the columns of matrices of shapes [(1, 2), (1, 3)] differ in number",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rowsOf: [Matrix(rows: 1, columns: 2), Matrix(rows: 1, columns: 3)])
      })
    expectSaid(
      "the rows of matrices of shapes [(1, 2), (2, 2)] differ in number",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(columnsOf: [Matrix(rows: 1, columns: 2), Matrix(rows: 2, columns: 2)])
      })
  }

  @Test func `another number of elements is no shape of a matrix`() async {
    expectSaid(
      "a matrix of shape (2, 3) cannot be reshaped to (4, 2)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3).reshaped(rows: 4, columns: 2)
      })
  }
}
