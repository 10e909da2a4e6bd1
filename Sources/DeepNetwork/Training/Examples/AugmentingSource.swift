/// A set of examples that a training meets in another form at each update, such as pictures that are
/// turned and shifted at random.
///
/// Only updates take augmented examples: what a network is scored on, and what remarks on a training
/// are about, are the examples as ``ExampleSource/batch(_:)`` gives them.
///
///     struct Noisy: AugmentingSource {
///       let examples: MatrixExamples<Double>
///       …
///       func batch(_ indices: ArraySlice<Int>, _ draws: Draws) -> (X: Matrix<Double>, Y: Matrix<Double>) {
///         var (X, Y) = examples.batch(indices)
///         for example in 0..<X.columns {
///           var random = draws[example]
///           for row in 0..<X.rows { X[row, example] += 0.1 * random.randn() }
///         }
///         return (X, Y)
///       }
///     }
public protocol AugmentingSource<Scalar>: ExampleSource {
  /// X and Y of the examples at `indices`, in their order, as an update takes them.
  ///
  /// Each example may depend on nothing but itself, its generator and the epoch: then a training is the
  /// same whether it is resumed, and however many processes share it, each of which asks for some of
  /// an update's examples.
  ///
  /// - Parameters:
  ///   - indices: the examples.
  ///   - draws: a generator for each of them, in the same order.
  /// - Returns: X (inputSize, examples) and Y (outputSize, examples).
  /// - Throws: what keeps the examples from being had; the training then ends with it.
  func batch(_ indices: ArraySlice<Int>, _ draws: Draws) throws -> (
    X: Matrix<Scalar>, Y: Matrix<Scalar>
  )
}

/// What is random of the examples of an update: a generator for each.
///
/// All come from one `RandomState`, which draws a seed for each example that a training takes, update
/// after update in the order of the examples in it. In NumPy:
///
///     third = np.random.RandomState(seed + 2)
///     for indices in updates:
///         seeds = third.randint(0, 2**32, len(indices), dtype=np.uint32)
///         generators = [np.random.RandomState(s) for s in seeds]
///
/// Of a stream, and of a set of more than 2²⁷ examples, the seeds are computed from an example's number alone, so that a
/// training goes on at once wherever it was stopped.
public struct Draws: Sendable {
  /// The number of whole passes over the examples before the update.
  public let epoch: Int
  private let seeds: ArraySlice<UInt32>

  fileprivate init(epoch: Int, seeds: ArraySlice<UInt32>) {
    self.epoch = epoch
    self.seeds = seeds
  }

  /// The number of examples.
  public var count: Int { seeds.count }

  /// The generator of the example at a place.
  public subscript(example: Int) -> RandomState {
    RandomState(seed: seeds[seeds.startIndex + example])
  }

  /// Those of some of the examples.
  subscript(examples: Range<Int>) -> Draws {
    let first = seeds.startIndex
    return Draws(
      epoch: epoch, seeds: seeds[first + examples.lowerBound..<first + examples.upperBound])
  }
}

/// The seeds of all examples of a training, of which each update takes the next.
///
/// How many were taken before an update follows from its number, so that a training that goes on needs
/// to know no more.
package struct ExampleSeeds: Sendable {
  private let seed: UInt32
  /// Whether each is computed from the number of its example, and not drawn behind those before.
  private let isComputed: Bool
  private var random: RandomState
  private var taken = 0

  package init(seed: UInt32, isComputed: Bool = false) {
    self.seed = seed
    self.isComputed = isComputed
    random = RandomState(seed: seed)
  }

  /// The draws of an update.
  ///
  /// - Parameters:
  ///   - count: the examples of the update.
  ///   - examples: those of all updates before it.
  ///   - epoch: the passes before it.
  /// - Returns: a generator for each example.
  package mutating func draws(_ count: Int, after examples: Int, epoch: Int) -> Draws {
    if isComputed {
      let start = mixed(UInt64(seed))
      let seeds = (examples..<examples + count).map { number in
        UInt32(mixed(start &+ UInt64(number) &* 0x9e37_79b9_7f4a_7c15) >> 32)
      }
      return Draws(epoch: epoch, seeds: seeds[...])
    }
    if examples < taken { self = Self(seed: seed) }
    for _ in taken..<examples { _ = random.nextWord() }
    taken = examples + count
    return Draws(epoch: epoch, seeds: (0..<count).map { _ in random.nextWord() }[...])
  }
}
