/// How an update changes W by g = dW + decay · W, and what is remembered from update to update.
public enum UpdateRule: Hashable, Sendable {
  /// W := W - alpha · g.
  case gradientDescent
  /// v := beta · v + g; W := W - alpha · v, of Nesterov's kind W := W - alpha (g + beta · v).
  case momentum(beta: Double, isNesterov: Bool = false)
  /// s := beta · s + (1 - beta) · g²; W := W - alpha · g / (√s + epsilon).
  case rmsprop(beta: Double, epsilon: Double)
  /// v := beta1 · v + (1 - beta1) · g; s := beta2 · s + (1 - beta2) · g²;
  /// W := W - alpha / correction1 · v / (√s / √correction2 + epsilon).
  ///
  /// The corrections of update t, counted from 1, are 1 - beta1ᵗ and 1 - beta2ᵗ.
  case adam(
    beta1: Double, beta2: Double, epsilon: Double, correction1: Double, correction2: Double)
}

/// Optimizer steps: all arrays of a parameter read and written once.
extension KernelSet where Scalar: KernelScalar {
  /// `v` and `s` are touched only by the rules that have them.
  @inlinable @inline(__always)
  public static func update(
    _ rule: UpdateRule, _ w: Target, _ dW: Source, _ v: Target, _ s: Target, _ count: Int,
    _ alpha: Double, _ decay: Double
  ) {
    switch rule {
    case .gradientDescent: gradientDescent(w, dW, count, alpha, decay)
    case .momentum(let beta, let isNesterov):
      momentum(w, dW, v, count, alpha, beta, isNesterov, decay)
    case .rmsprop(let beta, let epsilon): rmsprop(w, dW, s, count, alpha, beta, epsilon, decay)
    case .adam(let beta1, let beta2, let epsilon, let correction1, let correction2):
      adam(
        w, dW, v, s, count, alpha / correction1, beta1, beta2, epsilon, correction2.squareRoot(),
        decay)
    }
  }

  /// The gradient with the derivative of the L2 term.
  @inlinable @inline(__always)
  public static func gradient(
    _ w: Target, _ dW: Source, _ decay: Vector, _ i: Int, _ n: Int
  ) -> (w: Vector, gradient: Vector) {
    let weights = load(w + i, n)
    return (weights, .fma(decay, weights, load(dW + i, n)))
  }

  @inlinable @inline(__always)
  public static func gradientDescent(
    _ w: Target, _ dW: Source, _ count: Int, _ alpha: Double, _ decay: Double
  ) {
    let step = Vector(repeating: Scalar(-alpha))
    let decay = Vector(repeating: Scalar(decay))
    for (i, n) in parts(count) {
      let (weights, g) = gradient(w, dW, decay, i, n)
      store(.fma(step, g, weights), w + i, n)
    }
  }

  @inlinable @inline(__always)
  public static func momentum(
    _ w: Target, _ dW: Source, _ velocity: Target, _ count: Int, _ alpha: Double,
    _ beta: Double, _ isNesterov: Bool, _ decay: Double
  ) {
    let step = Vector(repeating: Scalar(-alpha))
    let beta = Vector(repeating: Scalar(beta))
    let decay = Vector(repeating: Scalar(decay))
    for (i, n) in parts(count) {
      let (weights, g) = gradient(w, dW, decay, i, n)
      let v = Vector.fma(beta, load(velocity + i, n), g)
      store(v, velocity + i, n)
      let direction = isNesterov ? Vector.fma(beta, v, g) : v
      store(.fma(step, direction, weights), w + i, n)
    }
  }

  @inlinable @inline(__always)
  public static func rmsprop(
    _ w: Target, _ dW: Source, _ square: Target, _ count: Int, _ alpha: Double, _ beta: Double,
    _ epsilon: Double, _ decay: Double
  ) {
    let step = Vector(repeating: Scalar(-alpha))
    let rest = Vector(repeating: Scalar(1 - beta))
    let beta = Vector(repeating: Scalar(beta))
    let epsilon = Vector(repeating: Scalar(epsilon))
    let decay = Vector(repeating: Scalar(decay))
    for (i, n) in parts(count) {
      let (weights, g) = gradient(w, dW, decay, i, n)
      let s = Vector.fma(beta, load(square + i, n), rest * g * g)
      store(s, square + i, n)
      store(.fma(step, g / (s.root + epsilon), weights), w + i, n)
    }
  }

  @inlinable @inline(__always)
  public static func adam(
    _ w: Target, _ dW: Source, _ mean: Target, _ square: Target, _ count: Int,
    _ stepSize: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double,
    _ rootOfCorrection2: Double, _ decay: Double
  ) {
    let step = Vector(repeating: Scalar(-stepSize))
    let rest1 = Vector(repeating: Scalar(1 - beta1))
    let rest2 = Vector(repeating: Scalar(1 - beta2))
    let beta1 = Vector(repeating: Scalar(beta1))
    let beta2 = Vector(repeating: Scalar(beta2))
    let epsilon = Vector(repeating: Scalar(epsilon))
    let rootFactor = Vector(repeating: Scalar(1 / rootOfCorrection2))
    let decay = Vector(repeating: Scalar(decay))
    for (i, n) in parts(count) {
      let (weights, g) = gradient(w, dW, decay, i, n)
      let v = Vector.fma(beta1, load(mean + i, n), rest1 * g)
      let s = Vector.fma(beta2, load(square + i, n), rest2 * g * g)
      store(v, mean + i, n)
      store(s, square + i, n)
      store(.fma(step, v / .fma(s.root, rootFactor, epsilon), weights), w + i, n)
    }
  }
}
