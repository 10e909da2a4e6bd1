import Kernels
import Ranks

/// What is folded over the segments of a batch: by a fixed binary tree, whoever holds which.
///
/// Neighbours are added first, then the sums of neighbours, and so on, as in one process. A rank that
/// holds some segments folds what it can; the sums that remain are nodes of the same tree.
struct SegmentTree<Sum> {
  /// The sum over `size` segments from `start` on, or over fewer where the segments end.
  struct Node {
    var start: Int
    var size: Int
    var sum: Sum
  }

  /// The number of segments.
  let count: Int
  /// The sums that wait for their neighbours, by their place.
  private(set) var nodes: [Node] = []

  init(count: Int) { self.count = count }

  /// Adds the next node, which begins where the last one ended or further on.
  mutating func add(_ node: Node, by add: (inout Sum, Sum) -> Void) {
    var node = node
    while node.size < count {
      let isRight = node.start % (2 * node.size) != 0
      if isRight {
        guard nodes.last?.start == node.start - node.size, nodes.last?.size == node.size else {
          break
        }
        var whole = nodes.removeLast()
        whole.size *= 2
        add(&whole.sum, node.sum)
        node = whole
      } else if node.start + node.size >= count {
        // There is no neighbour on the right: the parent is the node itself.
        node.size *= 2
      } else {
        break
      }
    }
    nodes.append(node)
  }
}

extension SegmentTree where Sum == Void {
  /// The nodes that are left of a run of segments.
  static func nodes(of segments: Range<Int>, count: Int) -> [Node] {
    var tree = SegmentTree(count: count)
    for segment in segments {
      tree.add(Node(start: segment, size: 1, sum: ()), by: { _, _ in })
    }
    return tree.nodes
  }
}

/// Which segments of a batch each rank computes: the same number, as far as they go.
struct SegmentShares {
  let segments: ExampleSegments
  private let ranks: any Communicator

  init(m: Int, among ranks: any Communicator) {
    segments = ExampleSegments(examples: m)
    self.ranks = ranks
  }

  /// The segments of this rank.
  var own: Range<Int> { segments(of: ranks.rank) }

  func segments(of rank: Int) -> Range<Int> { ranks.share(of: segments.count, for: rank) }

  /// How many nodes of the tree a rank is left with.
  func nodes(of rank: Int) -> [SegmentTree<Void>.Node] {
    SegmentTree.nodes(of: segments(of: rank), count: segments.count)
  }
}

extension Communicator {
  /// The ranks that have something to do in batches of m examples, and how many segments there are
  /// to be shared.
  package func workers(forBatchesOf m: Int) -> (count: Int, segments: Int) {
    let segments = ExampleSegments(examples: m).count
    return (min(count, segments), segments)
  }
}
