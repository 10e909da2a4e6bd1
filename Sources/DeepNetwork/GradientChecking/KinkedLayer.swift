/// A layer whose forward is not smooth everywhere and that says where.
///
/// Central differences across a kink mean nothing: with this ``GradientCheck`` leaves such elements
/// out by name. A layer that does not conform is checked all the same, with smaller steps.
public protocol KinkedLayer<Scalar>: Layer {
  /// The kinks near A_prev, (n[l-1], m); nil if there are none.
  func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>?
}

/// Where a function has kinks.
public struct Kinks<Scalar: NetworkScalar>: Sendable {
  /// What has the kinks, as reports call it: "relu".
  public let name: String
  /// Numbers that change their sign exactly where the function has a kink, such as Z for relu.
  public let distances: Matrix<Scalar>

  /// Kinks of a function with this name, at these distances.
  public init(name: String, distances: Matrix<Scalar>) {
    self.name = name
    self.distances = distances
  }
}

extension KinkedLayer where Self: OutputLayer {
  /// The kinks of the activation at Z = 0.
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? {
    guard activation.hasKink else { return nil }
    return Kinks(name: activation.name, distances: linear(aPrev).z)
  }
}

extension Dense: KinkedLayer {}

extension DualDense: KinkedLayer {}

extension Dropout: KinkedLayer where Inner: KinkedLayer {
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? { inner.kinks(aPrev) }
}
