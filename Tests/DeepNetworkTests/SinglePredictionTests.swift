import DeepNetwork
import TestSupport
import Testing

/// Predictions of one example, whose products go another way than those of many.
@Suite struct SinglePredictionTests {
  @Test(arguments: [(5, 3), (64, 48), (300, 33), (1300, 17)])
  func `a prediction of one is that among many, bit for bit, again and again`(n: (Int, Int)) throws
  {
    let W: Matrix<Float> = randomMatrix(n.1, n.0)
    let layer = Dense(W: W, b: randomMatrix(n.1, 1), activation: .tanh)
    let model = try Model([layer])
    let X: Matrix<Float> = randomMatrix(n.0, 40)
    let all = try model.predict(X)
    for column in [0, 7, 39] {
      for _ in 0..<2 {
        #expect(try model.predict(X[columns: column...column]) == all[columns: column...column])
      }
    }
  }

  @Test func `a change of W is seen by the next prediction, and by no other network`() throws {
    let W: Matrix<Double> = randomMatrix(20, 30)
    let b = Matrix<Double>(rows: 20, columns: 1)
    var model = try Model([Dense(W: W, b: b, activation: .linear)])
    let X: Matrix<Double> = randomMatrix(30, 1)
    let before = try model.predict(X)
    let copy = model
    model.layers[0].W[3, 4] += 1
    #expect(try model.predict(X)[3, 0] == (model.layers[0].W * X)[3, 0])
    #expect(try model.predict(X) != before && copy.predict(X) == before)

    var optimizer = ModelOptimizer<Double>(.adam())
    for _ in 0..<3 {
      let (A, tape) = try model.forward(X)
      let gradients = try tape.parameterGradients(A)
      try optimizer.update(&model, by: gradients, alpha: 0.1)
      let updated = try model.predict(X)
      #expect(updated == model.layers[0].W * X + model.layers[0].b)
    }
    var matrix = W
    matrix *= 2
    matrix += W
    let other = try Model([Dense(W: matrix, b: b, activation: .linear)])
    #expect(try other.predict(X) == matrix * X)
  }
}
