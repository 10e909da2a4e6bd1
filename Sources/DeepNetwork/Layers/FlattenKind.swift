/// ``Flatten``, for pictures.
public struct FlattenKind: LayerKind {
  public static let name = "flatten"
  public static let summary = "What comes behind sees numbers and no pictures."

  public init() {}

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    _ = try input.requireImage(for: self)
    return LayerOutput(size: input.size)
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>
  ) -> any Layer<Scalar> { Flatten<Scalar>(plan.requiredImage) }
}

extension LayerSpecification {
  /// ``Flatten``, for pictures.
  public static let flatten = LayerSpecification(FlattenKind())
}
