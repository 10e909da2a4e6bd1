import Kernels

/// The largest element of each window of a picture, channel by channel.
///
/// A(y, x, c) = max A_prev(y·s + i, x·s + j, c) over 0 ≤ i, j < size. Going back the element that was
/// the largest gets all of dA, of equal ones the first in the order of rows, as in PyTorch. A window
/// with a NaN has that as its largest, and then passes nothing back.
///
/// *Shapes*: A_prev (``input``.count, m), A (``output``.count, m), images as in ``ImageShape``.
/// The output has ⌊(n - f) / s⌋ + 1 rows and columns; the stride is the size unless given. A lies in
/// memory in the order of A_prev.
public struct MaxPool2D<Scalar: NetworkScalar>: Layer {
  public struct Cache: Sendable {
    let aPrev: Matrix<Scalar>
    let a: Matrix<Scalar>
  }

  /// The pictures that come in.
  public let input: ImageShape
  /// The pictures that go out.
  public let output: ImageShape
  /// Rows and columns of a window.
  public let size: Int
  /// Pixels from a window to the next.
  public let stride: Int
  private let geometry: PoolingGeometry

  /// - Precondition: ``ImageShape/pooled(size:stride:)`` has a result.
  public init(_ input: ImageShape, size: Int, stride: Int? = nil) {
    self.input = input
    self.size = size
    self.stride = stride ?? size
    output = input.requirePooled(size: size, stride: self.stride)
    geometry = PoolingGeometry(input, size: size, stride: self.stride)
  }

  public var inputSize: Int { input.count }
  public var outputSize: Int { output.count }
  public var name: String { "MaxPool2D \(input) -> \(output), size \(size), stride \(stride)" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let a = infer(aPrev)
    return (a, Cache(aPrev: aPrev, a: a))
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    aPrev.pooled(.maximum, geometry)
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    (dA.pooledBack(.maximum, from: cache.aPrev, a: cache.a, geometry), .empty, .empty)
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (.empty, .empty) }
}

/// The mean of each window of a picture, channel by channel.
///
/// A(y, x, c) = Σ A_prev(y·s + i, x·s + j, c) / size² over 0 ≤ i, j < size; each element of a window
/// gets dA / size² back from it.
///
/// *Shapes*: A_prev (``input``.count, m), A (``output``.count, m), images as in ``ImageShape``.
/// The output has ⌊(n - f) / s⌋ + 1 rows and columns; the stride is the size unless given. A lies in
/// memory in the order of A_prev.
public struct AveragePool2D<Scalar: NetworkScalar>: Layer {
  /// The way back needs no number of the way there.
  public struct Cache: Sendable {}

  /// The pictures that come in.
  public let input: ImageShape
  /// The pictures that go out.
  public let output: ImageShape
  /// Rows and columns of a window.
  public let size: Int
  /// Pixels from a window to the next.
  public let stride: Int
  private let geometry: PoolingGeometry

  /// - Precondition: ``ImageShape/pooled(size:stride:)`` has a result.
  public init(_ input: ImageShape, size: Int, stride: Int? = nil) {
    self.input = input
    self.size = size
    self.stride = stride ?? size
    output = input.requirePooled(size: size, stride: self.stride)
    geometry = PoolingGeometry(input, size: size, stride: self.stride)
  }

  public var inputSize: Int { input.count }
  public var outputSize: Int { output.count }
  public var name: String { "AveragePool2D \(input) -> \(output), size \(size), stride \(stride)" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    (aPrev.pooled(.mean, geometry), Cache())
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    (dA.pooledBack(.mean, from: .empty, a: .empty, geometry), .empty, .empty)
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (.empty, .empty) }
}
