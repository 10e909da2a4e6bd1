import LinearAlgebra
import Testing

@testable import DeepNetwork

@Suite struct MiniBatchesTests {
  private func order(_ m: Int, _ batchSize: Int, updates: Int, seed: UInt32) -> [[Int]] {
    var batches = MiniBatches(m: m, batchSize: batchSize, random: RandomState(seed: seed))
    return (0..<updates).map { _ in
      defer { batches.advance() }
      return Array(batches.next())
    }
  }

  @Test func `each epoch is cut from a fresh permutation`() {
    var random = RandomState(seed: 4)
    let batches = order(7, 3, updates: 6, seed: 4)
    #expect(batches.map(\.count) == [3, 3, 1, 3, 3, 1])
    let epochs: [Int] = random.permutation(7) + random.permutation(7)
    #expect(Array(batches.joined()) == epochs)
  }

  @Test func `a batch that divides the examples leaves none`() {
    let batches = order(6, 3, updates: 4, seed: 1)
    #expect(batches.map(\.count) == [3, 3, 3, 3])
    #expect(Set(batches[0] + batches[1]) == Set(0..<6))
  }

  @Test func `updates and epochs are counted`() {
    var batches = MiniBatches(m: 7, batchSize: 3, random: RandomState(seed: 1))
    #expect(batches.updatesPerEpoch == 3 && !batches.isFullBatch)
    var epochs: [Int] = []
    for _ in 0..<7 {
      epochs.append(batches.epoch)
      _ = batches.next()
      batches.advance()
    }
    #expect(epochs == [0, 0, 0, 1, 1, 1, 2])
    for batchSize in [0, 7, 100] {
      let full = MiniBatches(m: 7, batchSize: batchSize, random: RandomState(seed: 1))
      #expect(full.isFullBatch && full.updatesPerEpoch == 1)
    }
  }

  @Test func `the batch is the same when it is asked for twice`() {
    var batches = MiniBatches(m: 7, batchSize: 3, random: RandomState(seed: 1))
    let first = Array(batches.next())
    #expect(Array(batches.next()) == first)
    #expect(first == order(7, 3, updates: 1, seed: 1)[0])
  }

  @Test(arguments: 0..<9)
  func `the batches go on from any update`(_ iteration: Int) {
    var batches = MiniBatches(m: 7, batchSize: 3, random: RandomState(seed: 2))
    for _ in 0..<iteration {
      _ = batches.next()
      batches.advance()
    }
    var resumed = MiniBatches(
      m: 7, batchSize: 3, iteration: iteration, randomAtEpoch: batches.randomAtEpoch)
    for _ in 0..<8 {
      #expect(resumed.epoch == batches.epoch && resumed.position == batches.position)
      #expect(resumed.randomAtEpoch == batches.randomAtEpoch)
      #expect(Array(resumed.next()) == Array(batches.next()))
      resumed.advance()
      batches.advance()
    }
  }
}
