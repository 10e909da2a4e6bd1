/// A layer that normalizes each example over its units.
///
/// X̂ = (A_prev - μ) / √(σ² + ε), Z = γ ∘ X̂ + β, A = g(Z), with the mean μ and the variance σ²
/// (divided by the count) of each column of A_prev; of pictures, of the channels of each pixel. Jimmy Lei Ba,
/// Jamie Ryan Kiros and Geoffrey Hinton, 2016.
///
/// No example depends on the others, and inference is what training is.
///
/// *Shapes*: A_prev, Z and A (n, m) with n = n[l-1] = n[l]; γ and β (n, 1), for pictures (channels, 1).
/// A lies in memory example by example.
///
/// *Edge cases*: of a single unit, or a single channel, the variance is 0 and A is g(β).
public struct LayerNormalization<Scalar: NetworkScalar>: ActivatedLayer {
  public struct Cache: Sendable {
    /// 1 / √(σ² + ε), (1, columns of X̂).
    let inverseDeviation: Matrix<Scalar>
    /// X̂, (n, m), for pictures (channels, height · width · m).
    let normalized: Matrix<Scalar>
    /// What g keeps, (n, m); empty where it is linear.
    let kept: Matrix<Scalar>
  }

  /// γ, (n, 1) or (channels, 1).
  public var gamma: Matrix<Scalar>
  /// β, (n, 1) or (channels, 1).
  public var beta: Matrix<Scalar>
  public let inputSize: Int
  /// The pictures whose pixels are normalized; nil where each example is normalized as a whole.
  public let image: ImageShape?
  /// g in A = g(Z).
  public let activation: Activation
  /// ε, which is added to the variance.
  public let epsilon: Double

  /// A layer of `size` units with γ = 1 and β = 0.
  public init(_ size: Int, activation: Activation = .linear, epsilon: Double = 1e-5) {
    self.init(size: size, image: nil, activation: activation, epsilon: epsilon)
  }

  /// A layer that normalizes the pixels of pictures, with γ = 1 and β = 0.
  public init(image: ImageShape, activation: Activation = .linear, epsilon: Double = 1e-5) {
    self.init(size: image.count, image: image, activation: activation, epsilon: epsilon)
  }

  private init(size: Int, image: ImageShape?, activation: Activation, epsilon: Double) {
    require(size > 0, "a layer must have at least 1 unit, not \(size)")
    require(
      epsilon > 0 && Scalar(epsilon) > 0 && epsilon.isFinite,
      "epsilon must be above 0 in the layer's precision, not \(epsilon)")
    let units = image?.channels ?? size
    gamma = Matrix(rows: units, columns: 1, repeating: 1)
    beta = Matrix(rows: units, columns: 1)
    inputSize = size
    self.image = image
    self.activation = activation
    self.epsilon = epsilon
  }

  public var outputSize: Int { inputSize }

  public var parameters: [Parameter<Self>] {
    [
      Parameter("gamma", \.gamma, decays: false), Parameter("beta", \.beta, decays: false),
    ]
  }

  public var name: String {
    let size = image.map { "\($0)" } ?? "\(inputSize)"
    return "LayerNormalization \(size), \(activation)"
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (normalized, inverseDeviation) = normalize(aPrev)
    let (a, kept) = activation.forward(scaled(normalized))
    return (
      a,
      Cache(
        inverseDeviation: inverseDeviation, normalized: normalized,
        kept: activation == .linear ? .empty : kept)
    )
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let dZ = dZ(dA, cache)
    return (dAPrev(dZ, cache), gradients(dZ, cache))
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache) -> [Matrix<Scalar>] {
    gradients(dZ(dA, cache), cache)
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    dAPrev(dZ(dA, cache), cache)
  }

  private func dAPrev(_ dZ: Matrix<Scalar>, _ cache: Cache) -> Matrix<Scalar> {
    let dNormalized = dZ .* gamma
    let normalized = cache.normalized
    let centered =
      dNormalized - means(dNormalized) - normalized .* means(dNormalized .* normalized)
    return rows(of: centered .* cache.inverseDeviation)
  }

  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    scaled(normalize(aPrev).normalized)
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { activation(inferLinear(aPrev)) }

  private func normalize(_ aPrev: Matrix<Scalar>)
    -> (normalized: Matrix<Scalar>, inverseDeviation: Matrix<Scalar>)
  {
    require(
      aPrev.rows == inputSize,
      "A_prev must have \(inputSize) rows for its normalization, not \(aPrev.shape)")
    let values = units(of: aPrev)
    let centered = values - means(values)
    let inverseDeviation = 1 / sqrt(means(square(centered)) + Scalar(epsilon))
    return (centered .* inverseDeviation, inverseDeviation)
  }

  /// Z, (n, m).
  private func scaled(_ normalized: Matrix<Scalar>) -> Matrix<Scalar> {
    rows(of: normalized .* gamma + beta)
  }

  /// dZ, in the shape of X̂.
  private func dZ(_ dA: Matrix<Scalar>, _ cache: Cache) -> Matrix<Scalar> {
    units(of: activation == .linear ? dA : activation.dZ(dA, kept: cache.kept))
  }

  /// Those of γ and β.
  private func gradients(_ dZ: Matrix<Scalar>, _ cache: Cache) -> [Matrix<Scalar>] {
    [meanOverExamples(dZ .* cache.normalized), meanOverExamples(dZ)]
  }

  /// The mean over the examples, summed over the pixels of pictures.
  private func meanOverExamples(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    let means = rows(of: matrix).rowMeans()
    return image == nil ? means : units(of: means).rowSums()
  }

  /// The means of the columns, (1, columns), of numbers that lie column by column.
  private func means(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    matrix.transposed.rowSums().transposed / Scalar(matrix.rows)
  }

  /// What is normalized together in a column each: (n, m), or for pictures
  /// (channels, height · width · m).
  private func units(of matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    matrix.columnwise(rows: gamma.rows)
  }

  /// The way back from ``units(of:)``, (n, m).
  private func rows(of matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    matrix.columnwise(rows: inputSize)
  }
}

extension LayerNormalization: KinkedLayer {
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? {
    guard activation.hasKink else { return nil }
    return Kinks(name: "\(activation)", distances: inferLinear(aPrev))
  }
}

// MARK: - As operations

extension LayerNormalization {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    let x = image.map { statement.picture(aPrev, $0) } ?? statement.flat(aPrev)
    // The channels of pictures and the units of an example both lie along axis 1.
    let shape = [gamma.rows] + Array(repeating: 1, count: x.shape.count - 2)
    let centered = statement.apply(.subtract, x, statement.apply(.mean(axes: [1]), x))
    let square = statement.apply(.multiply, centered, centered)
    let variance = statement.apply(.mean(axes: [1]), square, named: "variance")
    let deviation = statement.apply(
      .squareRoot,
      statement.apply(.add, variance, statement.number(epsilon, named: "epsilon")))
    let normalized = statement.apply(.divide, centered, deviation)
    let scaled = statement.apply(
      .multiply, normalized, statement.constant("gamma", gamma, shape: shape))
    let z = statement.apply(
      .add, scaled, statement.constant("beta", beta, shape: shape), named: "Z")
    return try activation.operations(z, in: &statement)
  }
}

extension LayerNormalization {
  public var specification: LayerSpecification? {
    .layerNormalization(activation: activation, epsilon: epsilon)
  }
  public var inputImage: ImageShape? { image }
}

// MARK: - In a network's list of layers

/// ``LayerNormalization``, of the channels of each pixel where pictures come in, else of all units.
public struct LayerNormalizationKind: NormalizationKind {
  public static let name = "layerNormalization"
  public static let summary =
    "The units of each example, of pictures the channels of each pixel, brought to mean 0 and "
    + "variance 1, then scaled and shifted."
  public static let aliases = ["layerNorm", "ln"]
  public static let settings: [Key<LayerNormalizationKind>] = [
    Key("epsilon", \.epsilon, .aboveZero, "Added to the variance.", aliases: ["eps"]),
    .activation(\.activation),
  ]

  /// Added to the variance.
  public var epsilon: Double
  public var activation: Activation

  /// A normalization of each example.
  public init(activation: Activation = .linear, epsilon: Double = 1e-5) {
    self.activation = activation
    self.epsilon = epsilon
  }

  public init() { self.init(activation: .linear) }

  public var misfits: [SettingMisfit] {
    misfitsOfEpsilon
  }

  public func numbersPerMean(_ plan: PlannedLayer, examples m: Int) -> Int {
    plan.inputImage?.channels ?? plan.inputSize
  }

  public func output(of input: LayerInput) -> LayerOutput {
    let shape = Shape(input.image?.channels ?? input.size, 1)
    return LayerOutput(like: input, parameters: parameters(shape))
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    var layer =
      plan.inputImage.map {
        LayerNormalization<Scalar>(image: $0, activation: activation, epsilon: epsilon)
      } ?? LayerNormalization(plan.inputSize, activation: activation, epsilon: epsilon)
    (layer.gamma, layer.beta) = (parameters["gamma"], parameters["beta"])
    return layer
  }

  public func exchanged(_ plan: PlannedLayer) -> [ExchangedMatrix] { exchangedParameters(plan) }
}

extension LayerSpecification {
  /// ``LayerNormalization``, of the channels of each pixel where pictures come in, else of all units.
  public static func layerNormalization(activation: Activation = .linear, epsilon: Double = 1e-5)
    -> Self
  { Self(LayerNormalizationKind(activation: activation, epsilon: epsilon)) }
}
