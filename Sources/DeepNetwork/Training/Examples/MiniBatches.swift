/// The order in which a training takes its examples.
///
/// The full batch is the examples as they lie. Mini-batches are cut from a fresh permutation in
/// each epoch, drawn from the generator that drew the initial weights; the last, smaller one is
/// kept.
struct MiniBatches: Sendable {
  let m: Int
  let batchSize: Int
  /// The generator before it drew the permutation of the current epoch.
  private(set) var randomAtEpoch: RandomState
  private var random: RandomState
  private var order: [Int] = []
  /// How many examples of the current epoch have been taken.
  private(set) var position = 0
  private(set) var epoch = 0

  init(m: Int, batchSize: Int, random: RandomState) {
    self.m = m
    self.batchSize = batchSize == 0 ? m : min(batchSize, m)
    randomAtEpoch = random
    self.random = random
  }

  /// The order as it was after `iteration` updates, the generator given as it was before the
  /// permutation of the epoch that the next update belongs to.
  init(m: Int, batchSize: Int, iteration: Int, randomAtEpoch: RandomState) {
    self.init(m: m, batchSize: batchSize, random: randomAtEpoch)
    epoch = iteration / updatesPerEpoch
    position = iteration % updatesPerEpoch * self.batchSize
    if position > 0, !isFullBatch { order = random.permutation(m) }
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
      order = random.permutation(m)
    }
    return order[position..<min(position + batchSize, m)]
  }

  mutating func advance() {
    position += batchSize
    guard position >= m else { return }
    position = 0
    epoch += 1
    randomAtEpoch = random
  }
}
