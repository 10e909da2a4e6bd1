/// One layer of a network: A = forward(A_prev), and back from dA to the gradients.
///
/// The form that people write: a layer gives the two sizes and the two functions, and `W` and `b` if it
/// learns anything. All else has a default. What learns under other names conforms to ``NetworkLayer``.
///
/// *Shapes*, for layer l and a batch of m examples, one a column: A_prev and dA_prev
/// (n[l-1], m); A and dA (n[l], m); for a dense layer W and dW (n[l], n[l-1]), b and db (n[l], 1).
public protocol Layer<Scalar>: NetworkLayer {
  /// The weights, (n[l], n[l-1]) in a dense layer; empty unless the layer has some.
  var W: Matrix<Scalar> { get set }
  /// The bias, (n[l], 1) in a dense layer; empty unless the layer has one.
  var b: Matrix<Scalar> { get set }

  /// The gradients of the cost from dA, its gradient with respect to A.
  ///
  /// dW and db have the shapes of W and b and are already divided by m; dA_prev is not, as dA is
  /// not: it is the gradient of the sum over the examples.
  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)

  /// The gradients of W and b alone, for the first layer, where dA_prev is of no use.
  func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
}

extension Layer {
  /// Empty: the layer has none.
  public var W: Matrix<Scalar> {
    get { .empty }
    set { require(newValue.isEmpty, "\(name) has no W to set") }
  }

  /// Empty: the layer has none.
  public var b: Matrix<Scalar> {
    get { .empty }
    set { require(newValue.isEmpty, "\(name) has no b to set") }
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (_, dW, db) = backward(dA, cache: cache)
    return (dW, db)
  }

  /// W, which decays, and b, which does not.
  public var parameters: [Parameter<Self>] {
    [
      Parameter("W", { $0.W }) { layer, change in change(&layer.W) },
      Parameter("b", decays: false, { $0.b }) { layer, change in change(&layer.b) },
    ]
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let (dAPrev, dW, db) = backward(dA, cache: cache)
    return (dAPrev, [dW, db])
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache) -> [Matrix<Scalar>] {
    let (dW, db) = parameterGradients(dA, cache: cache)
    return [dW, db]
  }
}

/// A layer that ends in an activation, A = g(Z), and can say Z when the network is used.
///
/// Where A is rounded to 0 or 1, Z still tells examples apart: figures that rank the answers of a last
/// layer, such as the area under the ROC curve, are computed from it.
public protocol ActivatedLayer<Scalar>: NetworkLayer {
  /// g in A = g(Z).
  var activation: Activation { get }

  /// Z, (n[l], m), when the network is used and not trained.
  func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar>
}

/// A layer that can end a network so that its activation and the loss are taken together.
///
/// Cost and gradient are then computed from Z: for a sigmoid or softmax with its cross entropy dZ is
/// A - Y, and no saturated output gives an infinity.
public protocol OutputLayer<Scalar>: ActivatedLayer, Layer {
  /// Z, (n[l], m), before the activation.
  func linear(_ aPrev: Matrix<Scalar>) -> (z: Matrix<Scalar>, cache: Cache)

  /// The gradients from dZ, the gradient with respect to Z, and linear's cache.
  func backward(dZ: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)

  /// The gradients of W and b alone from dZ.
  func parameterGradients(dZ: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)

  /// dA_prev alone from dZ.
  func inputGradient(dZ: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar>
}

extension OutputLayer {
  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { linear(aPrev).z }

  public func parameterGradients(dZ: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (_, dW, db) = backward(dZ: dZ, cache: cache)
    return (dW, db)
  }

  public func inputGradient(dZ: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    backward(dZ: dZ, cache: cache).dAPrev
  }
}
