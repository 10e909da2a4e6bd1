import TestSupport
import Testing

struct TraceTests {
  @Test func `the first example walks through the network`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn("trace", "--config", "flower.json")
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stdout.hasPrefix("One example through flower\n"))
      for head in [
        "  X   (2, 1)\n", "  Z1 = W1 X + b1   (4, 1)\n", "  A2 = sigmoid(Z2)   (1, 1)\n",
        "  dZ2 = A2 - Y   (1, 1)\n", "  dA1 = W2^T dZ2   (4, 1)\n",
        "  dW1 = dZ1 X^T / m   (4, 2)\n",
        "  W1 := W1 - 1.2 * dW1   (4, 2)\n",
      ] {
        #expect(result.stdout.contains(head), "\(head)")
      }
      #expect(bench.names(in: ".") == ["flower.json"])
    }
  }

  @Test func `several examples make a batch`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn(
        "trace", "--config", "flower.json", "--example", "3", "--example", "399", "--set",
        "classWeights=[1,3]", "--set", "l2=0.1")
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stdout.contains("2 examples through flower\n"))
      #expect(result.stdout.contains("example 399 of builtin:flower: label 1"))
      #expect(result.stdout.contains("  X   (2, 2)\n"))
      #expect(result.stdout.contains("  weights   (1, 2)\n      0.5  1.5\n"))
      #expect(result.stdout.contains("dZ2 = (A2 - Y) * weights"))
    }
  }

  @Test func `the name of the file says the format`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      for (name, start) in [
        ("t.md", "# One example through moons\n"), ("t.html", "<!DOCTYPE html>"),
        ("t.txt", "One example through moons\n"),
      ] {
        let result = try bench.dnn("trace", "--config", "moons.json", "--output", name)
        #expect(result.status == 0, "\(result.stderr)")
        #expect(result.stdout == "")
        #expect(try bench.text(name).hasPrefix(start))
      }
      #expect(try bench.text("t.md").contains("D1 / 0.8"))
      #expect(try bench.text("t.html").contains("data:image/svg+xml;base64,"))
    }
  }

  @Test func `a trained network is walked through too`() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      try bench.train("cats.json", "--out", "run")
      let result = try bench.dnn("trace", "--model", "run", "--example", "7")
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stdout.contains("with the weights that training ended with"))
      #expect(result.stdout.contains("  X   (192, 1)\n"))
      let initial = try bench.dnn("trace", "--config", "cats.json", "--example", "7")
      #expect(initial.stdout.contains("with the weights that training begins with"))
      #expect(initial.stdout != result.stdout)
    }
  }

  @Test func `an example that is not there is named`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn("trace", "--config", "flower.json", "--example", "400")
      #expect(result.status == 1)
      #expect(
        result.stderr
          == "error: there is no example 400: builtin:flower has 400, from 0 to 399\n")
    }
  }

  @Test(arguments: [
    ["trace"], ["trace", "--config", "a", "--model", "b"],
    ["trace", "--model", "b", "--set", "l2=1"], ["trace", "--config", "a", "--example", "-1"],
  ])
  func `arguments that make no sense are usage errors`(arguments: [String]) throws {
    #expect(try runDNN(arguments).status == 64)
  }
}
