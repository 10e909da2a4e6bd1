import LinearAlgebra
import TestSupport
import Testing

private let orders = [StorageOrder.rowMajor, .columnMajor]

private func address<Scalar>(of a: Matrix<Scalar>) -> UInt {
  a.withElements { UInt(bitPattern: $0) }
}

@Suite struct MatrixElementsTests {
  @Test func `map goes over every element once`() {
    withEveryShape { rows, columns in
      let elements = (0..<(rows * columns)).map(Double.init)
      for order in orders {
        let a = Matrix(rows: rows, columns: columns, elements).ordered(order)
        var calls = 0
        let squares = a.map {
          calls += 1
          return $0 * $0
        }
        #expect(squares == Matrix(rows: rows, columns: columns, elements.map { $0 * $0 }))
        #expect(calls == a.count)
      }
    }
  }

  @Test func `two matrices are mapped place by place`() {
    withEveryShape { rows, columns in
      let x: Matrix<Float> = randomMatrix(rows, columns, seed: 1)
      let y: Matrix<Float> = randomMatrix(rows, columns, seed: 2)
      for (a, b) in orders.flatMap({ a in orders.map { (a, $0) } }) {
        #expect(x.ordered(a).map(with: y.ordered(b)) { $0 - $1 } == x - y)
      }
    }
  }

  @Test func `the error of a transform ends the map`() {
    struct Negative: Error {}
    let a = Matrix<Double>([[1, -1]])
    #expect(throws: Negative.self) {
      try a.map { z throws(Negative) in if z < 0 { throw Negative() } else { z } }
    }
    #expect(throws: Negative.self) { try a.map(with: a) { _, _ in throw Negative() } }
  }

  @Test func `a span has the elements row by row`() {
    for order in orders {
      let a = Matrix<Double>([[1, 2, 3], [4, 5, 6]]).ordered(order)
      #expect(a.withSpan { span in span.indices.map { span[$0] } } == [1, 2, 3, 4, 5, 6])
    }
    #expect(Matrix<Float>.empty.withSpan { $0.count } == 0)
  }

  @Test func `a span of what lies row by row is the matrix itself`() {
    let a = Matrix<Double>([[1, 2], [3, 4]])
    let start = a.withSpan { $0.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
    #expect(start == address(of: a))
  }

  @Test func `a mutable span changes the matrix in place and no copy of it`() {
    for order in orders {
      var a = Matrix<Double>([[1, 2, 3], [4, 5, 6]]).ordered(order)
      let copy = a
      a.withMutableSpan { $0[1] = 20 }
      let before = address(of: a)
      a.withMutableSpan { span in
        for i in span.indices { span[i] += 1 }
      }
      #expect(address(of: a) == before)
      #expect(a == Matrix([[2, 21, 4], [5, 6, 7]]))
      #expect(copy == Matrix([[1, 2, 3], [4, 5, 6]]))
    }
  }

  @Test func `setting elements one by one copies nothing`() {
    for order in orders {
      var a = Matrix<Float>(rows: 3, columns: 4).ordered(order)
      let before = address(of: a)
      for i in 0..<3 {
        for j in 0..<4 { a[i, j] += Float(i * 4 + j) }
      }
      #expect(address(of: a) == before)
      #expect(a.elements == (0..<12).map(Float.init))
    }
  }

  @Test func `a shared matrix is copied once`() {
    var a = Matrix<Float>(rows: 3, columns: 4)
    let b = a
    a[0, 0] = 1
    let copied = address(of: a)
    a[0, 1] = 2
    #expect(address(of: a) == copied && copied != address(of: b))
  }

  @Test func `rows and columns are collections of their elements`() {
    withEveryShape { rows, columns in
      let a: Matrix<Double> = randomMatrix(rows, columns)
      for order in orders {
        let a = a.ordered(order)
        for i in 0..<rows {
          #expect(a.row(i).elementsEqual((0..<columns).map { a[i, $0] }))
        }
        for j in 0..<columns {
          #expect(a.column(j).elementsEqual((0..<rows).map { a[$0, j] }))
          #expect(Array(a.column(j).reversed()) == (0..<rows).map { a[rows - 1 - $0, j] })
        }
      }
    }
  }

  @Test func `a line is that of the matrix as it was`() {
    var a = Matrix<Double>([[1, 2], [3, 4]])
    let column = a.column(1)
    a[0, 1] = 9
    #expect(Array(column) == [2, 4])
    #expect(a.column(1).max() == 9)
  }
}

@Suite struct MatrixElementsTrapTests {
  @Test func `matrices of two shapes are not mapped together`() async {
    expectSaid(
      "matrices of shapes (1, 2) and (2, 1) cannot be mapped together",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>([[1, 2]]).map(with: Matrix([[1], [2]])) { $0 + $1 }
      })
  }

  @Test func `rows and columns outside stop the program with the shape`() async {
    expectSaid(
      "no row 2 in a matrix of shape (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3).row(2)
      })
    expectSaid(
      "no column -1 in a matrix of shape (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3).column(-1)
      })
    expectSaid(
      "no element 3 in a line of 3",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3).row(1)[3]
      })
  }
}
