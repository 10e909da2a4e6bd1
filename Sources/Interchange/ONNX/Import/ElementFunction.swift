import DeepNetwork

/// A function of single numbers that a chain of steps computes, told by what it makes of some numbers.
struct ElementFunction {
  /// The step whose numbers it is a function of.
  let root: Int
  /// What it makes of ``grid``.
  let values: [Double]

  /// Close around 0 and wide apart far from it, and on no round numbers but 0.
  static let grid: [Double] = (-32...32).map { k in
    let x = Double(k)
    return x * x * x / 1100 + x / 97
  }

  /// That of a step by itself.
  static func identity(_ step: Int) -> ElementFunction {
    ElementFunction(root: step, values: grid)
  }
}

extension ElementFunction {
  /// The activation that computes the same, up to the rounding of its constants; nil if none does.
  func activation(isDouble: Bool) -> Activation? {
    func rounded(_ number: Double) -> Double {
      isDouble ? number : Double("\(Float(number))") ?? number
    }
    let (x, y) = (Self.grid[0], values[0])
    var candidates = Self.plain
    if y < 0, (0..<1).contains(y / x) { candidates.append(.leakyRelu(slope: rounded(y / x))) }
    if y < 0, y >= -1000 { candidates.append(.elu(alpha: rounded(-y))) }
    return candidates.first { isNear($0) }
  }

  private static let plain: [Activation] = [
    .linear, .relu, .sigmoid, .tanh, .gelu, .silu, .softplus,
  ]

  private func isNear(_ activation: Activation) -> Bool {
    let expected = activation(Matrix(rows: 1, columns: Self.grid.count, Self.grid)).elements
    return zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) }
  }
}
