import Kernels
import LinearAlgebra
import Ranks

/// A sum over the segments of a batch of which each rank holds some: dW or db of one layer.
///
/// Each rank folds its own segments, hands each other rank a slice of what is left, folds its slice of
/// everybody's, and hands the folded slice to all: every element crosses the network twice, however
/// many ranks there are, and is added in the order of one process.
struct MatrixSum<Scalar: NetworkScalar> {
  /// Fewer elements than this are folded by one rank.
  private static var smallestSlice: Int { 1024 }

  private let ranks: any Communicator
  private let shape: Shape
  private let shares: SegmentShares
  private let nodesOfRanks: [[SegmentTree<Void>.Node]]
  private var tree: SegmentTree<Matrix<Scalar>>
  /// The parts of own nodes that others send, one matrix a node.
  private var received: [[Matrix<Scalar>]] = []
  private var result = Matrix<Scalar>.empty
  private var transfer: (any RankTransfer)?

  init(shape: Shape, _ shares: SegmentShares, among ranks: any Communicator) {
    self.ranks = ranks
    self.shape = shape
    self.shares = shares
    nodesOfRanks = (0..<ranks.count).map { shares.nodes(of: $0) }
    tree = SegmentTree(count: shares.segments.count)
  }

  /// The elements that a rank folds.
  private func slice(of rank: Int) -> Range<Int> {
    let folding = min(ranks.count, max(1, shape.count / Self.smallestSlice))
    guard rank < folding else { return shape.count..<shape.count }
    return evenRange(rank, of: folding, over: shape.count)
  }

  /// Adds the mean over a segment of `length` examples.
  mutating func add(_ mean: Matrix<Scalar>, segment: Int) {
    let share = Double(shares.segments.length(segment)) / Double(shares.segments.examples)
    let part = Scalar(share) * mean.ordered(.rowMajor)
    tree.add(.init(start: segment, size: 1, sum: part)) { $0 += $1 }
  }

  private var others: [Int] { (0..<ranks.count).filter { $0 != ranks.rank } }

  /// Begins to hand out what has been added.
  mutating func begin() {
    let own = slice(of: ranks.rank)
    received = nodesOfRanks.enumerated().map { rank, nodes in
      rank == ranks.rank || own.isEmpty
        ? [] : nodes.map { _ in Matrix(uninitialized: Shape(own.count, 1)) }
    }
    let sending = others.flatMap { rank in
      let slice = slice(of: rank)
      return slice.isEmpty
        ? [] : tree.nodes.map { OutgoingMessage(to: rank, $0.sum.bytes(slice)) }
    }
    let receiving = others.flatMap { rank in
      received[rank].indices.map {
        IncomingMessage(from: rank, received[rank][$0].mutableBytes(0..<own.count))
      }
    }
    transfer = ranks.begin(sending: sending, receiving: receiving)
  }

  func advance() { transfer?.advance() }

  /// Folds this rank's slice, once it is there, and begins to hand it to all.
  mutating func fold() {
    transfer?.wait()
    result = Matrix(uninitialized: shape)
    let own = slice(of: ranks.rank)
    if !own.isEmpty {
      var whole = SegmentTree<Matrix<Scalar>>(count: tree.count)
      for (rank, nodes) in nodesOfRanks.enumerated() {
        for (index, node) in nodes.enumerated() {
          let sum =
            rank == ranks.rank ? tree.nodes[index].sum.slice(own) : received[rank][index]
          whole.add(.init(start: node.start, size: node.size, sum: sum)) { $0 += $1 }
        }
      }
      result.replace(own, with: whole.nodes[0].sum)
    }
    let sending =
      own.isEmpty ? [] : others.map { OutgoingMessage(to: $0, result.bytes(own)) }
    let receiving = others.compactMap { rank in
      let slice = slice(of: rank)
      return slice.isEmpty
        ? nil : IncomingMessage(from: rank, result.mutableBytes(slice))
    }
    transfer = ranks.begin(sending: sending, receiving: receiving)
  }

  /// The mean over the batch.
  mutating func finish() -> Matrix<Scalar> {
    transfer?.wait()
    transfer = nil
    return result
  }
}
