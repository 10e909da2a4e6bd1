import TestSupport
import Testing

struct GradcheckTests {
  @Test func `each matrix has a row, and the model a verdict`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      let result = try bench.dnn("gradcheck", "--config", "moons.json")
      #expect(result.status == 0, "\(result.stderr)")
      let rows = result.stdout.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(
        rows[0].joined(separator: " ")
          == "layer gradient shape compared at a kink relative error verdict")
      let matrices = rows.dropFirst().dropLast()
      #expect(matrices.map { $0.prefix(2).joined() } == ["1dW", "1db", "2dW", "2db", "3dW", "3db"])
      #expect(matrices.allSatisfy { $0.last == "right" })
      #expect(result.stdout.hasSuffix("passed: 10 examples, tolerance 1e-07\n"))
      #expect(result.stderr.contains("the dropout masks are drawn once and kept"))
      #expect(bench.names(in: ".") == ["moons.json"])
    }
  }

  @Test func `the dual first layer is compared where it may be taken`() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      let result = try bench.dnn("gradcheck", "--config", "cats.json", "--examples", "3")
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stdout.contains("dW, dual  (3, 192)"))
      #expect(result.stdout.contains("3 examples"))
      let direct = try bench.dnn("gradcheck", "--config", "cats.json", "--set", "batchSize=4")
      #expect(!direct.stdout.contains("dual"))
    }
  }

  /// Zero weights put every unit on the kink of relu unless the biases are moved off it.
  @Test(arguments: ["relu", "leakyRelu", "tanh", "sigmoid", "linear"])
  func `zeros and every activation pass`(activation: String) throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      for method in ["zeros", "he"] {
        let result = try bench.dnn(
          "gradcheck", "--config", "flower.json", "--set", "initialization.method=\(method)",
          "--set", "activations=[\"\(activation)\",\"sigmoid\"]", "--set", "l2=0.7", "--set",
          "classWeights=balanced")
        #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
        #expect(!result.stdout.contains("not compared"))
      }
    }
  }

  @Test func `a tolerance that nothing meets fails`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      // The first layer passes in the dual form to rounding, and no further.
      let result = try bench.dnn(
        "gradcheck", "--config", "flower.json", "--tolerance", "1e-300", "--set",
        "initialization.method=he")
      #expect(result.status == 1)
      #expect(result.stdout.contains("wrong"))
      #expect(result.stderr.contains("error: layer 1 "))
    }
  }

  @Test(arguments: [("--examples", "0"), ("--tolerance", "0"), ("--tolerance", "nan")])
  func `arguments that make no sense are usage errors`(option: (String, String)) throws {
    let result = try runDNN(["gradcheck", "--config", "x.json", option.0, option.1])
    #expect(result.status == 64)
  }

  @Test func `data that do not fit are refused`() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      let result = try bench.dnn("gradcheck", "--config", "cats.json", "--set", "n=[7,3,1]")
      #expect(result.status == 1)
      #expect(result.stdout == "")
      #expect(result.stderr.contains("X must be (n[0], m) = (7, m)"))
    }
  }
}
