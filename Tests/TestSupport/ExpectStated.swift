import DeepNetwork
import Testing

/// Expects the operations that a layer states to compute what it computes.
public func expectStated(
  _ layer: some NetworkLayer, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let report = try OperationCheck().check(layer)
  #expect(report.passed, "\(report)", sourceLocation: sourceLocation)
}
