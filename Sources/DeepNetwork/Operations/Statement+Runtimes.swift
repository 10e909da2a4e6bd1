extension Statement {
  /// The same by operators alone that the usual runtimes have in its precision.
  package func forRuntimes() -> Statement {
    guard Scalar.self == Double.self else { return self }
    var result = self
    result.operations = []
    for operation in operations {
      result.layer = operation.layer
      if let a = operation.operator.kind.composed(operation.inputs, in: &result) {
        result.free(operation.output.name)
        _ = result.rename(a, to: operation.output.name)
      } else {
        result.operations.append(operation)
      }
    }
    result.end(in: output)
    return result
  }
}
