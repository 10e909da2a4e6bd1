/// A layer whose units are left out at random during training (inverted dropout).
///
/// A = inner A ∘ D / keepProbability with a mask D of zeros and ones; the same on the way back. In
/// inference it is the inner layer. Nitish Srivastava and others, 2014.
///
/// *Shapes*: those of the inner layer; D is (n[l], m). Before each training pass ``draw(m:from:)``
/// draws `rand(n[l], m) < keepProbability`; forward itself is a pure function, so that gradients
/// can be checked with a fixed mask.
public struct Dropout<Inner: Layer>: Layer {
  public typealias Scalar = Inner.Scalar

  /// What the inner layer left, and the mask.
  public struct Cache: Sendable {
    let inner: Inner.Cache
    let mask: Matrix<Scalar>
  }

  /// The layer whose units are left out.
  public var inner: Inner
  /// The chance of a unit to stay.
  public let keepProbability: Double
  /// D / keepProbability, (n[l], m), of the pass to come; empty before the first: nothing is left
  /// out.
  var mask = Matrix<Scalar>.empty

  /// A layer around `inner`.
  ///
  /// - Precondition: 0 < keepProbability ≤ 1.
  public init(_ inner: Inner, keepProbability: Double) {
    require(
      keepProbability > 0 && keepProbability <= 1,
      "keepProbability must be above 0 and at most 1, not \(keepProbability)")
    self.inner = inner
    self.keepProbability = keepProbability
  }

  public var inputSize: Int { inner.inputSize }
  public var outputSize: Int { inner.outputSize }
  public var W: Matrix<Scalar> {
    get { inner.W }
    _modify { yield &inner.W }
  }
  public var b: Matrix<Scalar> {
    get { inner.b }
    _modify { yield &inner.b }
  }
  public var state: [String: Matrix<Scalar>] {
    get { inner.state }
    set { inner.state = newValue }
  }
  public var name: String { "\(inner.name), dropout \(keepProbability)" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (a, cache) = inner.forward(aPrev)
    return (masked(a, mask), Cache(inner: cache, mask: mask))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { inner.backward(masked(dA, cache.mask), cache: cache.inner) }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { inner.parameterGradients(masked(dA, cache.mask), cache: cache.inner) }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { inner.infer(aPrev) }

  public mutating func draw(m: Int, from random: inout RandomState) {
    inner.draw(m: m, from: &random)
    let kept = Scalar(1 / keepProbability)
    var mask = Matrix<Scalar>(rows: outputSize, columns: m)
    mask.withMutableElements { elements in
      for i in 0..<(outputSize * m) { elements[i] = random.rand() < keepProbability ? kept : 0 }
    }
    self.mask = mask
  }

  public mutating func observe(_ cache: Cache) { inner.observe(cache.inner) }

  private func masked(_ matrix: Matrix<Scalar>, _ mask: Matrix<Scalar>) -> Matrix<Scalar> {
    mask.isEmpty ? matrix : matrix .* mask
  }
}
