/// The order in which a training takes its examples.
///
/// The full batch is the examples as they lie, and so are those of a stream, batch by batch. Mini-batches of a
/// set are cut from a fresh permutation in each epoch, drawn from the generator that drew the initial weights;
/// the last, smaller one is kept. Of more than ``largestDrawn`` examples the permutation is an
/// ``IndexPermutation``, which takes no memory.
struct MiniBatches: Sendable {
  /// The examples of the largest set whose permutations are NumPy's.
  static let largestDrawn = 1 << 27

  /// A permutation of the examples of an epoch.
  private enum Order: Sendable {
    case drawn([Int])
    case computed(IndexPermutation)
    case asTheyLie
  }

  let m: Int
  let batchSize: Int
  /// The generator before it drew the permutation of the current epoch.
  private(set) var randomAtEpoch: RandomState
  private var random: RandomState
  private let isStream: Bool
  private var order = Order.asTheyLie
  /// How many examples of the current epoch have been taken.
  private(set) var position = 0
  private(set) var epoch = 0

  init(m: Int, batchSize: Int, random: RandomState, isStream: Bool = false) {
    self.m = m
    self.isStream = isStream
    self.batchSize = batchSize == 0 ? m : min(batchSize, m)
    randomAtEpoch = random
    self.random = random
  }

  /// The order as it was after `iteration` updates, the generator given as it was before the
  /// permutation of the epoch that the next update belongs to.
  init(
    m: Int, batchSize: Int, iteration: Int, randomAtEpoch: RandomState, isStream: Bool = false
  ) {
    self.init(m: m, batchSize: batchSize, random: randomAtEpoch, isStream: isStream)
    epoch = iteration / updatesPerEpoch
    position = iteration % updatesPerEpoch * self.batchSize
    if position > 0, !isFullBatch { drawOrder() }
  }

  var isFullBatch: Bool { batchSize == m }
  var updatesPerEpoch: Int { (m + batchSize - 1) / batchSize }
  /// The examples of all updates so far.
  var taken: Int { epoch * m + position }

  /// The examples of the next update; call ``advance()`` after the update.
  ///
  /// Until then it returns the same ones.
  mutating func next() -> ArraySlice<Int> {
    if isFullBatch { return Array(0..<m)[...] }
    if position == 0 {
      random = randomAtEpoch
      drawOrder()
    }
    let places = position..<min(position + batchSize, m)
    switch order {
    case .drawn(let order): return order[places]
    case .computed(let order): return places.map { order[$0] }[...]
    case .asTheyLie: return Array(places)[...]
    }
  }

  private mutating func drawOrder() {
    guard !isStream else { return }
    order =
      m <= Self.largestDrawn
      ? .drawn(random.permutation(m)) : .computed(IndexPermutation(count: m, from: &random))
  }

  mutating func advance() {
    position += batchSize
    guard position >= m else { return }
    position = 0
    epoch += 1
    randomAtEpoch = random
  }
}
