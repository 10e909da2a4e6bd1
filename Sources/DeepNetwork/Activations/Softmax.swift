import Foundation

/// g(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ over each column of Z.
public struct Softmax: ActivationKind {
  public static let name = "softmax"
  public static let summary = "g(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ over the units of each example."
  public static let aliases = ["logSoftmax"]

  public init() {}

  public var keepsA: Bool { true }
  public var isElementwise: Bool { false }
  public var range: ClosedRange<Double> { 0...1 }
  public var standardLoss: Loss { .categoricalCrossEntropy }

  public func callAsFunction<Scalar: NetworkScalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar> {
    Z.softmax()
  }

  /// dZ = A ∘ (dA - Σ dA ∘ A), the sum taken over each column.
  public func dZ<Scalar: NetworkScalar>(_ dA: Matrix<Scalar>, kept A: Matrix<Scalar>)
    -> Matrix<Scalar>
  { dA.softmaxBackward(a: A) }

  /// sₖ = zₖ - log Σⱼ≠ₖ e^zⱼ, of which Aₖ is the sigmoid: the logarithm of the odds of class k against all
  /// others.
  public func scores(_ Z: Matrix<Double>) -> Matrix<Double>? { Z.rows > 1 ? Z.logOdds() : nil }
}

// MARK: - As operations

extension Softmax {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.softmax(), statement.flat(z)) }
}

extension Activation {
  /// g(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ over each column of Z.
  public static let softmax = Activation(Softmax())
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
