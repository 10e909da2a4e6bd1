import Foundation
import TestSupport
import Testing

/// Pictures that are changed at random in training.
struct AugmentationTests {
  @Test func `a training that is killed at any moment ends with the bytes of one never stopped`()
    throws
  {
    try Workbench.use { bench in
      try bench.write(Small.augmented, to: "net.json")
      let whole = try bench.model(of: "net.json", out: "whole")
      for milliseconds in [10, 60, 150] {
        let out = "killed-\(milliseconds)"
        var status: Int32 = -1
        var tries = 0
        while status != 0, tries < 5 {
          // Without a checkpoint of the kill before, the training begins anew.
          let result = try bench.dnn(
            "train", "--config", "net.json", "--out", out, "--progress", "none", "--resume"
          ) { pid in
            guard tries < 4 else { return }
            usleep(UInt32(milliseconds + 40 * tries) * 1000)
            kill(pid, SIGKILL)
          }
          status = result.status
          tries += 1
        }
        #expect(try bench.bytes("\(out)/model.safetensors") == whole, "\(milliseconds) ms")
        #expect(
          try bench.text("\(out)/history.csv") == bench.text("whole/history.csv"))
      }
    }
  }

  @Test func `check, the log and the report tell of it`() throws {
    try Workbench.use { bench in
      try bench.write(Small.augmented, to: "net.json")
      let words = "augment: flip horizontal, shift 0.1, rotate 15, zoom 0.1, contrast 0.2\n"
      let check = try bench.dnn("check", "--config", "net.json")
      #expect(check.status == 0 && check.stdout.contains(words), "\(check.stderr)")
      let run = try bench.train("net.json")
      #expect(run.stderr.contains(words))
      let page = try bench.text("runs/net/report.html")
      #expect(page.contains("<h2>Augmented") || page.contains(">Augmented<"))
      #expect(page.components(separatedBy: "variant 6").count > 4)
      #expect(try bench.dnn("report", "runs/net", "--output", "again.html").status == 0)
      #expect(try bench.text("again.html") == page)
      let changed = try bench.dnn(
        "train", "--config", "net.json", "--resume", "--set", "data.train.augment.zoom=0.2")
      #expect(changed.status == 1 && changed.stderr.contains("data.train"))
    }
  }

  @Test func `a full batch is drawn anew for each update and trained directly`() throws {
    try Workbench.use { bench in
      try bench.write(Small.augmented, to: "net.json")
      let full = ["batchSize=0", "optimizer.method=gradientDescent", "iterations=5"]
      let model = try bench.model(of: "net.json", out: "full", settings: full)
      let plain = try bench.dnn(
        "train", "--config", "net.json", "--unset", "data.train.augment", "--out", "plain",
        "--set", full[0], "--set", full[1], "--set", full[2])
      #expect(plain.status == 0)
      #expect(try bench.bytes("plain/model.safetensors") != model)
      let dual = try bench.dnn(
        "train", "--config", "net.json", "--out", "dual", "--set", full[0], "--set", full[1],
        "--set", "firstLayer=dual")
      #expect(dual.status == 1)
      #expect(dual.stderr.contains("drawn anew for each update"), "\(dual.stderr)")
    }
  }

  @Test func `what are no pictures of bytes are refused by train, check and sweep`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "net.json")
      for words in [["train"], ["check"], ["sweep", "--vary", "alpha=0.1,0.2"]] {
        let result = try runDNN(
          words + ["--config", "net.json", "--set", "data.train.augment={\"shift\":0.1}"],
          in: bench.folder)
        #expect(result.status == 1)
        #expect(
          result.stderr.contains(
            "builtin:moons: \"augment\" for examples of 2 features that are no pictures, expected "
              + "pictures of uint8"), "\(words): \(result.stderr)")
      }
    }
  }

  @Test func `a sweep over strengths ends with the models of trainings alone`() throws {
    try Workbench.use { bench in
      try bench.write(Small.augmented, to: "net.json")
      let sweep = try bench.dnn(
        "sweep", "--config", "net.json", "--vary", "data.train.augment.shift=0,0.3", "--jobs", "2",
        "--out", "sweep")
      #expect(sweep.status == 0, "\(sweep.stderr)")
      let runs = bench.names(in: "sweep").filter { $0.contains("shift") }
      #expect(runs.count == 2)
      for (run, shift) in zip(runs, ["0", "0.3"]) {
        let alone = try bench.model(
          of: "net.json", out: "alone-\(shift)", settings: ["data.train.augment.shift=\(shift)"])
        #expect(try bench.bytes("sweep/\(run)/model.safetensors") == alone)
      }
    }
  }

  @Test func `variants are written to look at`() throws {
    try Workbench.use { bench in
      try bench.write(Small.augmented, to: "net.json")
      for (name, options) in [("usual/", []), ("own/", ["--config", "net.json"])] {
        let result = try runDNN(
          ["convert", "builtin:cats", name, "--image-size", "8x8", "--augment", "2"] + options,
          in: bench.folder)
        #expect(result.status == 0, "\(result.stderr)")
      }
      let files = bench.names(in: "usual/cat")
      #expect(files == bench.names(in: "own/cat") && files.allSatisfy { $0.hasSuffix(".png") })
      let first = try #require(files.first)
      #expect(first.hasSuffix("-1.png") && files[1] == first.replacing("-1.", with: "-2."))
      #expect(try bench.bytes("usual/cat/\(first)") != bench.bytes("own/cat/\(first)"))
      #expect(try bench.bytes("usual/cat/\(first)") != bench.bytes("usual/cat/\(files[1])"))

      try bench.write(Small.cats, to: "plain.json")
      for (words, status, said) in [
        (["a.npy", "--augment", "2"], 1, "expected a folder to look at them"),
        (["a/", "--config", "net.json"], 64, "missing argument '--augment"),
        (["a/", "--augment", "2", "--config", "plain.json"], 1, "no augment in data.train"),
        (["a/", "--augment", "0"], 64, "1 or more"),
      ] as [([String], Int32, String)] {
        let result = try runDNN(["convert", "builtin:cats"] + words, in: bench.folder)
        #expect(result.status == status && result.stderr.contains(said), "\(result.stderr)")
      }
      let points = try bench.dnn("convert", "builtin:moons", "b/", "--augment", "2")
      #expect(points.status == 1 && points.stderr.contains("pictures of uint8"))
    }
  }
}
