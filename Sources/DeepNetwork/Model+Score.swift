import Ranks
import Text

/// What a network makes of examples that it is not trained on.
public struct Score: Hashable, Sendable {
  /// The mean loss, without dropout and L2.
  public let cost: Double
  /// The share of examples answered rightly; nil for values.
  public let accuracy: Double?

  package init(cost: Double, accuracy: Double?) {
    self.cost = cost
    self.accuracy = accuracy
  }
}

extension Model {
  /// The network's cost and accuracy on a set of examples; NaN for an empty one.
  ///
  /// The examples are taken in parts, so that memory does not grow with their number.
  ///
  /// - Parameters:
  ///   - examples: what the network is asked.
  ///   - loss: the loss; nil for the one that follows from the activation of a last ``OutputLayer``.
  /// - Returns: the mean loss, and for classes the share of right answers.
  /// - Throws: `DimensionError` if the examples do not fit the network, labels are not such as the loss takes,
  ///   or no loss is given and none follows; what the source of the examples throws.
  public func score(on examples: some ExampleSource<Scalar>, loss: Loss? = nil) throws -> Score {
    let loss = try self.loss(given: loss)
    try DimensionChecker.check(examples, fit: self, mayBeEmpty: true)
    try (examples as? MatrixExamples<Scalar>)?.check(labelsOf: loss)
    return try score(on: examples.checked(for: loss), loss: loss, among: SingleProcess())
  }

  /// The same by several processes, each of which takes some of the parts.
  func score(on examples: some ExampleSource<Scalar>, loss: Loss, among ranks: any Communicator)
    throws -> Score
  {
    let m = examples.count
    let batch = evaluationBatch
    let parts = (m + batch - 1) / batch
    let own = try ranks.share(of: parts).flatMap { part in
      let indices = Array(part * batch..<min((part + 1) * batch, m))
      let (X, Y) = try examples.batch(indices[...])
      let answer = answer(X, Y: Y, loss: loss)
      return [answer.cost * Double(indices.count), Double(loss.countRight(answer.A, Y))]
    }
    let all = ranks.gather(
      own, counts: (0..<ranks.count).map { 2 * ranks.share(of: parts, for: $0).count }
    ).joined()
    var (cost, right) = (0.0, 0.0)
    for (index, value) in all.enumerated() {
      if index.isMultiple(of: 2) { cost += value } else { right += value }
    }
    let answers = Double(m * loss.answersPerExample(outputs: outputSize))
    return Score(cost: cost / Double(m), accuracy: loss.hasClasses ? right / answers : nil)
  }

  /// What the network makes of examples, in the way of inference, and its mean loss where there are
  /// labels, else NaN.
  package func answer(_ X: Matrix<Scalar>, Y: Matrix<Scalar>?, loss: Loss) -> Answer<Scalar> {
    guard let Y else { return Answer(A: infer(X)) }
    let aPrev = layers.dropLast().reduce(X) { $1.infer($0) }
    guard let last = layers[L - 1] as? any ActivatedLayer<Scalar> else {
      let A = layers[L - 1].infer(aPrev)
      return Answer(A: A, cost: loss.evaluate(a: A, y: Y).cost)
    }
    let (Z, g) = (last.inferLinear(aPrev), last.activation)
    let A = g(Z)
    let cost =
      last is any OutputLayer<Scalar>
      ? loss.evaluate(z: Z, activation: g, y: Y).cost : loss.evaluate(a: A, y: Y).cost
    return Answer(A: A, cost: cost, linear: (Z, g))
  }

  /// Examples that are computed at once outside training: as many as there is memory for where
  /// layers are very wide.
  package var evaluationBatch: Int {
    let width = layers.reduce(inputSize) { max($0, $1.outputSize) }
    let bytes = 128 << 20
    return max(1, min(1024, bytes / MemoryLayout<Scalar>.size / width))
  }
}

/// The answers of a network to a batch.
package struct Answer<Scalar: NetworkScalar> {
  /// A[L], (n[L], m).
  package let A: Matrix<Scalar>
  /// The mean loss; NaN without labels.
  package var cost = Double.nan
  /// Z[L] and g in A[L] = g(Z[L]); nil where the last layer has none, or nobody asked for the cost.
  fileprivate var linear: (Z: Matrix<Scalar>, g: Activation)?

  /// What ranks the examples of each output as A does and goes on doing so where A is rounded to 0 or
  /// 1, (n[L], m); nil where there is nothing but A.
  package var scores: Matrix<Double>? {
    linear.flatMap { $0.g.kind.scores(Matrix<Double>($0.Z)) }
  }
}
