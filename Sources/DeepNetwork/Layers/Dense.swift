/// A fully connected layer.
///
/// Z = W·A_prev + b, A = g(Z); dZ = dA ∘ g'(Z), dW = dZ·A_prevᵀ / m, db = Σ dZ / m,
/// dA_prev = Wᵀ·dZ.
///
/// *Shapes*: W (n[l], n[l-1]), b (n[l], 1), A_prev (n[l-1], m), Z and A (n[l], m).
public struct Dense<Scalar: NetworkScalar>: OutputLayer {
  /// A_prev, and what the activation keeps: A or Z.
  public struct Cache: Sendable {
    let aPrev: Matrix<Scalar>
    let kept: Matrix<Scalar>
  }

  public var W: Matrix<Scalar>
  public var b: Matrix<Scalar>
  public let activation: Activation

  /// A layer with the given weights (n[l], n[l-1]) and bias (n[l], 1).
  public init(W: Matrix<Scalar>, b: Matrix<Scalar>, activation: Activation) {
    require(
      b.shape == Shape(W.rows, 1),
      "b must be (n[l], 1) = \(Shape(W.rows, 1)) beside W \(W.shape), not \(b.shape)")
    self.W = W
    self.b = b
    self.activation = activation
  }

  public var inputSize: Int { W.columns }
  public var outputSize: Int { W.rows }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (a, kept) = W.forwardProduct(aPrev, bias: b, activation)
    return (a, Cache(aPrev: aPrev, kept: kept))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (dZ, db) = activation.backward(dA, kept: cache.kept)
    return (inputGradient(dZ: dZ, cache: cache), dW(dZ, cache), db)
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (dZ, db) = activation.backward(dA, kept: cache.kept)
    return (dW(dZ, cache), db)
  }

  public func backward(dZ: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (dW, db) = parameterGradients(dZ: dZ, cache: cache)
    return (inputGradient(dZ: dZ, cache: cache), dW, db)
  }

  public func parameterGradients(dZ: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    (dW(dZ, cache), dZ.rowMeans())
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    inputGradient(dZ: activation.dZ(dA, kept: cache.kept), cache: cache)
  }

  public func inputGradient(dZ: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    W.transposed * dZ
  }

  private func dW(_ dZ: Matrix<Scalar>, _ cache: Cache) -> Matrix<Scalar> {
    dZ.meanProduct(cache.aPrev)
  }

  public func linear(_ aPrev: Matrix<Scalar>) -> (z: Matrix<Scalar>, cache: Cache) {
    (W.product(aPrev, bias: b, activation: .linear), Cache(aPrev: aPrev, kept: .empty))
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    W.product(aPrev, bias: b, activation: activation)
  }

  public var name: String { "Dense \(inputSize) -> \(outputSize), \(activation)" }
}

extension Dense {
  /// A layer from `inputSize` to `outputSize` units whose weights are drawn from `random`.
  public init(
    _ inputSize: Int, _ outputSize: Int, activation: Activation,
    initializer: Initializer = .he, from random: inout RandomState
  ) {
    self.init(
      W: initializer.weights(outputSize, inputSize, layer: 1, from: &random),
      b: Matrix(rows: outputSize, columns: 1), activation: activation)
  }
}

// MARK: - As operations

extension Dense {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    let z = statement.apply(
      .gemm, statement.flat(aPrev), statement.constant("W", W), statement.vector("b", b),
      named: "Z")
    return try activation.operations(z, in: &statement)
  }
}

extension Dense {
  public var specification: LayerSpecification? {
    .dense(units: outputSize, activation: activation)
  }
}

// MARK: - In a network's list of layers

/// ``Dense``; with a `keepProbability` below 1 its units are left out at random in training.
public struct DenseKind: LayerKind {
  public static let name = "dense"
  public static let summary = "Fully connected: A = g(W·A_prev + b)."
  public static let aliases = ["linear", "fullyConnected", "fc", "affine", "innerProduct"]
  public static let settings: [Key<DenseKind>] = [
    Key(required: "units", \.units, .size, "n[l].", aliases: ["size", "outputs", "n"]),
    .activation(required: \.activation), .keepProbability(\.keepProbability),
  ]

  /// n[l].
  public var units: Int
  public var activation: Activation
  public var keepProbability: Double

  /// A dense layer of so many units.
  public init(units: Int, activation: Activation, keepProbability: Double = 1) {
    self.units = units
    self.activation = activation
    self.keepProbability = keepProbability
  }

  public init() { self.init(units: 1, activation: .linear) }

  public var fixedSize: Int? { units }
  public var misfits: [SettingMisfit] { .keepProbability(keepProbability) + .size("units", units) }

  public func output(of input: LayerInput) -> LayerOutput {
    LayerOutput(size: units, W: Shape(units, input.size), b: Shape(units, 1))
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    Dense(W: parameters.W, b: parameters.b, activation: activation).dropping(keepProbability)
  }

  /// PyTorch has W as it is, with the columns of flattened pictures channel by channel; Keras Wᵀ.
  public func exchanged(_ plan: PlannedLayer) -> [ExchangedMatrix] {
    let (picture, n) = (plan.inputPicture, plan.inputSize)
    let axes = [units] + (picture?.axes ?? [n])
    return [
      ExchangedMatrix(
        "W", plan.shapeOfW, axes: axes,
        torch: .init(
          "weight", order: picture == nil ? [0, 1] : [0, 3, 1, 2], shape: [units, n]),
        keras: .init("kernel", order: axes.indices.dropFirst() + [0], shape: [n, units])),
      ExchangedMatrix(vector: "b", units, torch: "bias", keras: "bias"),
    ]
  }
}

extension LayerSpecification {
  /// ``Dense``; with a `keepProbability` below 1 its units are left out at random in training.
  public static func dense(units: Int, activation: Activation, keepProbability: Double = 1) -> Self
  {
    Self(DenseKind(units: units, activation: activation, keepProbability: keepProbability))
  }
}
