/// An activation as a layer of its own, A = g(A_prev).
///
/// At the end of a network it is taken together with the loss, as that of any ``OutputLayer``.
///
/// *Shapes*: A_prev and A (n, m) with n = n[l-1] = n[l]; a softmax is over all n units of an example, of
/// pictures too. A lies in memory in the order of A_prev, but for a softmax.
public struct ActivationLayer<Scalar: NetworkScalar>: OutputLayer {
  public struct Cache: Sendable {
    /// What g keeps, (n, m); empty where it is linear.
    let kept: Matrix<Scalar>
  }

  public let inputSize: Int
  /// The pictures that come in and go out; nil where there are none.
  public let image: ImageShape?
  /// g in A = g(A_prev).
  public let activation: Activation

  /// A layer of `size` units.
  public init(_ size: Int, _ activation: Activation) {
    require(size > 0, "a layer must have at least 1 unit, not \(size)")
    inputSize = size
    image = nil
    self.activation = activation
  }

  /// A layer on pictures.
  public init(image: ImageShape, _ activation: Activation) {
    require(image.count > 0, "a layer must have at least 1 unit, not \(image)")
    inputSize = image.count
    self.image = image
    self.activation = activation
  }

  public var outputSize: Int { inputSize }

  public var name: String {
    let size = image.map { "\($0)" } ?? "\(inputSize)"
    return "Activation \(size), \(activation)"
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (a, kept) = activation.forward(linear(aPrev).z)
    return (a, Cache(kept: activation == .linear ? .empty : kept))
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { activation(linear(aPrev).z) }

  public func linear(_ aPrev: Matrix<Scalar>) -> (z: Matrix<Scalar>, cache: Cache) {
    require(
      aPrev.rows == inputSize,
      "A_prev must have \(inputSize) rows for its activation, not \(aPrev.shape)")
    return (aPrev, Cache(kept: .empty))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (activation == .linear ? dA : activation.dZ(dA, kept: cache.kept), .empty, .empty) }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (.empty, .empty) }

  public func backward(dZ: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (dZ, .empty, .empty) }

  public func parameterGradients(dZ: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (.empty, .empty) }
}

extension ActivationLayer: KinkedLayer {}

// MARK: - As operations

extension ActivationLayer {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    try activation.operations(aPrev, in: &statement)
  }
}

extension ActivationLayer {
  public var specification: LayerSpecification? { .activation(activation) }
  public var inputImage: ImageShape? { image }
}

// MARK: - In a network's list of layers

/// ``ActivationLayer``, for numbers and pictures.
public struct ActivationLayerKind: LayerKind {
  public static let name = "activation"
  public static let summary = "An activation alone: A = g(A_prev)."
  /// Elsewhere each activation is a layer of its own.
  public static var aliases: [String] { ["nonlinearity"] + Activation.kinds.map { $0.name } }
  public static let settings: [Key<ActivationLayerKind>] = [.activation(required: \.activation)]

  public var activation: Activation

  /// An activation alone.
  public init(_ activation: Activation) { self.activation = activation }
  public init() { self.init(.linear) }

  public func output(of input: LayerInput) -> LayerOutput { LayerOutput(like: input) }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    plan.inputImage.map { ActivationLayer<Scalar>(image: $0, activation) }
      ?? ActivationLayer(plan.inputSize, activation)
  }
}

extension LayerSpecification {
  /// ``ActivationLayer``, for numbers and pictures.
  public static func activation(_ activation: Activation) -> Self {
    Self(ActivationLayerKind(activation))
  }
}
