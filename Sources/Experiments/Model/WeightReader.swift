import ArrayFiles
import DeepNetwork
import Foundation

/// Reads the initial weights of a network that another run or another tool left in a file.
struct WeightReader {
  private let source: Configuration.WeightFile
  private let plan: NetworkPlan
  private let file: ArrayFile
  private let names: Set<String>

  /// - Throws: `ArrayFileError` if the file cannot be opened.
  init(_ source: Configuration.WeightFile, plan: NetworkPlan) throws(ArrayFileError) {
    self.source = source
    self.plan = plan
    file = try ArrayFile(contentsOf: URL(fileURLWithPath: source.path))
    names = Set(file.names)
  }

  /// W[1] … W[L] and b[1] … b[L].
  ///
  /// - Throws: `DimensionError` with every matrix that is missing or has another shape.
  func weights<Scalar: NetworkScalar>(_: Scalar.Type) throws
    -> (W: [Matrix<Scalar>], b: [Matrix<Scalar>])
  {
    var arrays: [String: NumericArray] = [:]
    for l in 1...plan.L {
      for key in ["W\(l)", "b\(l)"] {
        let name = source.names[key] ?? key
        if names.contains(name) { arrays[key] = try file.array(named: name) }
      }
    }
    let isTransposed = self.isTransposed(arrays)
    func matrix(_ key: String, transposes: Bool) -> Matrix<Scalar>? {
      guard let array = arrays[key] else { return nil }
      let matrix =
        array.shape.count == 1
        ? Matrix<Scalar>(array.reshaped([array.count, 1])) : Matrix<Scalar>(array)
      return transposes ? matrix?.transposed.ordered(.rowMajor) : matrix
    }
    let W = (1...plan.L).map { matrix("W\($0)", transposes: isTransposed) }
    let b = (1...plan.L).map { matrix("b\($0)", transposes: false) }
    try DimensionChecker.check(
      weights: { quantity, l in (quantity == "W" ? W : b)[l - 1]?.shape }, against: plan)
    return (W.compactMap(\.self), b.compactMap(\.self))
  }

  /// Whether the file holds (n[l-1], n[l]) kernels: as stated, else where every shape says so and
  /// some shape could not be otherwise.
  private func isTransposed(_ arrays: [String: NumericArray]) -> Bool {
    if let layout = source.layout { return layout == .keras }
    let shapes = (1...plan.L).map { (arrays["W\($0)"]?.shape, plan.shapeOfW($0)) }
    return shapes.allSatisfy { $0 == [$1.columns, $1.rows] }
      && shapes.contains { $0 != [$1.rows, $1.columns] }
  }
}
