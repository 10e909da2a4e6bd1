import ComputationGraph
import Foundation
import LinearAlgebra
import TestSupport
import Testing

struct ComputationGraphTests {
  /// The example of the deep-learning course.
  @Test func `the published example is reproduced`() throws {
    let graph = try ComputationGraph("3*(a+b*c)")
    let run = try graph.evaluate(at: ["a": 5, "b": 3, "c": 2])
    #expect(graph.nodes.map(\.name) == ["a", "b", "c", "u", "v", "J"])
    #expect(run.values == [5, 3, 2, 6, 11, 33])
    #expect(run.derivatives == [3, 6, 9, 3, 3, 1])
    for (difference, derivative) in zip(run.centralDifferences, run.derivatives) {
      expectClose(try #require(difference), derivative, within: 1e-9)
    }
  }

  struct Value: Sendable {
    let expression: String
    let expected: Double

    init(_ expression: String, _ expected: Double) {
      self.expression = expression
      self.expected = expected
    }
  }

  @Test(arguments: [
    Value("1+2*3", 7), Value("(1+2)*3", 9), Value("8-4-2", 2), Value("8/4/2", 1),
    Value("2^3^2", 512), Value("-2^2", -4), Value("2^-1", 0.5), Value("--3", 3), Value("+3", 3),
    Value("-x*-x", 4), Value("2*-x", -4), Value("x", 2), Value(" 1.5e2\t+ .5 ", 150.5),
    Value("max(x,3)", 3), Value("max(x, 1+0)", 2), Value("relu(-x)", 0), Value("abs(-x)", 2),
    Value("exp(0)", 1), Value("log(exp(x))", 2), Value("sqrt(x*x)", 2), Value("sigmoid(0)", 0.5),
    Value("tanh(0)", 0), Value("sin(0)+cos(0)", 1), Value("1e1", 10),
    Value("2 ^ 0.5 ^ 2", 1.189207115002721),
  ])
  func `an expression follows the rules of arithmetic`(example: Value) throws {
    let graph = try ComputationGraph(example.expression)
    let run = try graph.evaluate(at: graph.variables.isEmpty ? [:] : ["x": 2])
    expectClose(try #require(run.values.last), example.expected)
  }

  @Test func `slopes at kinks are those of PyTorch`() throws {
    func derivatives(_ expression: String, _ point: [String: Double]) throws -> [Double] {
      let graph = try ComputationGraph(expression)
      let run = try graph.evaluate(at: point)
      #expect(!run.kinks.isEmpty)
      let isUnknown = zip(graph.nodes, run.centralDifferences).allSatisfy { node, difference in
        node.operation != nil || difference == nil
      }
      #expect(isUnknown)
      return Array(run.derivatives.prefix(point.count))
    }
    #expect(try derivatives("relu(x)", ["x": 0]) == [0])
    #expect(try derivatives("abs(x)", ["x": 0]) == [0])
    #expect(try derivatives("leakyRelu(x)", ["x": 0]) == [0.01])
    #expect(try derivatives("max(x,y)", ["x": 1, "y": 1]) == [0.5, 0.5])
  }

  @Test func `a variable used twice adds up`() throws {
    let run = try ComputationGraph("x*x + 3*x").evaluate(at: ["x": 4])
    #expect(run.derivatives[0] == 11)
    #expect(run.terms(of: 0).map(\.slope) == [4, 4, 3])
    #expect(run.terms(of: 0).map(\.rule) == ["x", "x", "3"])
  }

  @Test func `steps are named around the variables`() throws {
    #expect(try ComputationGraph("u*J+v").nodes.map(\.name) == ["u", "J", "v", "w", "J1"])
    let many = try ComputationGraph("a*b*c*d*e*f*g*h*i*j*k + u1")
    #expect(many.nodes.dropFirst(12).map(\.name).prefix(3) == ["u2", "u3", "u4"])
    #expect(Set(many.nodes.map(\.name)).count == many.nodes.count)
  }

  @Test func `a sigmoid never overflows`() throws {
    let run = try ComputationGraph("sigmoid(x)+sigmoid(-x)").evaluate(at: ["x": 1e4])
    #expect(run.values.last == 1)
    #expect(run.derivatives[0] == 0)
  }

  /// Numbers of arbitrary precision, by mpmath 1.3:
  /// `z * ncdf(z)` and `diff(f, z)` for gelu, and so on.
  @Test(arguments: [
    ("leakyRelu", -2.0, -0.02, 0.01), ("leakyRelu", 3, 3, 1),
    ("elu", -2, -0.8646647167633873, 0.1353352832366127), ("elu", 3, 3, 1),
    ("gelu", -2, -0.04550026389635842, -0.0852318010781969),
    ("gelu", 1, 0.8413447460685429, 1.0833154705876864), ("gelu", -40, 0, 0),
    ("silu", -2, -0.23840584404423512, -0.09078424878489548),
    ("silu", 1, 0.7310585786300049, 0.9276705118714867), ("silu", -800, 0, 0),
    ("softplus", -2, 0.1269280110429725, 0.11920292202211756),
    ("softplus", 1, 1.3132616875182228, 0.7310585786300049), ("softplus", 1000, 1000, 1),
  ])
  func `an activation has its value and its derivative`(
    _ name: String, _ x: Double, _ value: Double, _ derivative: Double
  ) throws {
    let run = try ComputationGraph("\(name)(x)").evaluate(at: ["x": x])
    expectClose(try #require(run.values.last), value, within: 1e-15)
    expectClose(run.derivatives[0], derivative, within: 1e-15)
    expectClose(try #require(run.centralDifferences[0]), derivative, within: 1e-9)
  }

  /// As PyTorch has it: a branch that is not taken gives back nothing, whatever comes back to it.
  @Test func `a branch that is not taken gives back nothing`() throws {
    #expect(try ComputationGraph("sqrt(relu(x))").evaluate(at: ["x": -1]).derivatives[0] == 0)
    #expect(try ComputationGraph("sqrt(max(x,0))").evaluate(at: ["x": -1]).derivatives[0] == 0)
    #expect(try ComputationGraph("sqrt(0*x^0)").evaluate(at: ["x": 1]).derivatives[0] == 0)
    #expect(try ComputationGraph("sqrt(0*x)").evaluate(at: ["x": 1]).derivatives[0].isNaN)
  }

  @Test func `no difference is taken across the end of a domain`() throws {
    let run = try ComputationGraph("relu(1 + x^2.5)").evaluate(at: ["x": 0])
    #expect(run.derivatives[0] == 0)
    #expect(run.centralDifferences[0] == nil)
  }

  @Test func `a derivative may be infinite`() throws {
    let run = try ComputationGraph("sqrt(x)").evaluate(at: ["x": 0])
    #expect(run.values == [0, 0])
    #expect(run.derivatives == [.infinity, 1])
    #expect(run.centralDifferences[0] == nil)
  }

  /// Every derivative of thousands of random expressions against central differences.
  @Test func `derivatives of random expressions agree with central differences`() throws {
    var expressions = RandomExpressions(seed: 7)
    var compared = 0
    for _ in 0..<4000 {
      let (expression, point) = expressions.next()
      let graph = try ComputationGraph(expression)
      guard let run = try? graph.evaluate(at: point), run.values.allSatisfy({ abs($0) < 1e6 })
      else { continue }
      for (index, derivative) in run.derivatives.enumerated() {
        guard let difference = run.centralDifferences[index], abs(derivative) < 1e6 else {
          continue
        }
        let scale = max(1, abs(derivative), run.values.reduce(0) { max($0, abs($1)) })
        #expect(
          abs(difference - derivative) <= 1e-6 * scale,
          "\(expression) at \(point): dJ/d\(graph.nodes[index].name) \(derivative), \(difference)")
        compared += 1
      }
    }
    #expect(compared > 20_000)
  }
}

/// Expressions of all operations over x, y and z, with values for the three.
private struct RandomExpressions {
  private var random: RandomState

  init(seed: UInt32) { random = RandomState(seed: seed) }

  mutating func next() -> (String, [String: Double]) {
    let text = expression(depth: 4)
    let names = ["x", "y", "z"].filter { text.contains($0) }
    return (text, Dictionary(uniqueKeysWithValues: names.map { ($0, 0.5 + 2 * random.rand()) }))
  }

  private mutating func expression(depth: Int) -> String {
    guard depth > 0, random.rand() > 0.1 else {
      let leaves = ["x", "y", "z", "2", "0.5"]
      return leaves[random.index(upTo: 4)]
    }
    let (first, second) = (expression(depth: depth - 1), expression(depth: depth - 1))
    let forms = [
      "(\(first) + \(second))", "(\(first) - \(second))", "\(first) * \(second)",
      "(\(first)) / (1 + (\(second))^2)", "abs(\(first))^(\(second))", "-(\(first))",
      "exp(-abs(\(first)))", "log(1 + abs(\(first)))", "sqrt(1 + (\(first))^2)", "sin(\(first))",
      "cos(\(first))", "tanh(\(first))", "sigmoid(\(first))", "relu(\(first))",
      "leakyRelu(\(first))", "elu(\(first))", "gelu(\(first))", "silu(\(first))",
      "softplus(\(first))",
      "max(\(first), \(second))",
    ]
    return forms[random.index(upTo: forms.count - 1)]
  }
}
