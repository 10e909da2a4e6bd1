/// A layer that normalizes each unit over the examples of a batch.
///
/// X̂ = (A_prev - μ) / √(σ² + ε), Z = γ ∘ X̂ + β, A = g(Z), with the mean μ and the variance σ²
/// (divided by the count) of each row of A_prev; of pictures, of each channel over all rows of that
/// channel. Sergey Ioffe and Christian Szegedy, 2015.
///
/// In inference μ and σ² are running ones, the layer's ``state``: after each update
///
///     running := momentum · running + (1 - momentum) · that of the batch,
///
/// the variance of the batch then divided by the count less 1. PyTorch's momentum is 1 - `momentum`.
///
/// *Shapes*: A_prev, Z and A (n, m) with n = n[l-1] = n[l]; γ, β, mean and variance (n, 1), for
/// pictures (channels, 1).
///
/// *Edge cases*: where a unit has a single value in the batch (m = 1, no pictures) the variance is 0
/// and A is g(β): only β learns, and the running statistics stay as they are. Nothing is divided by 0.
public struct BatchNormalization<Scalar: NetworkScalar>: ActivatedLayer {
  public struct Cache: Sendable {
    let statistics: Statistics
    /// X̂, (units, values of a unit).
    let normalized: Matrix<Scalar>
    /// What g keeps, (n, m); empty where it is linear.
    let kept: Matrix<Scalar>
  }

  /// What a batch tells of each unit, (units, 1) each.
  struct Statistics: Sendable {
    let mean: Matrix<Scalar>
    /// Divided by the count.
    let variance: Matrix<Scalar>
    /// 1 / √(σ² + ε).
    let inverseDeviation: Matrix<Scalar>
  }

  /// γ, (n, 1) or (channels, 1).
  public var gamma: Matrix<Scalar>
  /// β, (n, 1) or (channels, 1).
  public var beta: Matrix<Scalar>
  public let inputSize: Int
  /// The pictures whose channels are normalized; nil where each row is a unit of its own.
  public let image: ImageShape?
  /// g in A = g(Z).
  public let activation: Activation
  /// The part of the running statistics that an update keeps.
  public let momentum: Double
  /// ε, which is added to the variance.
  public let epsilon: Double
  private var runningMean: Matrix<Scalar>
  private var runningVariance: Matrix<Scalar>
  /// Whether training passes normalize by the running statistics, as inference does.
  private var usesRunningStatistics = false

  /// A layer of `size` units with γ = 1 and β = 0.
  public init(
    _ size: Int, activation: Activation = .linear, momentum: Double = 0.9, epsilon: Double = 1e-5
  ) {
    self.init(
      size: size, image: nil, activation: activation, momentum: momentum, epsilon: epsilon)
  }

  /// A layer that normalizes the channels of pictures, with γ = 1 and β = 0.
  public init(
    image: ImageShape, activation: Activation = .linear, momentum: Double = 0.9,
    epsilon: Double = 1e-5
  ) {
    self.init(
      size: image.count, image: image, activation: activation, momentum: momentum,
      epsilon: epsilon)
  }

  private init(
    size: Int, image: ImageShape?, activation: Activation, momentum: Double, epsilon: Double
  ) {
    require(size > 0, "a layer must have at least 1 unit, not \(size)")
    require(
      momentum >= 0 && momentum <= 1, "momentum must be from 0 to 1, not \(momentum)")
    require(
      epsilon > 0 && Scalar(epsilon) > 0 && epsilon.isFinite,
      "epsilon must be above 0 in the layer's precision, not \(epsilon)")
    let units = image?.channels ?? size
    gamma = Matrix(rows: units, columns: 1, repeating: 1)
    beta = Matrix(rows: units, columns: 1)
    runningMean = Matrix(rows: units, columns: 1)
    runningVariance = Matrix(rows: units, columns: 1, repeating: 1)
    inputSize = size
    self.image = image
    self.activation = activation
    self.momentum = momentum
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
    return "BatchNormalization \(size), \(activation)"
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (statistics, normalized) = normalize(aPrev)
    let (a, kept) = activation.forward(rows(of: scaled(normalized)))
    return (
      a,
      Cache(
        statistics: statistics, normalized: normalized,
        kept: activation == .linear ? .empty : kept)
    )
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let dZ = units(of: activation == .linear ? dA : activation.dZ(dA, kept: cache.kept))
    let normalized = cache.normalized
    let (sum, product) = (dZ.totals(), (dZ .* normalized).totals())
    let factor = gamma .* cache.statistics.inverseDeviation
    let m = Scalar(dA.columns)
    let gradients = [product / m, sum / m]
    guard !usesRunningStatistics else { return (rows(of: dZ .* factor), gradients) }
    let count = Scalar(normalized.columns)
    let centered = dZ - sum / count - normalized .* (product / count)
    return (rows(of: centered .* factor), gradients)
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { activation(inferLinear(aPrev)) }

  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    let normalized = (units(of: aPrev) - runningMean) .* inverseDeviation(runningVariance)
    return rows(of: scaled(normalized))
  }

  private func normalize(_ aPrev: Matrix<Scalar>)
    -> (statistics: Statistics, normalized: Matrix<Scalar>)
  {
    let values = units(of: aPrev)
    guard !usesRunningStatistics else {
      let statistics = Statistics(
        mean: runningMean, variance: runningVariance,
        inverseDeviation: inverseDeviation(runningVariance))
      return (statistics, (values - runningMean) .* statistics.inverseDeviation)
    }
    let count = Scalar(values.columns)
    let mean = values.totals() / count
    let centered = values - mean
    let variance = (centered .* centered).totals() / count
    let inverse = inverseDeviation(variance)
    return (
      Statistics(mean: mean, variance: variance, inverseDeviation: inverse), centered .* inverse
    )
  }

  /// Z, (units, values of a unit).
  private func scaled(_ normalized: Matrix<Scalar>) -> Matrix<Scalar> { normalized .* gamma + beta }

  private func inverseDeviation(_ variance: Matrix<Scalar>) -> Matrix<Scalar> {
    variance.map { 1 / ($0 + Scalar(epsilon)).squareRoot() }
  }

  /// The values of each unit side by side, (units, values of a unit): (n, m), or for pictures
  /// (channels, height · width · m).
  private func units(of matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    image.map { matrix.columnwise(rows: $0.channels) } ?? matrix
  }

  /// The way back from ``units(of:)``, (n, m).
  private func rows(of matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    image == nil ? matrix : matrix.columnwise(rows: inputSize)
  }
}

// MARK: - Running statistics

extension BatchNormalization {
  /// The running statistics: `mean` and `variance`, (n, 1) or (channels, 1) each.
  public var state: [String: Matrix<Scalar>] {
    get { ["mean": runningMean, "variance": runningVariance] }
    set {
      guard let mean = newValue["mean"], let variance = newValue["variance"],
        newValue.count == 2, mean.shape == gamma.shape, variance.shape == gamma.shape
      else {
        fatalError("the state of \(name) is its mean and variance, \(gamma.shape) each")
      }
      (runningMean, runningVariance) = (mean, variance)
    }
  }

  public func usingState() -> Self {
    var layer = self
    layer.usesRunningStatistics = true
    return layer
  }

  public func asTrained(on aPrev: Matrix<Scalar>) -> Self {
    var layer = self
    let statistics = normalize(aPrev).statistics
    (layer.runningMean, layer.runningVariance) = (statistics.mean, statistics.variance)
    return layer
  }

  public mutating func observe(_ cache: Cache) {
    let count = cache.normalized.columns
    guard count > 1, !usesRunningStatistics else { return }
    let (kept, added) = (Scalar(momentum), Scalar(1 - momentum))
    let unbiased = Scalar(count) / Scalar(count - 1)
    runningMean = kept * runningMean + added * cache.statistics.mean
    runningVariance = kept * runningVariance + (added * unbiased) * cache.statistics.variance
  }
}

extension BatchNormalization: KinkedLayer {
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? {
    guard activation.hasKink else { return nil }
    return Kinks(name: "\(activation)", distances: rows(of: scaled(normalize(aPrev).normalized)))
  }
}

extension Matrix {
  /// The elements column by column as a matrix of so many rows; shares them if they lie that way.
  func columnwise(rows: Int) -> Matrix {
    let matrix = ordered(.columnMajor)
    return Matrix(
      storage: matrix.storage, shape: Shape(rows, count / rows), order: .columnMajor)
  }

  /// The sums of the rows, (rows, 1), taken in the order in which the elements lie.
  fileprivate func totals() -> Matrix {
    order == .rowMajor ? rowSums() : transposed.columnSums().transposed
  }
}

// MARK: - As operations

extension BatchNormalization {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    let x = image.map { statement.picture(aPrev, $0) } ?? statement.flat(aPrev)
    let z = statement.apply(
      .batchNormalization(epsilon: epsilon), x, statement.vector("gamma", gamma),
      statement.vector("beta", beta), statement.vector("mean", runningMean),
      statement.vector("variance", runningVariance), named: "Z")
    return try activation.operations(z, in: &statement)
  }
}

extension BatchNormalization {
  public var specification: LayerSpecification? {
    .batchNormalization(activation: activation, momentum: momentum, epsilon: epsilon)
  }
  public var inputImage: ImageShape? { image }
}

// MARK: - In a network's list of layers

/// ``BatchNormalization``, of channels where pictures come in, else of units.
public struct BatchNormalizationKind: NormalizationKind {
  public static let name = "batchNormalization"
  public static let summary =
    "Each unit, of pictures each channel, brought to mean 0 and variance 1 over the batch, "
    + "then scaled and shifted."
  public static let aliases = ["batchNorm", "batchNorm1D", "batchNorm2D", "bn"]
  public static let settings: [Key<BatchNormalizationKind>] = [
    Key(
      "momentum", \.momentum, .fromZeroToOne,
      "The part of the running statistics that an update keeps: 1 - PyTorch's momentum."),
    Key("epsilon", \.epsilon, .aboveZero, "Added to the variance.", aliases: ["eps"]),
    .activation(\.activation),
  ]

  /// The part of the running statistics that an update keeps.
  public var momentum: Double
  /// Added to the variance.
  public var epsilon: Double
  public var activation: Activation

  /// A normalization over the batch.
  public init(
    activation: Activation = .linear, momentum: Double = 0.9, epsilon: Double = 1e-5
  ) {
    self.activation = activation
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public init() { self.init(activation: .linear) }

  public var misfits: [SettingMisfit] {
    .unless(momentum >= 0 && momentum <= 1, "momentum", momentum, "from 0 to 1")
      + misfitsOfEpsilon
  }

  public func numbersPerMean(_ plan: PlannedLayer, examples m: Int) -> Int {
    m.multipliedClamped(by: plan.inputImage.map { $0.height * $0.width } ?? 1)
  }

  public func output(of input: LayerInput) -> LayerOutput {
    let shape = Shape(input.image?.channels ?? input.size, 1)
    return LayerOutput(
      like: input, parameters: parameters(shape), state: ["mean": shape, "variance": shape])
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    var layer =
      plan.inputImage.map {
        BatchNormalization<Scalar>(
          image: $0, activation: activation, momentum: momentum, epsilon: epsilon)
      }
      ?? BatchNormalization(
        plan.inputSize, activation: activation, momentum: momentum, epsilon: epsilon)
    (layer.gamma, layer.beta) = (parameters["gamma"], parameters["beta"])
    return layer
  }

  public func exchanged(_ plan: PlannedLayer) -> [ExchangedMatrix] {
    exchangedParameters(plan) + [
      exchanged("mean", isState: true, plan, torch: "running_mean", keras: "moving_mean"),
      exchanged("variance", isState: true, plan, torch: "running_var", keras: "moving_variance"),
    ]
  }
}

/// Layers that bring numbers to mean 0 and variance 1, and then scale and shift them.
public protocol NormalizationKind: LayerKind {
  /// Added to the variance.
  var epsilon: Double { get }

  /// How many numbers of an update's `m` examples are brought to mean 0 together.
  func numbersPerMean(_ plan: PlannedLayer, examples m: Int) -> Int
}

extension NormalizationKind {
  /// γ, which starts at 1, and β, which starts at 0.
  func parameters(_ shape: Shape) -> [ParameterShape] {
    [
      ParameterShape("gamma", shape, start: .constant(1)),
      ParameterShape("beta", shape, start: .constant(0)),
    ]
  }

  /// γ and β as other tools have them.
  func exchangedParameters(_ plan: PlannedLayer) -> [ExchangedMatrix] {
    [
      exchanged("gamma", plan, torch: "weight", keras: "gamma"),
      exchanged("beta", plan, torch: "bias", keras: "beta"),
    ]
  }

  /// A number of each channel of pictures, else of each unit, those of flattened pictures channel by channel
  /// in PyTorch.
  func exchanged(
    _ name: String, isState: Bool = false, _ plan: PlannedLayer, torch: String, keras: String
  ) -> ExchangedMatrix {
    ExchangedMatrix(
      vector: name, isState: isState, plan.inputImage?.channels ?? plan.inputSize,
      of: plan.inputImage == nil ? plan.inputPicture : nil, torch: torch, keras: keras)
  }

  public func arithmetic(_ plan: PlannedLayer) -> Double { 0 }

  public func cachedPerExample(_ plan: PlannedLayer) -> Int {
    plan.outputSize.addingClamped(plan.outputSize)
  }

  var misfitsOfEpsilon: [SettingMisfit] {
    .unless(epsilon > 0 && epsilon.isFinite, "epsilon", epsilon, "above 0")
  }
}

extension LayerSpecification {
  /// ``BatchNormalization``, of channels where pictures come in, else of units.
  public static func batchNormalization(
    activation: Activation = .linear, momentum: Double = 0.9, epsilon: Double = 1e-5
  ) -> Self {
    Self(
      BatchNormalizationKind(activation: activation, momentum: momentum, epsilon: epsilon))
  }
}
