import Datasets
import DeepNetwork

/// A data set as a training takes it: normalized on the way, each example copied as a whole.
struct DatasetExamples<Scalar: NetworkScalar>: ExampleSource {
  let data: Dataset
  let outputSize: Int

  /// - Precondition: the data have labels.
  init(_ data: Dataset) {
    self.data = data
    outputSize = data.labels?.width ?? 0
  }

  var count: Int { data.count }
  var inputSize: Int { data.featureCount }

  func all() -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) { examples(0..<count) }

  func examples(_ range: Range<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    var (X, Y) = matrices(count: range.count)
    X.withMutableElements { data.features(range, into: $0) }
    Y.withMutableElements { data.labels(range, into: $0) }
    return (X, Y)
  }

  func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    var (X, Y) = matrices(count: indices.count)
    X.withMutableElements { data.features(at: indices, into: $0) }
    Y.withMutableElements { data.labels(at: indices, into: $0) }
    return (X, Y)
  }

  private func matrices(count: Int) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    (
      Matrix(uninitialized: Shape(inputSize, count), order: .columnMajor),
      Matrix(uninitialized: Shape(outputSize, count), order: .columnMajor)
    )
  }
}
