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
}

/// What a step computes of single numbers: a function of what each of the steps before it gives.
struct ElementFunctions {
  /// The nearest step first.
  let all: [ElementFunction]

  private static let maximumCount = 8

  /// That of a step whose numbers follow from no single ones.
  init(of step: Int) { all = [ElementFunction(root: step, values: ElementFunction.grid)] }

  private init(_ all: [ElementFunction]) { self.all = all }

  /// The functions of what a step gives that has computed these.
  func within(_ step: Int) -> ElementFunctions {
    ElementFunctions(Array((ElementFunctions(of: step).all + all).prefix(Self.maximumCount)))
  }

  /// The functions and then another.
  func mapped(_ function: ([Double]) -> [Double]) -> ElementFunctions {
    ElementFunctions(all.map { ElementFunction(root: $0.root, values: function($0.values)) })
  }

  /// What is computed of several numbers that come from one step, each a function of it or a constant;
  /// nil where they come from none.
  static func together(
    _ parts: [Part], _ function: ([Double]) -> Double
  ) -> ElementFunctions? {
    let flows = parts.compactMap { part -> [ElementFunction]? in
      if case .functions(let functions) = part { functions.all } else { nil }
    }
    guard let first = flows.first else { return nil }
    let all = first.compactMap { start -> ElementFunction? in
      var columns: [[Double]] = []
      for part in parts {
        guard let column = part.values(of: start.root) else { return nil }
        columns.append(column)
      }
      return ElementFunction(
        root: start.root,
        values: ElementFunction.grid.indices.map { k in
          function(columns.map { $0[$0.count == 1 ? 0 : k] })
        })
    }
    return all.isEmpty ? nil : ElementFunctions(all)
  }

  /// A number that a node takes.
  enum Part {
    case functions(ElementFunctions)
    case constant(Double)

    fileprivate func values(of root: Int) -> [Double]? {
      switch self {
      case .functions(let functions): functions.all.first { $0.root == root }?.values
      case .constant(let number): [number]
      }
    }
  }
}

extension ElementFunctions {
  /// The activation that computes the same of what a step gives; nil if none does.
  func activation(isDouble: Bool) -> (root: Int, activation: Activation)? {
    for function in all {
      if let activation = function.activation(isDouble: isDouble) {
        return (function.root, activation)
      }
    }
    return nil
  }
}

extension ElementFunction {
  /// The activation that computes the same, up to the rounding of its constants; nil if none does.
  fileprivate func activation(isDouble: Bool) -> Activation? {
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
