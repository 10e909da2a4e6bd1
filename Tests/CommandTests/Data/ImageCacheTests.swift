import Foundation
import TestSupport
import Testing

/// Pictures that the command keeps for the next time.
@Suite struct ImageCacheTests {
  private static let environment = ["DNN_CACHE": "kept"]

  /// A folder of pictures that are worth keeping, and a network for them.
  private func use(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      for index in 0..<32 {
        let header = Data("P6\n640 640\n255\n".utf8)
        let path = "p/\(index % 2 == 0 ? "a" : "b")/\(index).ppm"
        try bench.write("", to: path)
        let pixels = Data(repeating: UInt8(index * 7), count: 640 * 640 * 3)
        try (header + pixels).write(to: bench.file(path))
      }
      try bench.write(
        """
        {"n": [0, 2, 1], "activations": ["relu", "sigmoid"], "alpha": 0.1, "iterations": 5,
         "batchSize": 8, "data": {"train": {"path": "p", "imageSize": [8, 8]}}}
        """, to: "net.json")
      try body(bench)
    }
  }

  @Test func `a training on kept pictures ends with the bytes of one on the pictures`() throws {
    try use { bench in
      let plain = try bench.model(of: "net.json", out: "plain", arguments: ["--no-cache"])
      #expect(bench.names(in: "kept").isEmpty)
      for (out, says) in [("first", "are kept as they were read"), ("next", "read before")] {
        let result = try bench.train("net.json", "--out", out, environment: Self.environment)
        #expect(result.stderr.contains(says))
        #expect(try bench.bytes("\(out)/model.safetensors") == plain)
      }
      #expect(bench.names(in: "kept") == ["pictures"])
      for words in [
        ["evaluate", "--model", "next"], ["report", "next"], ["trace", "--model", "next"],
        ["trace", "--config", "net.json"], ["check", "--config", "net.json"],
      ] {
        let kept = try runDNN(words, in: bench.folder, environment: Self.environment)
        #expect(kept.stderr.contains("read before"), "\(words)")
        let read = try runDNN(
          words + ["--no-cache"], in: bench.folder, environment: Self.environment)
        #expect(read.status == 0 && !read.stderr.contains("read before"), "\(words)")
      }
    }
  }

  @Test func `a network that does not fit is told before the pictures are read`() throws {
    try use { bench in
      let result = try bench.dnn(
        "train", "--config", "net.json", "--set", "n=[5,2,1]", "--out", "run",
        environment: Self.environment)
      #expect(result.status == 1)
      #expect(result.stderr.contains("n[0]"))
      #expect(bench.names(in: "kept").isEmpty)
    }
  }
}
