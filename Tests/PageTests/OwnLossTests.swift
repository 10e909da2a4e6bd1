import ArrayFiles
import Experiments
import Foundation
import TestSupport
import Testing

@testable import examples

struct OwnLossTests {
  @Test(arguments: [0.3, 1, 2]) func `the loss by hand is that of the library`(_ delta: Double) {
    let (own, fused) = (Loss(HuberByHand(delta: delta)), Loss.huber(delta: delta))
    #expect(GradientCheck().check(own).passed)
    var random = RandomState(seed: 8)
    let (A, Y): (Matrix<Double>, Matrix<Double>) = (random.normal(3, 7), random.normal(3, 7))
    let some: Matrix<Double> = exp(random.normal(1, 7))
    for weights in [nil, some] {
      let (cost, dA) = own.evaluate(a: A, y: Y, weights: weights)
      let expected = fused.evaluate(a: A, y: Y, weights: weights)
      expectClose(cost, expected.cost, within: 1e-14)
      #expect(dA == expected.dA)
    }
  }

  @Test func `a network is trained with the loss by hand`() throws {
    var random = RandomState(seed: 9)
    let X: Matrix<Double> = random.normal(2, 50)
    var Y = Matrix([[2, -1]]) * X
    Y[0, 7] = 1000
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(600))
    hyperparameters.loss = Loss(HuberByHand())
    let unit = Dense<Double>(2, 1, activation: .linear, initializer: .zeros, from: &random)
    let trainer = try Trainer(
      Model([unit]), on: MatrixExamples(X: X, Y: Y), hyperparameters)
    try trainer.train()
    // One wild label moves the line a little, and the squared error would follow it.
    let answer = try trainer.model.predict(Matrix([[1], [0]])).scalar
    #expect(abs(answer - 2) < 0.2, "\(answer)")
    let score = try trainer.model.score(on: MatrixExamples(X: X, Y: Y), loss: Loss(HuberByHand()))
    #expect(score.accuracy == nil && score.cost < 25)
  }

  /// Kinds are added to the whole process, so that it is one of its own.
  @Test func `a configuration and a model file name the loss by hand`() async {
    await #expect(processExitsWith: .success) {
      Kinds.add([HuberByHand.self])
      try withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("own.json")
        let text = """
          {"n": [1, 3, 1], "activations": ["tanh", "linear"], "alpha": 0.1, "iterations": 20,
           "loss": {"type": "huberByHand", "delta": 2},
           "data": {"train": {"path": "t.csv", "y": "b"}}}
          """
        try Data(text.utf8).write(to: file)
        try Data("a,b\n0.5,1.5\n1.5,9\n-1,2.5\n".utf8)
          .write(to: folder.appendingPathComponent("t.csv"))
        let configuration = try Configuration(contentsOf: file)
        require(configuration.loss == Loss(HuberByHand(delta: 2)), "another loss was read")
        let run = folder.appendingPathComponent("run")
        try configuration.train(into: run, dataFolder: folder)
        let metadata = try ArrayFile(contentsOf: run.appendingPathComponent("model.safetensors"))
          .metadata
        require(
          metadata["loss"] == #"{"type": "huberByHand", "delta": 2}"#, "another loss was written")
        _ = try Model<Float>(contentsOf: run)
        let unknown = ["loss={\"type\": \"huberByHand\", \"delta\": 0}"]
        require(
          (try? Configuration(contentsOf: file, settings: unknown)) == nil, "delta 0 was read")
      }
    }
  }
}
