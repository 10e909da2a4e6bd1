import DeepNetwork
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
    let answer = trainer.model.predict(Matrix([[1], [0]])).scalar
    #expect(abs(answer - 2) < 0.2, "\(answer)")
    let score = trainer.model.score(on: MatrixExamples(X: X, Y: Y), loss: Loss(HuberByHand()))
    #expect(score.accuracy == nil && score.cost < 25)
  }
}
