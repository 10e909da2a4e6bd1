import KernelTemplates

extension KernelTable {
  /// Changes W by one update from its gradient, dW + decay · W.
  ///
  /// `v` and `s` are what the rule remembers, each as long as W; only the rules that have them read
  /// and write them.
  package func update(
    _ w: Target, _ dW: Source, by rule: UpdateRule, v: Target, s: Target, count: Int,
    alpha: Double, decay: Double = 0
  ) {
    share(count, .light) { i, n in
      set.update(rule, w + i, dW + i, v + i, s + i, n, alpha, decay)
    }
  }
}
