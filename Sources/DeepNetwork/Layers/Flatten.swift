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
