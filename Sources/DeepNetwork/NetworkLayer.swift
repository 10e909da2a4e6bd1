/// One layer of a network with any number of parameters, each under a name.
///
/// The general form under ``Layer``, which trainings, optimizers, checks and files work with. A layer that
/// learns other things than one W and one b conforms to it:
///
/// ```swift
/// struct GatedLinearUnit<Scalar: NetworkScalar>: NetworkLayer {
///   var W, b, V, c: Matrix<Scalar>
///
///   var parameters: [Parameter<Self>] {
///     [
///       Parameter("W", \.W), Parameter("b", \.b, decays: false),
///       Parameter("V", \.V), Parameter("c", \.c, decays: false),
///     ]
///   }
///   …
/// }
/// ```
public protocol NetworkLayer<Scalar>: Sendable {
  /// Float or Double.
  associatedtype Scalar: NetworkScalar
  /// The values saved by `forward` for `backward`.
  associatedtype Cache: Sendable

  /// n[l-1], the rows of A_prev.
  var inputSize: Int { get }
  /// n[l], the rows of A.
  var outputSize: Int { get }

  /// The matrices that the layer learns: the same ones, in the same order, at any time.
  var parameters: [Parameter<Self>] { get }

  /// A of this layer from A of the one before, and the values that backward needs.
  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache)

  /// The gradients of the cost from dA, its gradient with respect to A.
  ///
  /// There is one for each of ``parameters``, in their order and shapes, already divided by m; dA_prev is
  /// not, as dA is not: it is the gradient of the sum over the examples.
  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])

  /// The gradients of the parameters alone, for the first layer, where dA_prev is of no use.
  func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache) -> [Matrix<Scalar>]

  /// dA_prev alone, where the gradients of the parameters are of no use: of a ``Frozen`` layer, and on the
  /// way to ``Model/inputGradient(X:Y:loss:)``.
  func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar>

  /// What messages call the layer: its type and sizes unless it says otherwise.
  var name: String { get }

  /// A when the network is used and not trained; forward's A unless the layer behaves differently.
  func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar>

  /// Draws what the next training pass over m examples needs at random (a dropout mask).
  mutating func draw(m: Int, from random: inout RandomState)

  /// The matrices that the layer keeps from update to update beside its parameters, by name: running
  /// statistics, say.
  ///
  /// Names and shapes never change, and what is set is what was once read, here or from a file: model
  /// files and checkpoints hold it. Empty unless the layer has some.
  var state: [String: Matrix<Scalar>] { get set }

  /// The layer with training passes that use its `state` and do not change it, as inference does, and
  /// with nothing drawn: a frozen layer trains so. The layer itself, unless its passes compute what the
  /// state is made of, or it draws.
  func usingState() -> Self

  /// The layer with an inference, and so with ``operations(_:in:)``, that is its training pass over some
  /// examples: with what it drew for them, and their statistics. The layer itself, unless its training
  /// pass is another; `dnn trace` shows it.
  func asTrained(on aPrev: Matrix<Scalar>) -> Self

  /// Takes into ``state`` what an update saw, from the cache of its forward pass.
  ///
  /// Called after each update of a layer that has a state, never while a network is used or checked.
  mutating func observe(_ cache: Cache)

  /// The layer as a list of layers names it, from which a file says what a network is; nil unless given.
  var specification: LayerSpecification? { get }

  /// The pictures that come in to a layer that takes pictures; nil unless given.
  var inputImage: ImageShape? { get }

  /// States the pass of `infer` in primitive operations, from which files of ONNX come; states none
  /// unless given.
  ///
  /// - Parameters:
  ///   - aPrev: A of the layer before, (batch, n[l-1]), or pictures (batch, channels, height, width):
  ///     ``Statement/flat(_:)`` and ``Statement/picture(_:_:)`` make either of it.
  ///   - statement: takes the steps.
  /// - Returns: A, (batch, n[l]) or pictures channel by channel.
  /// - Throws: `UnstatedOperations` where there are none.
  func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
}

extension NetworkLayer {
  public var name: String { "\(Self.self) \(inputSize) -> \(outputSize)" }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { forward(aPrev).a }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache) -> [Matrix<Scalar>] {
    let (_, gradients) = backward(dA, cache: cache) as (Matrix<Scalar>, [Matrix<Scalar>])
    return gradients
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    let (dAPrev, _) = backward(dA, cache: cache) as (Matrix<Scalar>, [Matrix<Scalar>])
    return dAPrev
  }

  public mutating func draw(m: Int, from random: inout RandomState) {}

  public var state: [String: Matrix<Scalar>] {
    get { [:] }
    set { require(newValue.isEmpty, "\(name) has no state to set") }
  }

  public func usingState() -> Self { self }

  public var specification: LayerSpecification? { nil }

  public var inputImage: ImageShape? { nil }

  public func asTrained(on aPrev: Matrix<Scalar>) -> Self { self }

  public mutating func observe(_ cache: Cache) {}

  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  { throw UnstatedOperations(name) }
}
