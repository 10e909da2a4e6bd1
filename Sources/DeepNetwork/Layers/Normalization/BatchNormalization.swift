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
    /// A_prev, (units, values of a unit): X̂ and Z are formed from it anew on the way back.
    let values: Matrix<Scalar>
    /// What g keeps, (n, m); empty where the kernels apply it.
    let kept: Matrix<Scalar>
  }

  /// What a batch tells of each unit, (units, 1) each.
  struct Statistics: Sendable {
    let mean: Matrix<Scalar>
    /// Divided by the count.
    let variance: Matrix<Scalar>
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
    let values = units(of: aPrev)
    let statistics = statistics(of: values)
    let result = rows(of: values.normalized(normalization(statistics)))
    let (a, kept) =
      activation.elementwise == nil ? activation.forward(result) : (result, .empty)
    return (a, Cache(statistics: statistics, values: values, kept: kept))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let (dValues, sum, product) = outer(dA, cache).normalizedBack(
      from: cache.values, normalization(cache.statistics),
      inverseDeviation: inverseDeviation(cache.statistics.variance),
      keepsMoments: usesRunningStatistics)
    let m = Scalar(dA.columns)
    return (rows(of: dValues), [product / m, sum / m])
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    // Moments of the batch take the sums that the gradients are made of.
    guard usesRunningStatistics else { return backward(dA, cache: cache).dAPrev }
    return rows(
      of: outer(dA, cache).normalizedBack(from: cache.values, normalization(cache.statistics)))
  }

  /// dA, or dZ where the kernels do not apply g, as the values of each unit.
  private func outer(_ dA: Matrix<Scalar>, _ cache: Cache) -> Matrix<Scalar> {
    units(of: activation.elementwise == nil ? activation.dZ(dA, kept: cache.kept) : dA)
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    let result = rows(of: units(of: aPrev).normalized(normalization(running)))
    return activation.elementwise == nil ? activation(result) : result
  }

  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    rows(of: units(of: aPrev).normalized(normalization(running, isLinear: true)))
  }

  private var running: Statistics { Statistics(mean: runningMean, variance: runningVariance) }

  private func statistics(of values: Matrix<Scalar>) -> Statistics {
    guard !usesRunningStatistics else { return running }
    let (mean, variance) = values.rowMoments()
    return Statistics(mean: mean, variance: variance)
  }

  /// What brings X to A, or to Z where the kernels do not apply g.
  private func normalization(_ statistics: Statistics, isLinear: Bool = false)
    -> RowNormalization<Scalar>
  {
    RowNormalization(
      mean: statistics.mean, scale: gamma .* inverseDeviation(statistics.variance), shift: beta,
      activation: isLinear ? .linear : activation.elementwise ?? .linear)
  }

  private func inverseDeviation(_ variance: Matrix<Scalar>) -> Matrix<Scalar> {
    variance.map { 1 / ($0 + Scalar(epsilon)).squareRoot() }
  }

  /// The values of each unit: (n, m), or for pictures (channels, height · width · m).
  ///
  /// In memory the units lie side by side.
  private func units(of matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    image.map { matrix.columnwise(rows: $0.channels) } ?? matrix.exampleMajor
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
    let statistics = statistics(of: units(of: aPrev))
    (layer.runningMean, layer.runningVariance) = (statistics.mean, statistics.variance)
    return layer
  }

  public mutating func observe(_ cache: Cache) {
    let count = cache.values.columns
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
    let values = units(of: aPrev)
    let normalization = normalization(statistics(of: values), isLinear: true)
    return Kinks(name: "\(activation)", distances: rows(of: values.normalized(normalization)))
  }
}

extension Matrix {
  /// The elements column by column as a matrix of so many rows; shares them if they lie that way.
  func columnwise(rows: Int) -> Matrix {
    let matrix = ordered(.columnMajor)
    return Matrix(
      storage: matrix.storage, shape: Shape(rows, count / rows), order: .columnMajor)
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
