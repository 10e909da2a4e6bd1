import DeepNetwork
import Experiments
import Foundation
import TestSupport
import Testing

struct LeakTests {
  /// In a process of its own: other tests open files and start threads meanwhile.
  @Test func `a thousand models leave no file, thread or memory behind`() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      try withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("model.safetensors")
        let examples = try normalExamples(2000, of: 20)
        // Threads and recycled memory come with the first ones.
        for seed in 0..<UInt32(100) { try useOneModel(seed, examples, file) }
        let before = Holdings()
        for seed in 100..<UInt32(1100) { try useOneModel(seed, examples, file) }
        let after = Holdings()
        print("\(before), after 1,000 more \(after)")
        // Threads of the system's own pools may end meanwhile.
        precondition(after.files <= before.files && after.threads <= before.threads)
        precondition(after.bytes - before.bytes < 4 << 20)
      }
    }
    show(result)
  }

  /// What the process measured: figures to be read.
  private func show(_ result: ExitTest.Result?) {
    print(String(decoding: result?.standardOutputContent ?? [], as: UTF8.self))
  }

  @Test func `memory is flat from the tenth step to the last`() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      for batchSize in [0, 16] {
        let trainer = try longTraining(batchSize: batchSize)
        var tenth = Holdings()
        try trainer.train(shouldStop: { trainer in
          if trainer.iteration == 10 { tenth = Holdings() }
          return false
        })
        let last = Holdings()
        print("batch size \(batchSize): \(tenth) at step 10, at step \(trainer.iteration) \(last)")
        precondition(last.files <= tenth.files && last.threads <= tenth.threads)
        precondition(last.bytes - tenth.bytes < 1 << 20)
      }
    }
    show(result)
  }
}

/// m examples of numbers whose class is the sign of the first.
private func normalExamples(_ m: Int, of size: Int) throws -> MatrixExamples<Float> {
  var random = RandomState(seed: 1)
  let X = Matrix<Float>(rows: size, columns: m, random.randn(size * m).map { Float($0) })
  return try MatrixExamples(
    X: X, Y: Matrix(rows: 1, columns: m, (0..<m).map { X[0, $0] > 0 ? 1 : 0 }))
}

/// A small network with everything that keeps something from step to step.
private func longTraining(batchSize: Int) throws -> Trainer<Float> {
  var random = RandomState(seed: 1)
  let hidden = Dense<Float>(2, 16, activation: .relu, from: &random)
  let layers: [any NetworkLayer<Float>] = [
    Dropout(hidden, keepProbability: 0.9), Dense(16, 1, activation: .sigmoid, from: &random),
  ]
  var hyperparameters = Hyperparameters(alpha: 0.001, duration: .iterations(50_000))
  (hyperparameters.batchSize, hyperparameters.logEvery) = (batchSize, 100)
  hyperparameters.optimizer = .adam()
  return try Trainer(
    Model(layers), on: normalExamples(50, of: 2), hyperparameters, random: random, dropoutSeed: 2)
}

/// Makes a model, trains it on all threads, saves it, reads it back and drops it.
private func useOneModel(_ seed: UInt32, _ examples: MatrixExamples<Float>, _ file: URL) throws {
  var random = RandomState(seed: seed)
  let layers: [any NetworkLayer<Float>] = [
    Dense(20, 64, activation: .relu, from: &random),
    Dense(64, 1, activation: .sigmoid, from: &random),
  ]
  let trainer = try Trainer(
    Model(layers), on: examples, Hyperparameters(alpha: 0.1, duration: .iterations(2)),
    random: random, dropoutSeed: 1)
  _ = try trainer.train()
  try trainer.model.write(to: file)
  _ = try Model<Float>(contentsOf: file).score(on: examples)
}

/// What a process holds of the system.
private struct Holdings {
  let files: Int
  /// 0 where the system does not tell.
  let threads: Int
  let bytes: Int

  init() {
    files = (0..<4096).count { fcntl($0, F_GETFD) != -1 }
    let tasks = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
    threads = tasks?.count ?? 0
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    bytes = (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) << 10
  }
}
