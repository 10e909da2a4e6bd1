/// Proves on random examples that the operations that a layer states are what the layer computes.
///
///     let report = try OperationCheck().check(MyLayer(4, 3))
///     #expect(report.passed, "\(report)")
public struct OperationCheck: Sendable {
  /// The seed of the random examples.
  public var seed: UInt32

  /// A check on examples of a seed.
  public init(seed: UInt32 = 1) { self.seed = seed }

  /// Compares the operations of a layer with its ``NetworkLayer/infer(_:)``, in its precision.
  ///
  /// - Throws: `UnstatedOperations` where the layer states none.
  public func check<L: NetworkLayer>(_ layer: L) throws(UnstatedOperations) -> OperationReport {
    let statement = try layer.statement()
    var random = RandomState(seed: seed)
    var largest = 0.0
    for m in [5, 1] {
      let aPrev: Matrix<L.Scalar> = random.normal(layer.inputSize, m)
      let a = Matrix<Double>(layer.infer(aPrev))
      for statement in [statement, statement.forRuntimes()] {
        let stated = Matrix<Double>(statement.value(of: statement.output, for: aPrev))
        largest = max(largest, stated.difference(from: a))
      }
    }
    let tolerance = L.Scalar.self == Float.self ? 1e-5 : 1e-12
    return OperationReport(name: layer.name, difference: largest, tolerance: tolerance)
  }
}

extension Matrix<Double> {
  /// The largest difference of an element, in parts of the largest of the other matrix, or of 1; infinite
  /// where the shapes differ or a difference is no number.
  fileprivate func difference(from other: Matrix) -> Double {
    guard shape == other.shape else { return .infinity }
    let difference = self - other
    guard difference.isFinite else { return .infinity }
    return difference.maximumMagnitude() / max(1, other.maximumMagnitude())
  }
}

/// The comparison of a layer with the operations that it states.
public struct OperationReport: Hashable, Sendable, CustomStringConvertible {
  /// The name of the layer.
  public let name: String
  /// The largest difference of a number of A, in parts of the largest of A or, where all are smaller, of 1.
  public let difference: Double
  /// The largest that rounding explains.
  public let tolerance: Double

  /// Whether the operations compute A.
  public var passed: Bool { difference <= tolerance }

  public var description: String {
    "\(name): its operations differ from infer by \(difference)"
      + (passed ? "" : ", more than \(tolerance)")
  }
}
