/// Proves that what comes in from outside is such as a network takes.
extension DimensionChecker {
  /// Proves that X is (n[0], m) with finite numbers, and m at least 1 unless it may be empty.
  static func check<Scalar>(
    batch X: Matrix<Scalar>, fits model: Model<Scalar>, mayBeEmpty: Bool = false
  ) throws(DimensionError) {
    guard X.rows == model.inputSize else {
      throw DimensionError([.input(shape: X.shape, n0: model.inputSize)])
    }
    guard mayBeEmpty || X.columns > 0 else { throw DimensionError([.noExamples]) }
    try check(isFinite: X, "X")
  }

  /// Proves that X is (n[0], m), Y (n[L], m), and that its labels are such as the loss takes.
  static func check<Scalar>(
    batch X: Matrix<Scalar>, _ Y: Matrix<Scalar>, of loss: Loss, fits model: Model<Scalar>
  ) throws(DimensionError) {
    try check(batch: X, fits: model)
    let shape = Shape(model.outputSize, X.columns)
    guard Y.shape == shape else {
      throw DimensionError([
        .argument(quantity: "Y", rule: "(n[\(model.L)], m)", expected: shape, actual: Y.shape)
      ])
    }
    try check(labels: Y, of: loss)
  }

  /// Proves that what a source handed out for some examples is X (n[0], examples) and Y (n[L], examples), with
  /// finite numbers and labels such as the loss takes.
  static func check<Scalar>(
    _ batch: (X: Matrix<Scalar>, Y: Matrix<Scalar>), of examples: some Collection<Int>,
    from source: some ExampleSource<Scalar>, called name: String, _ loss: Loss
  ) throws(DimensionError) {
    try check(
      batch.X, "X of a \(name)", "(n[0], examples)", Shape(source.inputSize, examples.count))
    try naming(examples) { () throws(DimensionError) in try check(isFinite: batch.X, "X") }
    try check(labels: batch.Y, of: examples, from: source, called: name, loss)
  }

  /// Proves that the labels of some examples that a source handed out are such as the loss takes.
  static func check<Scalar>(
    labels Y: Matrix<Scalar>, of examples: some Collection<Int>,
    from source: some ExampleSource<Scalar>, called name: String, _ loss: Loss
  ) throws(DimensionError) {
    try check(
      Y, "Y of a \(name)", "(n[L], examples)", Shape(source.outputSize, examples.count))
    try naming(examples) { () throws(DimensionError) in try check(labels: Y, of: loss) }
  }

  private static func check<Scalar>(
    _ matrix: Matrix<Scalar>, _ quantity: String, _ rule: String, _ expected: Shape
  ) throws(DimensionError) {
    guard matrix.shape != expected else { return }
    throw DimensionError([
      .argument(quantity: quantity, rule: rule, expected: expected, actual: matrix.shape)
    ])
  }

  /// Says of what is wrong in a column which of these examples it is.
  private static func naming(
    _ examples: some Collection<Int>, _ body: () throws(DimensionError) -> Void
  ) throws(DimensionError) {
    do throws(DimensionError) {
      try body()
    } catch {
      throw DimensionError(
        error.violations.map { violation in
          violation.column.map { column in
            .inExample(examples[examples.index(examples.startIndex, offsetBy: column)], violation)
          } ?? violation
        })
    }
  }

  /// Proves that every number is finite.
  static func check<Scalar>(isFinite matrix: Matrix<Scalar>, _ name: String) throws(DimensionError)
  {
    guard !matrix.isFinite else { return }
    for column in 0..<matrix.columns {
      for row in 0..<matrix.rows where !matrix[row, column].isFinite {
        throw DimensionError([
          .notFinite(
            matrix: name, row: row, column: column, value: "\(matrix[row, column])")
        ])
      }
    }
  }

  /// Proves that labels are such as the loss takes: finite, of classes from 0 to 1, of one class of several
  /// 1 in all.
  static func check<Scalar>(labels Y: Matrix<Scalar>, of loss: Loss) throws(DimensionError) {
    try check(isFinite: Y, "Y")
    guard loss.hasClasses, !Y.isEmpty else { return }
    if Y.maximum() > 1 || (-Y).maximum() > 0 { try refuseLabel(outside: Y, loss) }
    guard loss.labels == .oneHot else { return }
    let sums = Y.columnSums()
    let limits = Scalar(1) - 0.001...Scalar(1) + 0.001
    for column in 0..<Y.columns where !limits.contains(sums[0, column]) {
      throw DimensionError([
        .labelSum(column: column, sum: Double(sums[0, column]), loss: loss.name)
      ])
    }
  }

  private static func refuseLabel<Scalar>(outside Y: Matrix<Scalar>, _ loss: Loss)
    throws(DimensionError)
  {
    for column in 0..<Y.columns {
      for row in 0..<Y.rows where Y[row, column] < 0 || Y[row, column] > 1 {
        throw DimensionError([
          .label(row: row, column: column, value: Double(Y[row, column]), loss: loss.name)
        ])
      }
    }
  }
}

extension DimensionViolation {
  /// The column of X or Y that it is about, where it is about one.
  fileprivate var column: Int? {
    switch self {
    case .notFinite(_, _, let column, _), .label(_, let column, _, _), .labelSum(let column, _, _):
      column
    default: nil
    }
  }
}
