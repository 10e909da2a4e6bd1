/// An endless source of examples: they are generated, or read one after the other, and nobody counts them.
///
///     struct Sums: ExampleStream {
///       let inputSize = 4
///       let outputSize = 1
///
///       func batch(_ examples: Range<Int>, _ draws: Draws) -> (X: Matrix<Float>, Y: Matrix<Float>) {
///         var X = Matrix<Float>(rows: 4, columns: examples.count)
///         for column in 0..<examples.count {
///           var random = draws[column]
///           for row in 0..<4 { X[row, column] = Float(random.randn()) }
///         }
///         return (X, X.columnSums())
///       }
///     }
///
/// A ``Trainer`` takes it by `iterations` and a `batchSize`: update t, from 0, is handed the examples t ·
/// batchSize ..< (t + 1) · batchSize. What asks for all examples or for a pass over them is refused by a
/// ``HyperparameterError``: epochs, the full batch, class weights, and a learning rate that falls by epochs.
public protocol ExampleStream<Scalar>: Sendable {
  /// Float or Double.
  associatedtype Scalar: NetworkScalar

  /// The rows of X.
  var inputSize: Int { get }
  /// The rows of Y.
  var outputSize: Int { get }

  /// X and Y of the examples with these numbers, counted from the beginning of the training, in their order.
  ///
  /// Each example may depend on nothing but its number and its generator: then a training is the same
  /// whether it is resumed, and however many processes share it. A training that goes on begins with the
  /// numbers that are next; the first update's examples are asked for once more, to look at what seems wrong
  /// in the training.
  ///
  /// - Parameters:
  ///   - examples: the numbers of the examples.
  ///   - draws: a generator for each of them, in the same order.
  /// - Returns: X (inputSize, examples) and Y (outputSize, examples).
  /// - Throws: what keeps the examples from being had; the training then ends with it, as it was before the
  ///   update that needed them.
  func batch(_ examples: Range<Int>, _ draws: Draws) throws -> (
    X: Matrix<Scalar>, Y: Matrix<Scalar>
  )
}

/// The examples of a stream as a training takes them: a set of more than will ever be asked for, in their
/// order.
struct StreamedExamples<Scalar: NetworkScalar>: AugmentingSource {
  private let stream: any ExampleStream<Scalar>
  private let loss: Loss
  private let seed: UInt32

  init(_ stream: any ExampleStream<Scalar>, loss: Loss, seed: UInt32) {
    self.stream = stream
    self.loss = loss
    self.seed = seed
  }

  /// More than updates take, and so few that sums of some do not overflow.
  var count: Int { Int.max >> 2 }
  var inputSize: Int { stream.inputSize }
  var outputSize: Int { stream.outputSize }

  /// The same by their numbers alone.
  func batch(_ indices: ArraySlice<Int>) throws -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    guard let first = indices.first else { return (Matrix(rows: inputSize, columns: 0), .empty) }
    var seeds = ExampleSeeds(seed: seed, isComputed: true)
    return try batch(indices, seeds.draws(indices.count, after: first, epoch: 0))
  }

  func batch(_ indices: ArraySlice<Int>, _ draws: Draws) throws -> (
    X: Matrix<Scalar>, Y: Matrix<Scalar>
  ) {
    let first = indices.first ?? 0
    let examples = first..<first + indices.count
    let batch = try stream.batch(examples, draws)
    try DimensionChecker.check(batch, of: examples, from: self, called: "stream", loss)
    return batch
  }
}
