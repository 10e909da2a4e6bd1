import Ranks

/// The examples of an update, or those of them that this process computes.
struct Batch<Scalar: NetworkScalar> {
  /// Examples that are passed through the layers together.
  struct Part {
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
  ///   - source: what they are taken from.
  ///   - weigh: the weights of examples from their labels.
  ///   - ranks: who shares the batch.
  init(
    _ indices: ArraySlice<Int>?, of source: some ExampleSource<Scalar>,
    _ weigh: ExampleWeights<Scalar>?, among ranks: any RankGroup
  ) {
    m = indices?.count ?? source.count
    guard ranks.count > 1 else {
      let (X, Y) = indices.map { source.batch($0) } ?? source.all()
      parts = [Part(examples: 0..<m, X: X, Y: Y, weights: weigh?(Y))]
      return
    }
    let indices = indices ?? Array(0..<m)[...]
    let shares = SegmentShares(m: m, among: ranks)
    parts = shares.own.map { segment in
      let examples = shares.segments.range(segment)
      let first = indices.startIndex
      let (X, Y) = source.batch(indices[first + examples.lowerBound..<first + examples.upperBound])
      return Part(examples: examples, X: X, Y: Y, weights: weigh?(Y))
    }
  }
}
