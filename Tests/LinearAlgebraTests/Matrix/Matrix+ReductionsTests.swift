import LinearAlgebra
import TestSupport
import Testing

private let orders = [StorageOrder.rowMajor, .columnMajor]

@Suite struct MatrixReductionsTests {
  @Test func `sums are those of rows, of columns and of all`() {
    for order in orders {
      let a = Matrix<Double>([[1, 2, 3], [4, 5, 6]]).ordered(order)
      #expect(a.rowSums() == Matrix([[6], [15]]))
      #expect(a.columnSums() == Matrix([[5, 7, 9]]))
      #expect(a.sum() == 21)
      #expect(a.sumOfSquares() == 91)
    }
  }

  @Test func `sums of nothing are zero`() {
    #expect(Matrix<Double>(rows: 2, columns: 0).rowSums() == Matrix([[0], [0]]))
    #expect(Matrix<Double>(rows: 0, columns: 2).columnSums() == Matrix([[0, 0]]))
    #expect(Matrix<Double>(rows: 0, columns: 2).rowSums().shape == Shape(0, 1))
    #expect(Matrix<Double>(rows: 2, columns: 0).columnSums().shape == Shape(1, 0))
    #expect(Matrix<Float>.empty.sum() == 0)
    #expect(Matrix<Float>.empty.sumOfSquares() == 0)
    #expect(Matrix<Float>.empty.maximumMagnitude() == 0)
    #expect(Matrix<Float>.empty.isFinite)
  }

  @Test func `every small shape is summed exactly`() {
    withEveryShape(upTo: 9) { rows, columns in
      let a = Matrix<Float>(
        rows: rows, columns: columns, (0..<(rows * columns)).map { Float($0 % 7) - 3 })
      for order in orders {
        let a = a.ordered(order)
        #expect(
          a.rowSums().elements == (0..<rows).map { i in (0..<columns).reduce(0) { $0 + a[i, $1] } })
        #expect(
          a.columnSums().elements
            == (0..<columns).map { j in (0..<rows).reduce(0) { $0 + a[$1, j] } })
        #expect(a.sum() == a.elements.reduce(0, +))
        #expect(a.sumOfSquares() == a.elements.reduce(0) { $0 + $1 * $1 })
        #expect(a.maximumMagnitude() == (a.elements.map(\.magnitude).max() ?? 0))
      }
    }
  }

  @Test func `the largest magnitude tells of NaN`() {
    #expect(Matrix<Double>([[1, -7], [3, 2]]).maximumMagnitude() == 7)
    #expect(Matrix<Double>([[1, .infinity], [3, 2]]).maximumMagnitude() == .infinity)
    for (row, column) in [(0, 0), (0, 1), (1, 1)] {
      var a = Matrix<Double>([[1, 9], [.infinity, 2]])
      a[row, column] = .nan
      #expect(a.maximumMagnitude().isNaN)
    }
  }

  @Test(arguments: [1, 15, 16, 17, 64, 1001])
  func `a matrix is finite when every element is`(_ count: Int) {
    for bad in [Float.nan, .infinity, -.infinity] {
      for position in Set([0, count / 2, count - 1]) {
        var a = Matrix<Float>(rows: 1, columns: count, repeating: .greatestFiniteMagnitude)
        #expect(a.isFinite)
        a[0, position] = bad
        #expect(!a.isFinite)
      }
    }
  }

  @Test func `the row of the largest is the first of equals`() {
    let a = Matrix<Double>([[1, 5, -3, .nan], [2, 5, -2, 1], [2, 4, -1, 0]])
    #expect(a.rowOfLargest().prefix(3) == [1, 0, 2])
    #expect(a.ordered(.columnMajor).rowOfLargest().prefix(3) == [1, 0, 2])
    #expect(Matrix<Double>(rows: 3, columns: 0).rowOfLargest() == [])
    #expect(Matrix<Double>([[1], [.nan], [2]]).rowOfLargest() == [2])
  }

  @Test func `a NaN in the first row never wins`() {
    #expect(Matrix<Double>([[.nan], [1], [0]]).rowOfLargest() == [1])
  }

  @Test func `means are those of columns and of all`() {
    for order in orders {
      let a = Matrix<Double>([[1, 2, 3], [5, 6, 10]]).ordered(order)
      #expect(a.columnMeans() == Matrix([[3, 4, 6.5]]))
      #expect(a.mean() == 4.5)
    }
    #expect(Matrix<Double>(rows: 0, columns: 2).columnMeans() == Matrix([[0, 0]]))
    #expect(Matrix<Double>(rows: 2, columns: 0).columnMeans().shape == Shape(1, 0))
    #expect(Matrix<Float>.empty.mean() == 0)
  }

  @Test func `maxima are those of rows, of columns and of all`() {
    for order in orders {
      let a = Matrix<Double>([[-1, -2, -3], [-4, 0, -6]]).ordered(order)
      #expect(a.rowMaxima() == Matrix([[-1], [0]]))
      #expect(a.columnMaxima() == Matrix([[-1, 0, -3]]))
      #expect(a.maximum() == 0)
    }
    #expect(Matrix<Double>(rows: 0, columns: 2).rowMaxima().shape == Shape(0, 1))
    #expect(Matrix<Double>(rows: 2, columns: 0).columnMaxima().shape == Shape(1, 0))
  }

  @Test func `the maximum is found wherever it lies`() {
    for count in [1, 2, 15, 16, 17, 31, 32, 33, 100] {
      for position in 0..<count {
        var a = Matrix<Float>(rows: 1, columns: count, repeating: -5)
        a[0, position] = -4
        #expect(a.maximum() == -4 && a.rowMaxima().scalar == -4)
        #expect(a.transposed.columnMaxima().scalar == -4)
        a[0, position] = .nan
        #expect(a.maximum().isNaN && a.rowMaxima().scalar.isNaN)
      }
    }
  }

  @Test func `maxima of every small shape are those of the elements`() {
    withEveryShape(upTo: 9) { rows, columns in
      guard rows > 0, columns > 0 else { return }
      for order in orders {
        let a = randomMatrix(rows, columns, of: Float.self).ordered(order)
        #expect(a.rowMaxima().elements == (0..<rows).map { a.row($0).max() })
        #expect(a.columnMaxima().elements == (0..<columns).map { a.column($0).max() })
        #expect(a.maximum() == a.elements.max())
        #expect(zip(a.rowOfLargest(), 0...).allSatisfy { a[$0, $1] == a.column($1).max() })
      }
    }
  }

  @Test func `a NaN makes the maximum of its row and column NaN`() {
    let a = Matrix<Double>([[1, .nan], [3, 4]])
    for a in [a, a.ordered(.columnMajor)] {
      #expect(a.rowMaxima()[0, 0].isNaN && a.rowMaxima()[1, 0] == 4)
      #expect(a.columnMaxima()[0, 0] == 3 && a.columnMaxima()[0, 1].isNaN)
    }
  }

  @Test func `nothing has no maximum`() async {
    expectSaid(
      "a matrix of shape (0, 2) has no largest element",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 0, columns: 2).maximum()
      })
    expectSaid(
      "the columns of a matrix of shape (0, 2) have no largest element",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 0, columns: 2).columnMaxima()
      })
    expectSaid(
      "the rows of a matrix of shape (2, 0) have no largest element",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 0).rowMaxima()
      })
  }
}
