import Ranks

/// What ranks the examples of a set: a number for each of some classes or answers, one example behind
/// the other.
///
/// Of a network in single precision with many classes they are kept in single precision: its Z has no
/// more, and there are as many as there are outputs.
package struct Scores: Sendable {
  private enum Storage: Sendable {
    case single([Float])
    case double([Double])
  }

  /// The most classes whose scores are kept whole whatever the precision of the network is.
  private static let few = 16

  /// The numbers of an example.
  package let width: Int
  private var storage: Storage

  /// Scores of `width` numbers an example.
  package init(_ numbers: [Double], width: Int) {
    self.width = width
    storage = .double(numbers)
  }

  /// No scores yet, of a network of this precision, with room for those of `count` examples.
  package init<Scalar: NetworkScalar>(
    width: Int, reserving count: Int, of _: Scalar.Type
  ) {
    self.width = width
    if Scalar.self == Float.self, width > Self.few {
      var numbers: [Float] = []
      numbers.reserveCapacity(width * count)
      storage = .single(numbers)
    } else {
      var numbers: [Double] = []
      numbers.reserveCapacity(width * count)
      storage = .double(numbers)
    }
  }

  /// All the numbers there are.
  package var count: Int {
    switch storage {
    case .single(let numbers): numbers.count
    case .double(let numbers): numbers.count
    }
  }

  package subscript(example: Int, column: Int) -> Double {
    switch storage {
    case .single(let numbers): Double(numbers[example * width + column])
    case .double(let numbers): numbers[example * width + column]
    }
  }

  /// The numbers of all examples for one class or answer.
  package func column(_ column: Int) -> [Double] {
    if width == 1, case .double(let numbers) = storage { return numbers }
    return (0..<count / max(1, width)).map { self[$0, column] }
  }

  /// Whether a number is none.
  package var hasNaN: Bool {
    switch storage {
    case .single(let numbers): numbers.contains(where: \.isNaN)
    case .double(let numbers): numbers.contains(where: \.isNaN)
    }
  }

  /// Adds the scores of further examples, (width, m).
  package mutating func append(_ part: Matrix<Double>) {
    switch storage {
    case .single(var numbers):
      // The array must not be held twice while it grows.
      storage = .single([])
      numbers += Matrix<Float>(part).transposed.elements
      storage = .single(numbers)
    case .double(var numbers):
      storage = .double([])
      numbers += part.transposed.elements
      storage = .double(numbers)
    }
  }

  /// The scores of each rank, one rank's behind the other's; `counts` says how many numbers each has.
  package func gathered(among ranks: any Communicator, counts: [Int]) -> Scores {
    var all = self
    switch storage {
    case .single(let numbers): all.storage = .single(ranks.gathered(numbers, counts: counts))
    case .double(let numbers): all.storage = .double(ranks.gathered(numbers, counts: counts))
    }
    return all
  }
}

/// How often something happens during a training.
public enum Interval: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// Every so many updates.
  case updates(Int)
  /// Once a pass over the training set, at its beginning.
  case epoch

  public init(integerLiteral value: Int) { self = .updates(value) }

  /// The number of updates from one time to the next.
  package func updates(perEpoch updatesPerEpoch: Int) -> Int {
    switch self {
    case .updates(let count): count
    case .epoch: updatesPerEpoch
    }
  }
}
