import Kernels
import Testing

/// Three steps of each optimizer by PyTorch's definitions in plain Swift.
@Suite struct UpdateTests {
  private let alpha = 0.1
  private let decay = 0.02

  /// What the formula remembers is v, s; the arrays of those that it leaves alone must stay as they are.
  private func expectUpdates(
    _ level: VectorLevel, _ rule: (_ step: Int) -> UpdateRule,
    _ formula: (
      _ w: inout Double, _ g: Double, _ memory: inout (v: Double, s: Double), _ step: Int
    ) -> Void
  ) {
    for count in [1, 7, 8, 33, 200] {
      var generator = Numbers(seed: UInt64(count))
      let w = Guarded<Double>(rows: 1, columns: count, ld: count)
      w.draw(&generator)
      let (v, s) = (w.zeros, w.zeros)
      var expected = w.elements
      var memory = [(v: Double, s: Double)](repeating: (0, 0), count: count)
      for step in 1...3 {
        let dW = (0..<count).map { _ in generator.number() }
        KernelTable<Double>(level: level).update(
          w.start, dW, by: rule(step), v: v.start, s: s.start, count: count, alpha: alpha,
          decay: decay)
        for i in 0..<count { formula(&expected[i], dW[i] + decay * expected[i], &memory[i], step) }
      }
      expectClose(w.elements, expected, 1e-12)
      expectClose(v.elements, memory.map(\.v), 1e-12)
      expectClose(s.elements, memory.map(\.s), 1e-12)
      #expect(w.guardsAreWhole && v.guardsAreWhole && s.guardsAreWhole)
    }
  }

  @Test(arguments: VectorLevel.available)
  func `gradient descent is its formula`(level: VectorLevel) {
    expectUpdates(level) { _ in
      .gradientDescent
    } _: { w, g, _, _ in
      w -= alpha * g
    }
  }

  @Test(arguments: VectorLevel.available)
  func `momentum is its formula`(level: VectorLevel) {
    expectUpdates(level) { _ in
      .momentum(beta: 0.9)
    } _: { w, g, memory, _ in
      memory.v = 0.9 * memory.v + g
      w -= alpha * memory.v
    }
  }

  @Test(arguments: VectorLevel.available)
  func `momentum of Nesterov's kind is its formula`(level: VectorLevel) {
    expectUpdates(level) { _ in
      .momentum(beta: 0.9, isNesterov: true)
    } _: { w, g, memory, _ in
      memory.v = 0.9 * memory.v + g
      w -= alpha * (g + 0.9 * memory.v)
    }
  }

  @Test(arguments: VectorLevel.available)
  func `RMSprop is its formula`(level: VectorLevel) {
    expectUpdates(level) { _ in
      .rmsprop(beta: 0.99, epsilon: 1e-8)
    } _: { w, g, memory, _ in
      memory.s = 0.99 * memory.s + 0.01 * g * g
      w -= alpha * g / (memory.s.squareRoot() + 1e-8)
    }
  }

  @Test(arguments: VectorLevel.available)
  func `Adam is its formula`(level: VectorLevel) {
    func correction(_ beta: Double, _ step: Int) -> Double {
      1 - (0..<step).reduce(1) { power, _ in power * beta }
    }
    expectUpdates(level) { step in
      .adam(
        beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: correction(0.9, step),
        correction2: correction(0.999, step))
    } _: { w, g, memory, step in
      memory.v = 0.9 * memory.v + 0.1 * g
      memory.s = 0.999 * memory.s + 0.001 * g * g
      let root = (memory.s / correction(0.999, step)).squareRoot()
      w -= alpha * (memory.v / correction(0.9, step)) / (root + 1e-8)
    }
  }
}

extension Guarded<Double> {
  /// As many zeros.
  fileprivate var zeros: Guarded {
    let count = elements.count
    let result = Guarded(rows: 1, columns: count, ld: count)
    result.fill(0)
    return result
  }
}
