/// One layer of a network: A = forward(A_prev), and back from dA to the gradients.
///
/// A layer of one's own gives the two sizes and the two functions, and `W` and `b` if it learns
/// anything. All else has a default.
///
/// *Shapes*, for layer l and a batch of m examples, one a column: A_prev and dA_prev
/// (n[l-1], m); A and dA (n[l], m); for a dense layer W and dW (n[l], n[l-1]), b and db (n[l], 1).
public protocol Layer<Scalar>: Sendable {
  /// Float or Double.
  associatedtype Scalar: NetworkScalar
  /// What forward leaves for backward.
  associatedtype Cache: Sendable

  /// n[l-1], the rows of A_prev.
  var inputSize: Int { get }
  /// n[l], the rows of A.
  var outputSize: Int { get }
  /// The weights, (n[l], n[l-1]) in a dense layer; empty unless the layer has some.
  var W: Matrix<Scalar> { get set }
  /// The bias, (n[l], 1) in a dense layer; empty unless the layer has one.
  var b: Matrix<Scalar> { get set }

  /// A of this layer from A of the one before, and what backward will need.
  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache)

  /// The gradients of the cost from dA, its gradient with respect to A.
  ///
  /// dW and db have the shapes of W and b and are already divided by m; dA_prev is not, as dA is
  /// not: it is the gradient of the sum over the examples.
  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)

  /// What messages call the layer: its type and sizes unless it says otherwise.
  var name: String { get }

  /// A when the network is used and not trained; forward's A unless the layer behaves differently.
  func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar>

  /// The gradients of W and b alone, for the first layer, where nobody needs dA_prev.
  func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)

  /// Draws what the next training pass over m examples needs at random (a dropout mask).
  mutating func draw(m: Int, from random: inout RandomState)

  /// What the layer keeps from update to update beside W and b, by name: running statistics, say.
  ///
  /// Names and shapes never change, and what is set is what was once read, here or from a file: model
  /// files and checkpoints hold it. Empty unless the layer has some.
  var state: [String: Matrix<Scalar>] { get set }

  /// Takes into ``state`` what an update saw, from the cache of its forward pass.
  ///
  /// Called after each update of a layer that has a state, never while a network is used or checked.
  mutating func observe(_ cache: Cache)

  /// States the pass of ``infer(_:)`` in primitive operations, from which files of ONNX come; states none
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

extension Layer {
  public var W: Matrix<Scalar> {
    get { .empty }
    set { require(newValue.isEmpty, "\(name) has no W to set") }
  }

  public var b: Matrix<Scalar> {
    get { .empty }
    set { require(newValue.isEmpty, "\(name) has no b to set") }
  }

  public var name: String { "\(Self.self) \(inputSize) -> \(outputSize)" }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { forward(aPrev).a }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (_, dW, db) = backward(dA, cache: cache)
    return (dW, db)
  }

  public mutating func draw(m: Int, from random: inout RandomState) {}

  public var state: [String: Matrix<Scalar>] {
    get { [:] }
    set { require(newValue.isEmpty, "\(name) has no state to set") }
  }

  public mutating func observe(_ cache: Cache) {}

  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  { throw UnstatedOperations(name) }
}

/// A layer that ends in an activation, A = g(Z), and can say Z when the network is used.
///
/// Where A is rounded to 0 or 1, Z still tells examples apart: figures that rank the answers of a last
/// layer, such as the area under the ROC curve, are computed from it.
public protocol ActivatedLayer<Scalar>: Layer {
  /// g in A = g(Z).
  var activation: Activation { get }

  /// Z, (n[l], m), when the network is used and not trained.
  func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar>
}

/// A layer that can end a network so that its activation and the loss are taken together.
///
/// Cost and gradient are then computed from Z: for a sigmoid or softmax with its cross entropy dZ is
/// A - Y, and no saturated output gives an infinity.
public protocol OutputLayer<Scalar>: ActivatedLayer {
  /// Z, (n[l], m), before the activation.
  func linear(_ aPrev: Matrix<Scalar>) -> (z: Matrix<Scalar>, cache: Cache)

  /// The gradients from dZ, the gradient with respect to Z, and linear's cache.
  func backward(dZ: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)

  /// The gradients of W and b alone from dZ.
  func parameterGradients(dZ: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
}

extension OutputLayer {
  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { linear(aPrev).z }

  public func parameterGradients(dZ: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (_, dW, db) = backward(dZ: dZ, cache: cache)
    return (dW, db)
  }
}
