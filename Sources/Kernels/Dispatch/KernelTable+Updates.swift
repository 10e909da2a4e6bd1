import KernelTemplates

extension KernelTable {
  /// g = dW + decay · W; W := W - alpha · g.
  package func gradientDescent(
    _ w: Target, _ dW: Source, count: Int, alpha: Double, decay: Double = 0
  ) {
    share(count, .light) { i, n in set.gradientDescent(w + i, dW + i, n, alpha, decay) }
  }

  /// g = dW + decay · W; v := beta · v + g; W := W - alpha · v.
  package func momentum(
    _ w: Target, _ dW: Source, velocity: Target, count: Int, alpha: Double, beta: Double,
    decay: Double = 0
  ) {
    share(count, .light) { i, n in
      set.momentum(w + i, dW + i, velocity + i, n, alpha, beta, decay)
    }
  }

  /// g = dW + decay · W; s := beta · s + (1 - beta) · g²; W := W - alpha · g / (√s + epsilon).
  package func rmsprop(
    _ w: Target, _ dW: Source, square: Target, count: Int, alpha: Double, beta: Double,
    epsilon: Double, decay: Double = 0
  ) {
    share(count, .light) { i, n in
      set.rmsprop(w + i, dW + i, square + i, n, alpha, beta, epsilon, decay)
    }
  }

  /// g = dW + decay · W; v := beta1 · v + (1 - beta1) · g; s := beta2 · s + (1 - beta2) · g²;
  /// W := W - alpha / correction1 · v / (√s / √correction2 + epsilon).
  ///
  /// The corrections of update t, counted from 1, are 1 - beta1ᵗ and 1 - beta2ᵗ.
  package func adam(
    _ w: Target, _ dW: Source, mean: Target, square: Target, count: Int, alpha: Double,
    beta1: Double, beta2: Double, epsilon: Double, correction1: Double, correction2: Double,
    decay: Double = 0
  ) {
    share(count, .light) { i, n in
      set.adam(
        w + i, dW + i, mean + i, square + i, n, alpha / correction1, beta1, beta2, epsilon,
        correction2.squareRoot(), decay)
    }
  }
}
