import Ranks

/// A set of m examples that can be handed out whole or in parts.
///
/// A source needs `count`, the sizes of an example, and ``batch(_:)``:
///
///     struct Parity: ExampleSource {
///       let count = 4
///       let inputSize = 2
///       let outputSize = 1
///
///       func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Float>, Y: Matrix<Float>) {
///         let bits = indices.map { [Float($0 / 2), Float($0 % 2)] }
///         return (Matrix(bits).transposed, Matrix([bits.map { $0[0] == $0[1] ? 0 : 1 }]))
///       }
///     }
///
/// What a method throws ends a training with that error, and leaves it as it was before the update
/// that needed the examples. A batch of other shapes, with a number that is not finite or a label that the loss
/// does not take does so too, with a `DimensionError`. A source whose examples are to differ from update to
/// update, as augmented pictures do, is an ``AugmentingSource``, and one without an end an ``ExampleStream``.
///
/// Mini-batches are cut from a fresh permutation in each epoch: NumPy's up to 2²⁷ examples; of more it is computed,
/// example by example, so that a source of thousands of millions takes no memory for it.
public protocol ExampleSource<Scalar>: Sendable {
  /// Float or Double.
  associatedtype Scalar: NetworkScalar

  /// m.
  var count: Int { get }
  /// The rows of X.
  var inputSize: Int { get }
  /// The rows of Y.
  var outputSize: Int { get }

  /// X and Y of the examples at `indices`, in their order.
  func batch(_ indices: ArraySlice<Int>) throws -> (X: Matrix<Scalar>, Y: Matrix<Scalar>)

  /// X (inputSize, m) and Y (outputSize, m) of all examples; by default a batch of all.
  func all() throws -> (X: Matrix<Scalar>, Y: Matrix<Scalar>)

  /// Y of the examples at `indices`, in their order, for those who need no X; by default that of the
  /// batch.
  func labels(_ indices: ArraySlice<Int>) throws -> Matrix<Scalar>
}

extension ExampleSource {
  public func all() throws -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    try batch(Array(0..<count)[...])
  }

  public func labels(_ indices: ArraySlice<Int>) throws -> Matrix<Scalar> { try batch(indices).Y }
}

/// Examples in two matrices.
public struct MatrixExamples<Scalar: NetworkScalar>: ExampleSource {
  private let X: Matrix<Scalar>
  private let Y: Matrix<Scalar>

  /// The examples X (n[0], m) with their labels Y (n[L], m), one a column.
  ///
  /// - Throws: `DimensionError` unless both have m columns, and finite numbers.
  public init(X: Matrix<Scalar>, Y: Matrix<Scalar>) throws(DimensionError) {
    guard X.columns == Y.columns else {
      throw DimensionError([.exampleCount(X: X.shape, Y: Y.shape)])
    }
    try DimensionChecker.check(isFinite: X, "X")
    try DimensionChecker.check(isFinite: Y, "Y")
    self.X = X.ordered(.columnMajor)
    self.Y = Y.ordered(.columnMajor)
  }

  /// The same of a batch that was checked before.
  init(_ batch: (X: Matrix<Scalar>, Y: Matrix<Scalar>)) {
    X = batch.X.ordered(.columnMajor)
    Y = batch.Y.ordered(.columnMajor)
  }

  public var count: Int { X.columns }
  public var inputSize: Int { X.rows }
  public var outputSize: Int { Y.rows }

  public func all() -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) { (X, Y) }

  public func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    (X.gatheringColumns(indices), labels(indices))
  }

  public func labels(_ indices: ArraySlice<Int>) -> Matrix<Scalar> { Y.gatheringColumns(indices) }

  /// Proves that the labels are such as the loss takes.
  func check(labelsOf loss: Loss) throws(DimensionError) {
    try DimensionChecker.check(labels: Y, of: loss)
  }
}

/// The examples of an update, or those of them that this process computes.
struct Batch<Scalar: NetworkScalar>: Sendable {
  /// Examples that are passed through the layers together.
  struct Part: Sendable {
    /// Their places in the batch.
    let examples: Range<Int>
    let X: Matrix<Scalar>
    let Y: Matrix<Scalar>
    /// (1, examples) with mean 1 over the training set.
    let weights: Matrix<Scalar>?
  }

  /// The examples of the update, whoever computes them.
  let m: Int
  let parts: [Part]

  /// The examples `indices` of a source.
  ///
  /// - Parameters:
  ///   - indices: the examples of the update; nil for all of the source.
  ///   - draws: what is drawn for each of them, if the source augments its examples.
  ///   - source: what they are taken from.
  ///   - weigh: the weights of examples from their labels.
  ///   - ranks: who shares the batch.
  /// - Throws: what the source throws.
  init(
    _ indices: ArraySlice<Int>?, _ draws: Draws? = nil, of source: any ExampleSource<Scalar>,
    _ weigh: ExampleWeights<Scalar>?, among ranks: any Communicator
  ) throws {
    m = indices?.count ?? source.count
    guard ranks.count > 1 else {
      let (X, Y) = try indices.map { try source.examples($0, draws) } ?? source.all()
      parts = [Part(examples: 0..<m, X: X, Y: Y, weights: weigh?(Y))]
      return
    }
    let indices = indices ?? Array(0..<m)[...]
    let shares = SegmentShares(m: m, among: ranks)
    parts = try shares.own.map { segment in
      let examples = shares.segments.range(segment)
      let first = indices.startIndex
      let (X, Y) = try source.examples(
        indices[first + examples.lowerBound..<first + examples.upperBound], draws?[examples])
      return Part(examples: examples, X: X, Y: Y, weights: weigh?(Y))
    }
  }
}

extension ExampleSource {
  /// The examples at `indices` as a training takes them.
  fileprivate func examples(_ indices: ArraySlice<Int>, _ draws: Draws?) throws -> (
    X: Matrix<Scalar>, Y: Matrix<Scalar>
  ) {
    guard let draws, let augmenting = self as? any AugmentingSource<Scalar> else {
      return try batch(indices)
    }
    return try augmenting.batch(indices, draws)
  }
}

/// The weights of examples that follow from the weights of their classes.
///
/// They are scaled once, so that their mean over the training set is 1: an example counts the same in
/// whatever batch it stands, and the cost of a batch is Σ wᵢLᵢ / m.
package struct ExampleWeights<Scalar: NetworkScalar>: Sendable {
  private let weightOfClass: [Double]

  /// The weights for labels Y, (n[L], m), of the whole training set.
  package init(_ classWeights: Hyperparameters.ClassWeights, Y: Matrix<Scalar>) {
    let classes = Self.classes(of: Y)
    let given: [Double]
    switch classWeights {
    case .values(let values):
      given = values
    case .balanced:
      let counts = classes.reduce(into: [Int](repeating: 0, count: max(Y.rows, 2))) {
        $0[$1] += 1
      }
      given = counts.map { count in
        count == 0 ? 0 : Double(classes.count) / Double(counts.count * count)
      }
    }
    let mean = classes.reduce(0) { $0 + given[$1] } / Double(classes.count)
    weightOfClass = given.map { $0 / mean }
  }

  /// The weights, (1, m), of examples with the labels Y, (n[L], m).
  package func callAsFunction(_ Y: Matrix<Scalar>) -> Matrix<Scalar> {
    let classes = Self.classes(of: Y)
    return Matrix(rows: 1, columns: classes.count, classes.map { Scalar(weightOfClass[$0]) })
  }

  private static func classes(of Y: Matrix<Scalar>) -> [Int] {
    guard Y.rows == 1 else { return Y.rowOfLargest() }
    return (0..<Y.columns).map { Y[0, $0] > 0.5 ? 1 : 0 }
  }
}
