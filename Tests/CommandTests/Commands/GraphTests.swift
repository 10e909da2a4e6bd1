import Foundation
import TestSupport
import Testing

struct GraphTests {
  private struct Graph: Decodable {
    struct Node: Decodable {
      let name: String
      let value: Double
      let derivative: Double?
      let centralDifference: Double?
    }
    let expression: String
    let value: Double
    let nodes: [Node]
  }

  @Test func `the published example is shown`() throws {
    let result = try runDNN(["graph", "3*(a+b*c)", "--at", "a=5,b=3,c=2"])
    #expect(result.status == 0)
    #expect(result.stderr == "")
    let lines = result.stdout.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    for line in ["u = b * c = 3 * 2 = 6", "v = a + u = 5 + 6 = 11", "J = 3 * v = 3 * 11 = 33"] {
      #expect(lines.contains(line))
    }
    for start in ["dJ/dv = 3 ", "dJ/du = 3 ", "dJ/da = 3 ", "dJ/db = 6 ", "dJ/dc = 9 "] {
      #expect(lines.contains { $0.hasPrefix(start) })
    }
  }

  @Test func `JSON holds every node`() throws {
    let result = try runDNN(
      ["graph", "3*(a+b*c)", "--at", "a=5,b=3,c=2", "--format", "json"])
    let graph = try JSONDecoder().decode(Graph.self, from: Data(result.stdout.utf8))
    #expect(graph.expression == "3*(a+b*c)")
    #expect(graph.value == 33)
    #expect(graph.nodes.map(\.name) == ["a", "b", "c", "u", "v", "J"])
    #expect(graph.nodes.map(\.value) == [5, 3, 2, 6, 11, 33])
    #expect(graph.nodes.map(\.derivative) == [3, 6, 9, 3, 3, 1])
  }

  @Test func `JSON has no number for an infinite derivative`() throws {
    let result = try runDNN(["graph", "sqrt(x)", "--at", "x=0", "--format", "json"])
    let graph = try JSONDecoder().decode(Graph.self, from: Data(result.stdout.utf8))
    #expect(graph.nodes[0].derivative == nil)
    #expect(graph.nodes[0].centralDifference == nil)
  }

  @Test func `the name of the file says the format`() throws {
    try Workbench.use { bench in
      let result = try bench.dnn("graph", "x^2", "--at", "x=3", "--output", "square.dot")
      #expect(result.status == 0)
      #expect(result.stdout == "")
      #expect(try bench.text("square.dot").hasPrefix("digraph {"))
      _ = try bench.dnn("graph", "x^2", "--at", "x=3", "--output", "square.json")
      #expect(try bench.text("square.json").hasPrefix("{"))
      #expect(bench.names(in: ".") == ["square.dot", "square.json"])
    }
  }

  @Test func `a syntax error points at the column`() throws {
    let result = try runDNN(["graph", "3*(a+*b)", "--at", "a=1,b=2"])
    #expect(result.status == 1)
    #expect(result.stdout == "")
    #expect(
      result.stderr == """
        error: column 6: a value must be here, but here is '*'
            3*(a+*b)
                 ^

        """)
  }

  @Test(arguments: ["a", "a=", "a=x", "a=1,a=2", "a=inf", "=1", "a=1,,b=2", ""])
  func `values that are none are a usage error`(values: String) throws {
    let result = try runDNN(["graph", "a", "--at", values])
    #expect(result.status == 64)
    #expect(result.stderr.contains("names with a number each, such as a=5,b=3,c=2"))
  }

  @Test func `an expression that begins with a minus comes after two dashes`() throws {
    let result = try runDNN(["graph", "--at", "x=3", "--", "-x^2"])
    #expect(result.status == 0)
    #expect(result.stdout.contains("J = -u = -9"))
  }

  @Test func `nothing to show is a usage error`() throws {
    let result = try runDNN(["graph"])
    #expect(result.status == 64)
    #expect(result.stderr.contains("<expression>"))
  }

  @Test func `a configuration is shown as its layers`() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      let text = try bench.dnn("graph", "--config", "cats.json", "--set", "batchSize=8")
      #expect(text.status == 0)
      let lines = text.stdout.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(lines.contains(["X", "(192,", "8)"]))
      #expect(lines.contains(["dZ2", "(1,", "8)", "=", "A2", "-", "Y"]))
      for (format, start) in [("dot", "digraph {"), ("svg", "<svg "), ("json", "{")] {
        let result = try bench.dnn("graph", "--config", "cats.json", "--format", format)
        #expect(result.status == 0)
        #expect(result.stdout.hasPrefix(start))
      }
    }
  }

  @Test func `a network that does not fit its data is refused`() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      let result = try bench.dnn("graph", "--config", "cats.json", "--set", "n=[7,3,1]")
      #expect(result.status == 1)
      #expect(result.stderr.contains("X must be (n[0], m) = (7, m)"))
    }
  }

  @Test func `data that are not there are not needed for the layers`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn(
        "graph", "--config", "flower.json", "--set", "n=[2,4,1]", "--set",
        #"data={"train":{"path":"missing.h5"}}"#)
      #expect(result.status == 0)
      #expect(result.stdout.contains("(4, m)"))
    }
  }

  @Test func `an expression and a configuration exclude each other`() throws {
    let result = try runDNN(["graph", "a", "--config", "a.json"])
    #expect(result.status == 64)
    #expect(
      result.stderr.hasPrefix("error: '<expression>' and '--config <file>' exclude each other\n"))
  }
}
