import ArrayFiles
import LinearAlgebra

/// The examples as matrices, one a column.
extension Dataset {
  /// X, (n[0], m), in a type that holds its numbers.
  ///
  /// Numbers that lie in memory or in a mapped file just so are not copied.
  ///
  /// - Parameters:
  ///   - type: Float or Double.
  ///   - normalized: whether features are normalized as ``format`` says and a training takes them; else
  ///     they are as in the file.
  /// - Returns: X, an example a column; it is there whether the examples have labels or not.
  /// - Throws: `DataError` for a number that the type cannot hold, and where X does not fit into memory.
  public func X<Scalar: NetworkScalar>(
    as type: Scalar.Type = Scalar.self, normalized: Bool = true
  ) throws(DataError) -> Matrix<Scalar> {
    let data = normalized ? self : with(.none)
    try data.requireRepresentableFeatures(as: type)
    if let view: Matrix<Scalar> = data.view(0..<count) { return view }
    try Memory.check(count, featureCount, MemoryLayout<Scalar>.stride, file: name)
    return data.X(of: 0..<count)
  }

  /// Y, (n[L], m), in a type that holds its numbers.
  ///
  /// Of classes it is 0 or 1, or one-hot; of values the values.
  ///
  /// - Parameters:
  ///   - type: Float or Double.
  ///   - normalized: whether values are scaled as ``format`` says and a training takes them; else they are
  ///     as in the file.
  /// - Returns: Y, an example a column.
  /// - Throws: `DataError` where there are no labels, as ``labels`` being nil tells beforehand, for a number
  ///   that the type cannot hold, and where Y does not fit into memory.
  public func Y<Scalar: NetworkScalar>(
    as type: Scalar.Type = Scalar.self, normalized: Bool = true
  ) throws(DataError) -> Matrix<Scalar> {
    guard let labels else {
      throw DataError(
        .content, file: name, found: "no labels were read", expected: "labelled examples",
        advice: "they are read where their kind is named: binary, oneHot or values")
    }
    try requireRepresentableLabels(as: type)
    try Memory.check(count, labels.width, MemoryLayout<Scalar>.stride, file: name)
    return (normalized ? self : scalingLabels(by: nil)).Y(of: 0..<count)
  }
}

/// The same for those who know that the numbers fit.
extension Dataset {
  /// X of a range of examples, looked at where they lie if they lie so.
  package func X<Scalar: NetworkScalar>(of examples: Range<Int>) -> Matrix<Scalar> {
    if let view: Matrix<Scalar> = view(examples) { return view }
    return columns(featureCount, examples.count) { features(examples, into: $0) }
  }

  /// X of the listed examples, in the order of the list: a mini-batch.
  package func X<Scalar: NetworkScalar>(at examples: ArraySlice<Int>) -> Matrix<Scalar> {
    columns(featureCount, examples.count) { features(at: examples, into: $0) }
  }

  /// Y of a range of examples; without rows where there are no labels.
  package func Y<Scalar: NetworkScalar>(of examples: Range<Int>) -> Matrix<Scalar> {
    columns(labels?.width ?? 0, examples.count) { labels(examples, into: $0) }
  }

  /// Y of the listed examples, in the order of the list.
  package func Y<Scalar: NetworkScalar>(at examples: ArraySlice<Int>) -> Matrix<Scalar> {
    columns(labels?.width ?? 0, examples.count) { labels(at: examples, into: $0) }
  }

  private func columns<Scalar: NetworkScalar>(
    _ rows: Int, _ columns: Int, fill: (UnsafeMutablePointer<Scalar>) -> Void
  ) -> Matrix<Scalar> {
    var matrix = Matrix<Scalar>(uninitialized: Shape(rows, columns), order: .columnMajor)
    matrix.withMutableElements(fill)
    return matrix
  }

  /// X in the memory of the data; a matrix never writes where it is not the owner.
  private func view<Scalar: NetworkScalar>(_ examples: Range<Int>) -> Matrix<Scalar>? {
    guard let unchanged = unchangedFeatures(as: Scalar.self) else { return nil }
    precondition(examples.lowerBound >= 0 && examples.upperBound <= count)
    return Matrix(
      viewing: unchanged, from: examples.lowerBound * featureCount,
      shape: Shape(featureCount, examples.count), order: .columnMajor)
  }
}
