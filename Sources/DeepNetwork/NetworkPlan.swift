/// The proven shapes of a network; only the ``DimensionChecker`` can make one.
public struct NetworkPlan: Hashable, Sendable {
  /// n[0], …, n[L], all at least 1.
  public let n: [Int]
  /// g of the layers 1 … L.
  public let activations: [Activation]
  /// The chance of a hidden unit to stay, for the layers 1 … L-1; 1 where there is no dropout.
  public let keepProbabilities: [Double]

  init(n: [Int], activations: [Activation], keepProbabilities: [Double]) {
    self.n = n
    self.activations = activations
    self.keepProbabilities = keepProbabilities
  }

  /// The number of layers, the input not counted.
  public var L: Int { n.count - 1 }

  /// (n[l], n[l-1]), for l from 1 to L.
  public func shapeOfW(_ l: Int) -> Shape { Shape(n[l], n[l - 1]) }

  /// (n[l], 1), for l from 1 to L.
  public func shapeOfB(_ l: Int) -> Shape { Shape(n[l], 1) }

  /// The number of weights and biases of layer l; `Int.max` if there are more.
  public func parameterCount(_ l: Int) -> Int {
    let (count, overflow) = n[l].multipliedReportingOverflow(by: n[l - 1] + 1)
    return overflow ? .max : count
  }

  /// The number of weights and biases of all layers; `Int.max` if there are more.
  public var parameterCount: Int {
    (1...L).reduce(0) { sum, l in
      let (count, overflow) = sum.addingReportingOverflow(parameterCount(l))
      return overflow ? .max : count
    }
  }
}
