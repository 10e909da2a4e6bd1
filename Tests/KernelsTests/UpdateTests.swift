import Kernels
import Testing

/// Three steps of each optimizer by PyTorch's definitions in plain Swift.
@Suite struct UpdateTests {
  private let alpha = 0.1
  private let decay = 0.02

  private func expectUpdates(
    _ level: VectorLevel, states: Int,
    _ kernel: (KernelTable<Double>, Guarded<Double>, [Double], [Guarded<Double>], Int, Int) -> Void,
    _ formula: (inout Double, Double, inout [Double], Int) -> Void
  ) {
    for count in [1, 7, 8, 33, 200] {
      var generator = Numbers(seed: UInt64(count))
      let w = Guarded<Double>(rows: 1, columns: count, ld: count)
      w.draw(&generator)
      let state = (0..<states).map { _ in Guarded<Double>(rows: 1, columns: count, ld: count) }
      for array in state { array.fill(0) }
      var expected = w.elements
      var memory = [[Double]](repeating: [Double](repeating: 0, count: states), count: count)
      for step in 1...3 {
        let dW = (0..<count).map { _ in generator.number() }
        kernel(KernelTable<Double>(level: level), w, dW, state, count, step)
        for i in 0..<count {
          formula(&expected[i], dW[i] + decay * expected[i], &memory[i], step)
        }
      }
      expectClose(w.elements, expected, 1e-12)
      #expect(w.guardsAreWhole && state.allSatisfy { $0.guardsAreWhole })
    }
  }

  @Test(arguments: VectorLevel.available)
  func gradientDescent(level: VectorLevel) {
    expectUpdates(level, states: 0) { table, w, dW, _, count, _ in
      table.gradientDescent(w.start, dW, count: count, alpha: alpha, decay: decay)
    } _: { w, g, _, _ in
      w -= alpha * g
    }
  }

  @Test(arguments: VectorLevel.available)
  func momentum(level: VectorLevel) {
    expectUpdates(level, states: 1) { table, w, dW, state, count, _ in
      table.momentum(
        w.start, dW, velocity: state[0].start, count: count, alpha: alpha, beta: 0.9, decay: decay)
    } _: { w, g, state, _ in
      state[0] = 0.9 * state[0] + g
      w -= alpha * state[0]
    }
  }

  @Test(arguments: VectorLevel.available)
  func rmsprop(level: VectorLevel) {
    expectUpdates(level, states: 1) { table, w, dW, state, count, _ in
      table.rmsprop(
        w.start, dW, square: state[0].start, count: count, alpha: alpha, beta: 0.99,
        epsilon: 1e-8, decay: decay)
    } _: { w, g, state, _ in
      state[0] = 0.99 * state[0] + 0.01 * g * g
      w -= alpha * g / (state[0].squareRoot() + 1e-8)
    }
  }

  @Test(arguments: VectorLevel.available)
  func adam(level: VectorLevel) {
    func correction(_ beta: Double, _ step: Int) -> Double {
      1 - (0..<step).reduce(1) { power, _ in power * beta }
    }
    expectUpdates(level, states: 2) { table, w, dW, state, count, step in
      table.adam(
        w.start, dW, mean: state[0].start, square: state[1].start, count: count, alpha: alpha,
        beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: correction(0.9, step),
        correction2: correction(0.999, step), decay: decay)
    } _: { w, g, state, step in
      state[0] = 0.9 * state[0] + 0.1 * g
      state[1] = 0.999 * state[1] + 0.001 * g * g
      let root = (state[1] / correction(0.999, step)).squareRoot()
      w -= alpha * (state[0] / correction(0.9, step)) / (root + 1e-8)
    }
  }
}
