/// A layer that leaves out units at random during training (inverted dropout).
///
/// A = A_prev ∘ D / keepProbability with a mask D of zeros and ones; the same on the way back. In
/// inference A = A_prev. Nitish Srivastava and others, 2014.
///
/// *Shapes*: A_prev, A and D (n, m). Before each training pass ``draw(m:from:)`` draws
/// `rand(n, m) < keepProbability`; forward itself is a pure function, so that gradients can be checked
/// with a fixed mask.
public struct DropoutLayer<Scalar: NetworkScalar>: Layer {
  public struct Cache: Sendable {
    let mask: Matrix<Scalar>
  }

  public let inputSize: Int
  /// The chance of a unit to be left out.
  public let rate: Double
  /// The chance of a unit to stay, 1 - ``rate``.
  public let keepProbability: Double
  /// D / keepProbability, (n, m), of the pass to come; empty before the first: nothing is left out.
  var mask = Matrix<Scalar>.empty
  /// Whether inference leaves out what a training pass does.
  private var infersByMask = false

  /// A layer of `size` units.
  ///
  /// - Precondition: 0 ≤ rate < 1.
  public init(_ size: Int, rate: Double) {
    require(size > 0, "a layer must have at least 1 unit, not \(size)")
    require(rate >= 0 && rate < 1, "rate must be from 0 to below 1, not \(rate)")
    self.init(size: size, rate: rate, keepProbability: 1 - rate)
  }

  fileprivate init(_ size: Int, keepProbability: Double) {
    require(
      keepProbability > 0 && keepProbability <= 1,
      "keepProbability must be above 0 and at most 1, not \(keepProbability)")
    self.init(size: size, rate: 1 - keepProbability, keepProbability: keepProbability)
  }

  private init(size: Int, rate: Double, keepProbability: Double) {
    inputSize = size
    self.rate = rate
    self.keepProbability = keepProbability
  }

  public var outputSize: Int { inputSize }
  public var name: String { "Dropout \(inputSize), rate \(rate)" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    (masked(aPrev, mask), Cache(mask: mask))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (masked(dA, cache.mask), .empty, .empty) }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (.empty, .empty) }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    infersByMask ? masked(aPrev, mask) : aPrev
  }

  public func asTrained(on aPrev: Matrix<Scalar>) -> Self {
    var layer = self
    layer.infersByMask = true
    return layer
  }

  public func usingState() -> Self {
    var layer = self
    layer.mask = .empty
    return layer
  }

  public mutating func draw(m: Int, from random: inout RandomState) {
    let kept = Scalar(1 / keepProbability)
    let count = outputSize * m
    var mask = Matrix<Scalar>(rows: outputSize, columns: m)
    mask.withMutableElements { elements in
      for i in 0..<count { elements[i] = random.rand() < keepProbability ? kept : 0 }
    }
    self.mask = mask
  }

  fileprivate func masked(_ matrix: Matrix<Scalar>, _ mask: Matrix<Scalar>) -> Matrix<Scalar> {
    mask.isEmpty ? matrix : matrix .* mask
  }
}

/// A layer whose units are left out at random during training, as ``DropoutLayer`` does.
///
/// In inference it is the inner layer.
///
/// *Shapes*: those of the inner layer; the mask is (n[l], m).
public struct Dropout<Inner: NetworkLayer>: NetworkLayer {
  public typealias Scalar = Inner.Scalar

  /// What the inner layer left, and the mask.
  public struct Cache: Sendable {
    let inner: Inner.Cache
    let dropout: DropoutLayer<Scalar>.Cache
  }

  /// The layer whose units are left out.
  public var inner: Inner
  /// What leaves them out.
  var dropout: DropoutLayer<Scalar>

  /// A layer around `inner`.
  ///
  /// - Precondition: 0 < keepProbability ≤ 1.
  public init(_ inner: Inner, keepProbability: Double) {
    self.inner = inner
    dropout = DropoutLayer(inner.outputSize, keepProbability: keepProbability)
  }

  /// The chance of a unit to stay.
  public var keepProbability: Double { dropout.keepProbability }
  public var inputSize: Int { inner.inputSize }
  public var outputSize: Int { inner.outputSize }
  public var parameters: [Parameter<Self>] { inner.parameters.map { $0.of(\.inner) } }
  public var state: [String: Matrix<Scalar>] {
    get { inner.state }
    set { inner.state = newValue }
  }
  public var name: String { "\(inner.name), dropout \(keepProbability)" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (a, cache) = inner.forward(aPrev)
    let (left, mask) = dropout.forward(a)
    return (left, Cache(inner: cache, dropout: mask))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  { inner.backward(dropout.masked(dA, cache.dropout.mask), cache: cache.inner) }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache) -> [Matrix<Scalar>] {
    inner.parameterGradients(dropout.masked(dA, cache.dropout.mask), cache: cache.inner)
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    inner.inputGradient(dropout.masked(dA, cache.dropout.mask), cache: cache.inner)
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    dropout.infer(inner.infer(aPrev))
  }

  public func asTrained(on aPrev: Matrix<Scalar>) -> Self {
    var layer = self
    layer.inner = inner.asTrained(on: aPrev)
    layer.dropout = dropout.asTrained(on: aPrev)
    return layer
  }

  public mutating func draw(m: Int, from random: inout RandomState) {
    inner.draw(m: m, from: &random)
    dropout.draw(m: m, from: &random)
  }

  public mutating func observe(_ cache: Cache) { inner.observe(cache.inner) }

  public func usingState() -> Self {
    var layer = self
    layer.inner = inner.usingState()
    layer.dropout = dropout.usingState()
    return layer
  }
}

extension NetworkLayer {
  /// The layer with dropout, where units are to be left out.
  func dropping(_ keepProbability: Double) -> any NetworkLayer<Scalar> {
    keepProbability < 1 ? Dropout(self, keepProbability: keepProbability) : self
  }
}

// MARK: - As operations

extension DropoutLayer {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    guard infersByMask, !mask.isEmpty else { return aPrev }
    let kept = statement.constant("mask", mask.transposed, shape: [mask.columns, mask.rows])
    return statement.apply(.multiply, statement.flat(aPrev), kept)
  }
}

extension Dropout {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    dropout.operations(try inner.operations(aPrev, in: &statement), in: &statement)
  }
}

extension DropoutLayer {
  public var specification: LayerSpecification? { .dropout(rate: rate) }
}

/// That of the inner layer: a network that is used has no dropout.
extension Dropout {
  public var specification: LayerSpecification? { inner.specification }
  public var inputImage: ImageShape? { inner.inputImage }
}

// MARK: - In a network's list of layers

/// ``DropoutLayer``, behind any layer but the last.
public struct DropoutKind: LayerKind {
  public static let name = "dropout"
  public static let summary = "Inverted dropout of what comes in; outside of training A = A_prev."
  public static let aliases = ["dropout1D", "dropout2D", "alphaDropout"]
  public static let settings: [Key<DropoutKind>] = [
    Key(
      required: "rate", \.rate, .belowOne, "The part left out.",
      aliases: ["p", "dropout", "dropoutRate", "dropoutProbability"])
  ]

  /// The chance of a unit to be left out.
  public var rate: Double

  /// A dropout of so many units.
  public init(rate: Double) { self.rate = rate }
  public init() { self.init(rate: 0) }

  public var keepProbability: Double { 1 - rate }

  public var misfits: [SettingMisfit] {
    .unless(rate >= 0 && rate < 1, "rate", rate, "from 0 to below 1")
  }

  public func output(of input: LayerInput) -> LayerOutput { LayerOutput(like: input) }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> { DropoutLayer<Scalar>(plan.inputSize, rate: rate) }

  /// A and the mask.
  public func cachedPerExample(_ plan: PlannedLayer) -> Int {
    plan.outputSize.addingClamped(plan.outputSize)
  }
}

extension LayerSpecification {
  /// ``DropoutLayer``, behind any layer but the last.
  public static func dropout(rate: Double) -> Self { Self(DropoutKind(rate: rate)) }
}
