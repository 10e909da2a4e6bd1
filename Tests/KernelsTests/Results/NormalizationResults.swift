import KernelTemplates
import Kernels

extension DrawnArrays {
  /// The moments of columns, what they are normalized to, and the way back.
  func normalizations(_ table: Table) -> [Result] {
    // Each column of x, which is read with its rows and columns exchanged, is a unit.
    let (units, count) = (rows, columns)
    var (mean, variance) = (Array(x[..<units]), Array(x[..<units]))
    table.columnMoments(x, rows: count, columns: units, mean: &mean, variance: &variance)
    var found = [Result(name: "moments", values: mean + variance)]
    let (scale, shift) = (Array(y[..<units]), Array(y[units..<2 * units]))
    for (i, activation) in [ElementActivation.linear, .relu, .tanh, .gelu].enumerated() {
      var (a, dX) = (x, x)
      var sums = [Scalar](repeating: 0, count: 2 * units)
      withNormalization(mean, scale, shift, activation) { normalization in
        table.normalize(normalization, x, rows: count, into: &a)
        table.sumNormalized(normalization, dA: y, x: x, rows: count, into: &sums)
        table.normalizeBack(
          normalization, dA: y, x: x, rows: count, slope: scale, offset: shift, into: &dX)
      }
      found.append(Result(name: "normalization \(i)", values: a + sums + dX))
    }
    return found
  }

  private func withNormalization(
    _ mean: [Scalar], _ scale: [Scalar], _ shift: [Scalar], _ activation: ElementActivation,
    _ body: (ColumnNormalization<Scalar>) -> Void
  ) {
    mean.withUnsafeBufferPointer { mean in
      scale.withUnsafeBufferPointer { scale in
        shift.withUnsafeBufferPointer { shift in
          guard let m = mean.baseAddress, let s = scale.baseAddress, let t = shift.baseAddress
          else { return }
          body(
            ColumnNormalization(
              columns: mean.count, mean: m, scale: s, shift: t, activation: activation))
        }
      }
    }
  }
}
