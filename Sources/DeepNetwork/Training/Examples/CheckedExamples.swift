/// A set of examples as a program gives it: what it hands out is proven to be such as the network and its loss
/// take, batch by batch.
struct CheckedExamples<Source: ExampleSource>: ExampleSource {
  typealias Scalar = Source.Scalar

  private let source: Source
  private let loss: Loss

  init(_ source: Source, loss: Loss) {
    self.source = source
    self.loss = loss
  }

  var count: Int { source.count }
  var inputSize: Int { source.inputSize }
  var outputSize: Int { source.outputSize }

  func batch(_ indices: ArraySlice<Int>) throws -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    try proven(source.batch(indices), indices)
  }

  func all() throws -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    try proven(source.all(), 0..<count)
  }

  func labels(_ indices: ArraySlice<Int>) throws -> Matrix<Scalar> {
    let Y = try source.labels(indices)
    try DimensionChecker.check(labels: Y, of: indices, from: source, called: "source", loss)
    return Y
  }

  private func proven(
    _ batch: (X: Matrix<Scalar>, Y: Matrix<Scalar>), _ examples: some Collection<Int>
  ) throws(DimensionError) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    try DimensionChecker.check(batch, of: examples, from: source, called: "source", loss)
    return batch
  }
}

extension CheckedExamples: AugmentingSource where Source: AugmentingSource {
  func batch(_ indices: ArraySlice<Int>, _ draws: Draws) throws -> (
    X: Matrix<Scalar>, Y: Matrix<Scalar>
  ) { try proven(source.batch(indices, draws), indices) }
}

extension ExampleSource {
  /// The examples with a proof of each batch; those in two matrices are proven at once by whoever takes them.
  func checked(for loss: Loss) -> any ExampleSource<Scalar> {
    if self is MatrixExamples<Scalar> { return self }
    return CheckedExamples(self, loss: loss)
  }
}
