import DeepNetwork
import Testing

/// Expects a layer to keep all that a layer promises: shapes, values, caches and gradients.
public func expectSound(
  _ layer: some NetworkLayer, sourceLocation: SourceLocation = #_sourceLocation
) {
  let report = LayerCheck().check(layer)
  #expect(report.passed, "\(report)", sourceLocation: sourceLocation)
}

/// Expects the layers of every small number of inputs and outputs to be sound.
public func expectSound<L: NetworkLayer>(
  sizes: [(inputs: Int, outputs: Int)]? = nil,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ make: (_ inputs: Int, _ outputs: Int) -> L
) {
  let report = LayerCheck().check(sizes: sizes, make)
  #expect(report.passed, "\(report)", sourceLocation: sourceLocation)
}
