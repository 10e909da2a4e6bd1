/// A layer that takes part in a training and does not change.
///
/// Its parameters stay as they are, and so does its ``state``, which training passes use as inference does.
/// Behind a layer that learns it is asked for dA_prev alone; where no layer before it learns either, nothing
/// is handed back to it at all.
///
/// *Shapes*: those of the inner layer.
public struct Frozen<Inner: NetworkLayer>: NetworkLayer {
  public typealias Scalar = Inner.Scalar
  public typealias Cache = Inner.Cache

  /// The layer that stays as it is.
  public var inner: Inner

  /// A layer around `inner`.
  public init(_ inner: Inner) { self.inner = inner.usingState() }

  public var inputSize: Int { inner.inputSize }
  public var outputSize: Int { inner.outputSize }
  public var name: String { "\(inner.name), frozen" }

  /// Those of the inner layer, none of them trained.
  public var parameters: [Parameter<Self>] {
    inner.parameters.map { $0.of(\.inner, isTrained: false) }
  }

  public var state: [String: Matrix<Scalar>] {
    get { inner.state }
    set { inner.state = newValue }
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    inner.forward(aPrev)
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    (inputGradient(dA, cache: cache), inner.parameters.map { _ in .empty })
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    inner.inputGradient(dA, cache: cache)
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { inner.infer(aPrev) }

  public func usingState() -> Self { Frozen(inner) }

  public func asTrained(on aPrev: Matrix<Scalar>) -> Self {
    var layer = self
    layer.inner = inner.asTrained(on: aPrev)
    return layer
  }

  public mutating func draw(m: Int, from random: inout RandomState) {
    inner.draw(m: m, from: &random)
  }
}

extension Frozen: ActivatedLayer where Inner: ActivatedLayer {
  public var activation: Activation { inner.activation }
  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { inner.inferLinear(aPrev) }
}

extension Frozen: Layer where Inner: Layer {
  public var W: Matrix<Scalar> {
    get { inner.W }
    set { inner.W = newValue }
  }

  public var b: Matrix<Scalar> {
    get { inner.b }
    set { inner.b = newValue }
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (inputGradient(dA, cache: cache), .empty, .empty) }
}

extension Frozen: OutputLayer where Inner: OutputLayer {
  public func linear(_ aPrev: Matrix<Scalar>) -> (z: Matrix<Scalar>, cache: Cache) {
    inner.linear(aPrev)
  }

  public func backward(dZ: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (inputGradient(dZ: dZ, cache: cache), .empty, .empty) }

  public func inputGradient(dZ: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    inner.inputGradient(dZ: dZ, cache: cache)
  }
}

extension Frozen: KinkedLayer where Inner: KinkedLayer {
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? { inner.kinks(aPrev) }
}

extension Frozen: ExampleWise {
  var isExampleWise: Bool { inner.canBeShared }

  func drawn(for examples: Range<Int>) -> Self {
    var part = self
    part.inner = inner.part(for: examples)
    return part
  }
}

extension NetworkLayer {
  /// The layer as one that does not change in training.
  public func frozen() -> any NetworkLayer<Scalar> { Frozen(self) }
}

extension Frozen {
  public var specification: LayerSpecification? {
    inner.specification.map { LayerSpecification($0.kind, isTrainable: false) }
  }
  public var inputImage: ImageShape? { inner.inputImage }
}

// MARK: - As operations

extension Frozen {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  { try inner.operations(aPrev, in: &statement) }
}
