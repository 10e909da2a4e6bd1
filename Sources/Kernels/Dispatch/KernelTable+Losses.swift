import KernelTemplates
import KernelThreads

extension KernelTable {
  /// Σ w · (max(z, 0) - z·y + log(1 + e^-|z|)) over all elements; dZ = (sigmoid(z) - y) · w.
  ///
  /// Z and Y are (rows, examples); `weights` has one number per example, 1 where absent.
  package func sigmoidCrossEntropy(
    z: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dZ: Target? = nil
  ) -> Double {
    loss(.sigmoidCrossEntropy, z, y, rows, examples, weights, dZ)
  }

  /// Σ w · Σ_rows y · (log Σ_rows e^z - z) over examples; dZ = (softmax(z) · Σ_rows y - y) · w.
  package func softmaxCrossEntropy(
    z: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dZ: Target? = nil
  ) -> Double {
    loss(.softmaxCrossEntropy, z, y, rows, examples, weights, dZ)
  }

  /// Σ w · ½ (a - y)² over all elements; dA = (a - y) · w.
  package func squaredError(
    a: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dA: Target? = nil
  ) -> Double {
    loss(.squaredError, a, y, rows, examples, weights, dA)
  }

  /// Σ w · |a - y| over all elements; dA = sign(a - y) · w, 0 where a = y.
  package func absoluteError(
    a: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dA: Target? = nil
  ) -> Double {
    loss(.absoluteError, a, y, rows, examples, weights, dA)
  }

  /// Σ w · h(a - y) over all elements, h(d) = ½ d² where |d| ≤ delta, else delta (|d| - ½ delta);
  /// dA = (a - y, at least -delta and at most delta) · w.
  package func huber(
    delta: Double, a: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dA: Target? = nil
  ) -> Double {
    loss(.huber(delta: delta), a, y, rows, examples, weights, dA)
  }

  /// -Σ w · (y log a + (1 - y) log(1 - a)); dA = (a - y) / (a (1 - a)) · w.
  ///
  /// a is moved into epsilon ... 1 - epsilon first, so that saturated outputs stay finite.
  package func binaryCrossEntropy(
    a: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dA: Target? = nil
  ) -> Double {
    loss(.binaryCrossEntropy, a, y, rows, examples, weights, dA)
  }

  /// -Σ w · y log a; dA = -y / a · w; a is at least epsilon.
  package func categoricalCrossEntropy(
    a: Source, y: Source, rows: Int, examples: Int, weights: Source? = nil,
    dA: Target? = nil
  ) -> Double {
    loss(.categoricalCrossEntropy, a, y, rows, examples, weights, dA)
  }
}

extension KernelTable {
  private func loss(
    _ function: LossFunction, _ x: Source, _ y: Source, _ rows: Int, _ examples: Int,
    _ weights: Source?, _ dX: Target?
  ) -> Double {
    let segments = ExampleSegments(examples: examples)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: segments.count) { sums in
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 16) { ones in
        guard let sums = sums.baseAddress, let ones = ones.baseAddress else { return 0 }
        set.fill(ones, 16, 1)
        if segments.count == 1 || rows * examples < Sharing.heavy.threshold {
          set.loss(function, x, y, rows, examples, weights, dX, 0..<segments.count, sums, ones)
        } else {
          let parts = EvenParts(
            of: segments.count, count: min(segments.count, 8 * ThreadPool.threads))
          ThreadPool.parallel(parts.count) { part in
            let start = parts.start(part)
            set.loss(
              function, x, y, rows, examples, weights, dX, start..<start + parts.length(part),
              sums, ones)
          }
        }
        return foldByTree(sums, segments.count)
      }
    }
  }
}
