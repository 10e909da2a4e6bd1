import ArrayFiles
import Datasets
import DeepNetwork
import Interchange

/// A data set as a training takes it: normalized on the way, each example copied as a whole.
///
/// A run of examples that is in memory just as the network wants it is looked at where it lies.
public struct DatasetExamples<Scalar: NetworkScalar>: ExampleSource {
  let data: Dataset
  public let outputSize: Int
  private let unchanged: NumericArray?

  /// The examples of `data` in the number type of a network.
  ///
  /// - Precondition: the data have labels.
  public init(_ data: Dataset) {
    require(data.labels != nil, "\(data.name) has no labels to train on")
    self.init(perhapsUnlabelled: data)
  }

  /// The examples of data that are to be answered, with labels or without.
  init(perhapsUnlabelled data: Dataset) {
    self.data = data
    outputSize = data.labels?.width ?? 0
    unchanged = data.unchangedFeatures(as: Scalar.self)
  }

  public var count: Int { data.count }
  public var inputSize: Int { data.featureCount }

  public func all() -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) { examples(0..<count) }

  /// Y of all examples, (n[L], m).
  func labels() -> Matrix<Scalar> {
    Y(count: count) { data.labels(0..<count, into: $0) }
  }

  func examples(_ range: Range<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    (X(range), Y(count: range.count) { data.labels(range, into: $0) })
  }

  public func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    if let range = indices.range { return examples(range) }
    var X = uninitializedX(count: indices.count)
    X.withMutableElements { data.features(at: indices, into: $0) }
    return (X, labels(indices))
  }

  public func labels(_ indices: ArraySlice<Int>) -> Matrix<Scalar> {
    Y(count: indices.count) { data.labels(at: indices, into: $0) }
  }

  private func X(_ range: Range<Int>) -> Matrix<Scalar> {
    if let view = view(range) { return view }
    var X = uninitializedX(count: range.count)
    X.withMutableElements { data.features(range, into: $0) }
    return X
  }

  private func uninitializedX(count: Int) -> Matrix<Scalar> {
    Matrix(uninitialized: Shape(inputSize, count), order: .columnMajor)
  }

  private func Y(count: Int, fill: (UnsafeMutablePointer<Scalar>) -> Void) -> Matrix<Scalar> {
    var Y = Matrix<Scalar>(uninitialized: Shape(outputSize, count), order: .columnMajor)
    Y.withMutableElements(fill)
    return Y
  }

  /// X in the memory of the data; a matrix never writes where it is not the owner.
  private func view(_ range: Range<Int>) -> Matrix<Scalar>? {
    guard let unchanged else { return nil }
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return Matrix(
      viewing: unchanged, from: range.lowerBound * inputSize,
      shape: Shape(inputSize, range.count), order: .columnMajor)
  }
}

extension ArraySlice<Int> {
  /// The range that these numbers count through; nil if they do not.
  fileprivate var range: Range<Int>? {
    guard let first, !zip(indices, self).contains(where: { $1 - first != $0 - startIndex }) else {
      return nil
    }
    return first..<first + count
  }
}
