/// The end of pictures: what comes after it sees n numbers and no height, width and channels.
///
/// A = A_prev. A matter of shapes alone, since examples are columns already: nothing is copied.
///
/// *Shapes*: A_prev and A (n, m) with n = height · width · channels.
public struct Flatten<Scalar: NetworkScalar>: Layer {
  public struct Cache: Sendable {}

  /// The pictures that come in.
  public let image: ImageShape

  /// The end of these pictures.
  public init(_ image: ImageShape) { self.image = image }

  public var inputSize: Int { image.count }
  public var outputSize: Int { image.count }
  public var name: String { "Flatten \(image) -> \(outputSize)" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    (aPrev, Cache())
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (dA, .empty, .empty) }
}

// MARK: - As operations

extension Flatten {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    statement.flat(aPrev)
  }
}

extension Flatten {
  public var specification: LayerSpecification? { .flatten }
  public var inputImage: ImageShape? { image }
}

// MARK: - In a network's list of layers

/// ``Flatten``, for pictures.
public struct FlattenKind: LayerKind {
  public static let name = "flatten"
  public static let summary = "What comes behind sees numbers and no pictures."

  public init() {}

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    let image = try input.requireImage(for: self)
    var output = LayerOutput(size: input.size)
    output.picture = image
    return output
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> { Flatten<Scalar>(plan.requiredImage) }
}

extension LayerSpecification {
  /// ``Flatten``, for pictures.
  public static let flatten = LayerSpecification(FlattenKind())
}
