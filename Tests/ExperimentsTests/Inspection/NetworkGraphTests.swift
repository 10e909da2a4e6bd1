import DeepNetwork
import Experiments
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct NetworkGraphTests {
  private func graph(
    _ activations: [Activation], _ loss: Loss, l2: Double = 0, keep: [Double] = [], m: Int? = nil
  ) throws -> NetworkGraph {
    let sizes = [3, 5, 2].prefix(activations.count + 1)
    let plan = try DimensionChecker.check(
      Architecture(n: Array(sizes), activations: activations, keepProbabilities: keep))
    return NetworkGraph(plan, loss: loss, l2: l2, m: m)
  }

  @Test func `every shape and formula is named`() throws {
    #expect(
      try graph([.relu, .softmax], .categoricalCrossEntropy, m: 7).text == """
        forward
          X       (3, 7)
          W1, b1  (5, 3), (5, 1)
          Z1      (5, 7)          = W1 X + b1
          A1      (5, 7)          = relu(Z1)
          W2, b2  (2, 5), (2, 1)
          Z2      (2, 7)          = W2 A1 + b2
          A2      (2, 7)          = softmax(Z2)
          Y       (2, 7)
          J                       = -sum(Y * log(A2)) / m

        backward
          dZ2     (2, 7)          = A2 - Y
          dW2     (2, 5)          = dZ2 A1^T / m
          db2     (2, 1)          = row sums of dZ2 / m
          dA1     (5, 7)          = W2^T dZ2
          dZ1     (5, 7)          = dA1 * relu'(Z1)
          dW1     (5, 3)          = dZ1 X^T / m
          db1     (5, 1)          = row sums of dZ1 / m

        """)
  }

  @Test func `dropout and L2 are in the formulas`() throws {
    let graph = try graph([.tanh, .linear], .meanSquaredError, l2: 0.5, keep: [0.8])
    #expect(graph.formulas(1).A == "tanh(Z1) * D1 / 0.8")
    #expect(graph.formulas(1).dZ == "dA1 * D1 / 0.8 * tanh'(Z1)")
    #expect(graph.formulas(1).dW == "dZ1 X^T / m + 0.5 / m * W1")
    #expect(graph.formulas(2).A == "Z2")
    #expect(graph.formulas(2).dA == "A2 - Y")
    #expect(graph.formulas(2).dZ == "dA2")
    #expect(graph.cost == "sum((A2 - Y)^2) / (2 m) + 0.5 / (2 m) * sum of W^2")
    #expect(graph.shapeOfA(2) == "(2, m)")
  }

  @Test func `a loss that is not taken from Z has its own gradient`() throws {
    let graph = try graph([.tanh], .binaryCrossEntropy)
    #expect(graph.formulas(1).dA == "(A1 - Y) / (A1 * (1 - A1))")
    #expect(graph.formulas(1).dZ == "dA1 * tanh'(Z1)")
  }

  @Test func `many layers go over several rows`() throws {
    for L in [1, 3, 5, 10, 100] {
      let plan = try DimensionChecker.check(
        Architecture(
          n: Array(repeating: 64, count: L + 1),
          activations: Array(repeating: .tanh, count: L)))
      let graph = NetworkGraph(plan, loss: .meanSquaredError, l2: 0, m: 32)
      let svg = graph.svg
      #expect(XMLParser(data: Data(svg.utf8)).parse())
      for l in 1...L { #expect(svg.contains(">W\(l) (64, 64)</text>")) }
      let width = try #require(svg.firstMatch(of: /width="([0-9.]+)"/)).1
      #expect(try #require(Double(width)) < 1600)
    }
  }
}
