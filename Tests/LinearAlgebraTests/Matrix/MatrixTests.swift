import LinearAlgebra
import TestSupport
import Testing

@Suite struct MatrixTests {
  @Test func `elements lie row by row`() {
    let matrix = Matrix<Double>(rows: 2, columns: 3, [1, 2, 3, 4, 5, 6])
    #expect(matrix.shape == Shape(2, 3))
    #expect(matrix[0, 2] == 3 && matrix[1, 0] == 4)
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix == Matrix([[1, 2, 3], [4, 5, 6]]))
    #expect("\(matrix)" == "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]")
  }

  @Test func `a value is repeated`() {
    #expect(Matrix<Float>(rows: 2, columns: 2).elements == [0, 0, 0, 0])
    #expect(Matrix<Float>(rows: 1, columns: 3, repeating: 7).elements == [7, 7, 7])
  }

  @Test func `every small shape keeps its elements`() {
    withEveryShape { rows, columns in
      let elements = (0..<(rows * columns)).map(Double.init)
      let matrix = Matrix(rows: rows, columns: columns, elements)
      #expect(matrix.elements == elements)
      #expect(matrix.isEmpty == (rows * columns == 0))
      #expect(matrix.transposed.shape == Shape(columns, rows))
      #expect(matrix.transposed.transposed == matrix)
      for order in [StorageOrder.rowMajor, .columnMajor] {
        #expect(matrix.ordered(order) == matrix)
        #expect(matrix.ordered(order).elements == elements)
      }
    }
  }

  @Test func `the transpose exchanges rows and columns`() {
    let matrix = Matrix<Double>([[1, 2, 3], [4, 5, 6]])
    #expect(matrix.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.transposed.elements == [1, 4, 2, 5, 3, 6])
  }

  @Test func `the transpose shares the elements until one changes`() {
    let matrix = Matrix<Double>([[1, 2, 3], [4, 5, 6]])
    var transposed = matrix.transposed
    #expect(transposed.storage === matrix.storage)
    transposed[2, 1] = 60
    #expect(transposed.storage !== matrix.storage)
    #expect(transposed[2, 1] == 60 && matrix[1, 2] == 6)
  }

  @Test func `copies are independent`() {
    var a = Matrix<Float>([[1, 2], [3, 4]])
    let b = a
    #expect(a.storage === b.storage)
    a[0, 0] = 10
    #expect(a == Matrix([[10, 2], [3, 4]]))
    #expect(b == Matrix([[1, 2], [3, 4]]))
    let storage = a.storage
    #expect(storage.count == 4)
  }

  @Test func `a matrix that nobody shares is changed in place`() {
    var a = Matrix<Float>([[1, 2], [3, 4]])
    let before = a.withElements { UInt(bitPattern: $0) }
    a[1, 1] = 5
    a += Matrix([[1, 1], [1, 1]])
    #expect(a.withElements { UInt(bitPattern: $0) } == before)
    #expect(a == Matrix([[2, 3], [4, 6]]))
  }

  @Test func `memory of someone else is never written`() {
    final class Owner {
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: 4)
      init() { memory.initialize(repeating: 3, count: 4) }
      deinit { memory.deallocate() }
    }
    let owner = Owner()
    var matrix = Matrix(
      viewing: owner.memory, shape: Shape(2, 2), order: .columnMajor, owner: owner)
    matrix[0, 1] = 8
    #expect(owner.memory[2] == 3)
    #expect(matrix == Matrix([[3, 8], [3, 3]]))
  }

  @Test func `a view keeps its owner alive`() {
    final class Owner {
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: 1)
      init() { memory.initialize(to: 5) }
      deinit {
        memory.pointee = .nan
        memory.deallocate()
      }
    }
    weak var weakOwner: Owner?
    do {
      let matrix: Matrix<Float>
      do {
        let owner = Owner()
        weakOwner = owner
        matrix = Matrix(
          viewing: owner.memory, shape: Shape(1, 1), order: .rowMajor, owner: owner)
      }
      #expect(weakOwner != nil)
      #expect(matrix.scalar == 5)
    }
    #expect(weakOwner == nil)
  }

  @Test func `equality looks at elements and shape, not at the order in memory`() {
    let a: Matrix<Double> = randomMatrix(3, 4)
    #expect(a == a.ordered(.columnMajor))
    #expect(Matrix<Double>(rows: 2, columns: 3) != Matrix(rows: 3, columns: 2))
    #expect(Matrix<Double>(rows: 0, columns: 3) != Matrix(rows: 3, columns: 0))
    #expect(Matrix<Double>([[.nan]]) != Matrix([[.nan]]))
    #expect(Matrix<Double>([[0.0]]) == Matrix([[-0.0]]))
  }

  @Test func `the leading dimension is the length of a line in memory`() {
    let matrix: Matrix<Double> = randomMatrix(3, 4)
    #expect(matrix.leadingDimension == 4)
    #expect(matrix.transposed.leadingDimension == 4)
    #expect(matrix.ordered(.columnMajor).leadingDimension == 3)
  }

  @Test func `a single number is its scalar`() {
    #expect(Matrix<Float>([[2.5]]).scalar == 2.5)
  }
}

@Suite struct MatrixTrapTests {
  @Test func `an element outside stops the program with the shape`() async throws {
    expectSaid(
      "no element [2, 0] in a matrix of shape (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3)[2, 0]
      })
  }

  @Test func `a wrong number of elements is named`() async throws {
    expectSaid(
      "5 elements do not make a matrix of shape (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3, [1, 2, 3, 4, 5])
      })
  }

  @Test func `rows of different lengths are named`() async throws {
    expectSaid(
      "the rows of a matrix must have one length, but have [2, 1]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>([[1, 2], [3]])
      })
  }

  @Test func `a negative shape is refused`() async {
    await #expect(processExitsWith: .failure) { _ = Matrix<Float>(rows: -1, columns: 0) }
  }
}
