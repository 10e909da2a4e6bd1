/// A set of m examples that can be handed out whole or in parts.
public protocol ExampleSource<Scalar>: Sendable {
  /// Float or Double.
  associatedtype Scalar: NetworkScalar

  /// m.
  var count: Int { get }
  /// The rows of X.
  var inputSize: Int { get }
  /// The rows of Y.
  var outputSize: Int { get }

  /// X (inputSize, m) and Y (outputSize, m) of all examples.
  func all() -> (X: Matrix<Scalar>, Y: Matrix<Scalar>)

  /// X and Y of the examples at `indices`, in their order.
  func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>)

  /// Y of the examples at `indices`, in their order, for those who need no X.
  func labels(_ indices: ArraySlice<Int>) -> Matrix<Scalar>
}

extension ExampleSource {
  public func labels(_ indices: ArraySlice<Int>) -> Matrix<Scalar> { batch(indices).Y }
}

/// Examples in two matrices.
public struct MatrixExamples<Scalar: NetworkScalar>: ExampleSource {
  private let X: Matrix<Scalar>
  private let Y: Matrix<Scalar>

  /// The examples X (n[0], m) with their labels Y (n[L], m), one a column.
  ///
  /// - Precondition: both have m columns.
  public init(X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    require(
      X.columns == Y.columns,
      "X \(X.shape) and Y \(Y.shape) must have one column for each example")
    self.X = X.ordered(.columnMajor)
    self.Y = Y.ordered(.columnMajor)
  }

  public var count: Int { X.columns }
  public var inputSize: Int { X.rows }
  public var outputSize: Int { Y.rows }

  public func all() -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) { (X, Y) }

  public func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    (X.gatheringColumns(indices), labels(indices))
  }

  public func labels(_ indices: ArraySlice<Int>) -> Matrix<Scalar> { Y.gatheringColumns(indices) }
}
