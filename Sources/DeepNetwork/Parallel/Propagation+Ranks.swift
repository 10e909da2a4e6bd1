import Ranks

/// A batch of which several processes compute a part each.
extension Propagation {
  /// What ranks tell each other of a batch beside the gradients.
  struct Findings {
    /// The loss summed over the batch.
    var loss = 0.0
    /// How many of the answers were right, where that was asked for.
    var right = 0
    /// Whether any rank wants the training to stop.
    var isToStop = false
  }

  /// The loss of a batch; each layer then holds its gradient over all of it, on every rank.
  ///
  /// While the layers below are computed, the gradients of those above are under way.
  func run(
    _ batch: Batch<Scalar>, among ranks: any Communicator, countsRight: Bool, wantsToStop: Bool
  ) throws(DimensionError) -> Findings {
    let shares = SegmentShares(m: batch.m, among: ranks)
    var sums = layers.map { GradientSum($0.layer, shares, among: ranks) }
    var losses: [Double] = []
    var right = 0
    for (segment, part) in zip(shares.own, batch.parts) {
      for layer in layers { layer.take(part.examples) }
      let isLast = segment == shares.own.last
      let (loss, found, _) = try run(
        X: part.X, Y: part.Y, weights: part.weights, countsRight: countsRight
      ) { l in
        sums[l].add(layers[l].gradient, segment: segment)
        if isLast { sums[l].begin() }
        for above in sums[(l + 1)...] { above.advance() }
      }
      losses.append(loss)
      right += found
    }
    for layer in layers { layer.takeAll() }
    if shares.own.isEmpty { for l in layers.indices.reversed() { sums[l].begin() } }
    for l in layers.indices.reversed() { sums[l].fold() }
    for l in layers.indices.reversed() { layers[l].gradient = sums[l].finish() }

    let told = ranks.gather(
      losses + [Double(right), wantsToStop ? 1 : 0],
      counts: (0..<ranks.count).map { shares.segments(of: $0).count + 2 })
    return Findings(told, segments: shares.segments.count)
  }
}

extension Propagation.Findings {
  /// From what each rank told: the losses of its segments, its right answers, whether it wants to
  /// stop.
  fileprivate init(_ told: [[Double]], segments: Int) {
    var tree = SegmentTree<Double>(count: segments)
    for (segment, loss) in told.flatMap({ $0.dropLast(2) }).enumerated() {
      tree.add(.init(start: segment, size: 1, sum: loss), by: +=)
    }
    loss = tree.nodes[0].sum
    right = told.reduce(0) { $0 + Int($1[$1.count - 2]) }
    isToStop = told.contains { $0[$0.count - 1] == 1 }
  }
}

/// The gradient of one layer as a sum that ranks share.
private struct GradientSum<Scalar: NetworkScalar> {
  private let names: [String]
  /// The places of the parameters that are trained, and the sum of each.
  private var sums: [(place: Int, sum: MatrixSum<Scalar>)]

  init<L: NetworkLayer<Scalar>>(
    _ layer: L, _ shares: SegmentShares, among ranks: any Communicator
  ) {
    let parameters = layer.parameters
    names = parameters.map(\.name)
    sums = parameters.enumerated().filter(\.element.isTrained).map { place, parameter in
      (place, MatrixSum(shape: parameter.value(layer).shape, shares, among: ranks))
    }
  }

  mutating func add(_ mean: Gradient<Scalar>, segment: Int) {
    for index in sums.indices {
      sums[index].sum.add(mean.values[sums[index].place], segment: segment)
    }
  }

  mutating func begin() {
    for index in sums.indices { sums[index].sum.begin() }
  }

  func advance() { sums.first?.sum.advance() }

  mutating func fold() {
    for index in sums.indices { sums[index].sum.fold() }
  }

  mutating func finish() -> Gradient<Scalar> {
    var gradient = Gradient<Scalar>(names: names)
    for index in sums.indices { gradient.values[sums[index].place] = sums[index].sum.finish() }
    return gradient
  }
}
