import Foundation

extension Activation {
  /// What ranks the examples of each output as A does, without A's rounding; nil where A is not
  /// rounded so that examples become alike.
  ///
  /// sigmoid and tanh only grow: Z itself. For softmax sₖ = zₖ - log Σⱼ≠ₖ e^zⱼ, of which Aₖ is the
  /// sigmoid: the logarithm of the odds of class k against all others.
  ///
  /// *Shapes*: Z and the scores (n, m).
  func scores(_ Z: Matrix<Double>) -> Matrix<Double>? {
    switch self {
    case .sigmoid, .tanh: Z
    case .relu, .leakyRelu, .linear: nil
    case .softmax: Z.rows > 1 ? Z.logOdds() : nil
    }
  }
}

extension Matrix<Double> {
  /// sₖ = zₖ - log Σⱼ≠ₖ e^zⱼ of each column.
  fileprivate func logOdds() -> Matrix {
    let Z = ordered(.columnMajor)
    var scores = Matrix(uninitialized: shape, order: .columnMajor)
    scores.withMutableElements { target in
      Z.withElements { source in
        for column in 0..<columns {
          Self.logOdds(source + column * rows, rows, into: target + column * rows)
        }
      }
    }
    return scores
  }

  /// All is taken relative to the largest other number, whose 1 stays out of the sums: no difference is
  /// lost, however far the numbers are apart or near the odds are to even.
  private static func logOdds(
    _ z: UnsafePointer<Double>, _ n: Int, into s: UnsafeMutablePointer<Double>
  ) {
    let top = (1..<n).reduce(0) { z[$1] > z[$0] ? $1 : $0 }
    var rival = top == 0 ? 1 : 0
    for k in 0..<n where k != top && z[k] > z[rival] { rival = k }
    // What is neither of both: relative to the rival, to the top, and with the rival itself.
    var (besideRival, besideTop) = (CompensatedSum(), CompensatedSum())
    for k in 0..<n where k != top && k != rival {
      s[k] = exp(z[k] - z[top])
      besideRival.add(exp(z[k] - z[rival]))
      besideTop.add(s[k])
    }
    var all = besideTop
    all.add(exp(z[rival] - z[top]))
    for k in 0..<n where k != top && k != rival {
      s[k] = z[k] - z[top] - log1p(all.without(s[k]).value)
    }
    s[top] = z[top] - z[rival] - log1p(besideRival.value)
    s[rival] = z[rival] - z[top] - log1p(besideTop.value)
  }
}

/// A sum with the rounding errors of its additions (Donald Knuth, 1969), so that its value does not
/// depend on the order: equal odds are equal to the last bit.
private struct CompensatedSum {
  private var sum = 0.0
  private var error = 0.0

  mutating func add(_ number: Double) {
    let next = sum + number
    let added = next - sum
    error += (sum - (next - added)) + (number - added)
    sum = next
  }

  var value: Double { sum + error }

  func without(_ number: Double) -> CompensatedSum {
    var rest = self
    rest.add(-number)
    return rest
  }
}
