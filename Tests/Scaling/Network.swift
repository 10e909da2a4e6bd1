/// A network of dense layers, by its sizes.
struct Network: Sendable {
  struct Layer {
    let inputs: Int
    let outputs: Int
    let isFirst: Bool

    /// W and b.
    var matrices: [Int] { [inputs * outputs, outputs] }
    var P: Int { inputs * outputs + outputs }
    /// Of an example: dW, and dA of the layer below if there is one.
    var backwardOperations: Double { Double((isFirst ? 2 : 4) * inputs * outputs) }
    var operations: Double { Double(2 * inputs * outputs) + backwardOperations }
  }

  /// n[0], …, n[L].
  let n: [Int]

  var name: String { n.map(String.init).joined(separator: "-") }
  var layers: [Layer] {
    zip(n, n.dropFirst()).enumerated().map {
      Layer(inputs: $1.0, outputs: $1.1, isFirst: $0 == 0)
    }
  }
  /// The number of parameters.
  var P: Int { layers.reduce(0) { $0 + $1.P } }
  /// Of an example, forward and back.
  var operations: Double { layers.reduce(0) { $0 + $1.operations } }
  var backwardOperations: Double { layers.reduce(0) { $0 + $1.backwardOperations } }
}
