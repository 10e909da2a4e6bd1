/// A dense network as it was asked for, not yet proven: L layers with n[0], …, n[L] units.
public struct Architecture: Hashable, Sendable {
  /// n[0], …, n[L]; n[0] = 0 stands for the number of features of the data.
  public var n: [Int]
  /// g of the layers 1 … L.
  public var activations: [Activation]
  /// The chance of each hidden unit to stay in a training pass, for the layers 1 … L-1; empty
  /// where there is no dropout.
  public var keepProbabilities: [Double]
  /// L as it was stated, if it was.
  package var statedL: Int?

  /// A network of these sizes, one activation and, with dropout, one keep probability a layer.
  public init(n: [Int], activations: [Activation], keepProbabilities: [Double] = []) {
    self.init(n: n, activations: activations, keepProbabilities: keepProbabilities, statedL: nil)
  }

  package init(
    n: [Int], activations: [Activation], keepProbabilities: [Double] = [], statedL: Int?
  ) {
    self.n = n
    self.activations = activations
    self.keepProbabilities = keepProbabilities
    self.statedL = statedL
  }
}

/// The shapes of a data set: X is (inputSize, m), Y (outputSize, m).
public struct DataShape: Hashable, Sendable {
  /// The features of an example.
  public let inputSize: Int
  /// The outputs of an example; nil where the labels do not fix them.
  public let outputSize: Int?

  /// The outputs are nil where the labels do not fix them (class numbers).
  public init(inputSize: Int, outputSize: Int?) {
    self.inputSize = inputSize
    self.outputSize = outputSize
  }
}
