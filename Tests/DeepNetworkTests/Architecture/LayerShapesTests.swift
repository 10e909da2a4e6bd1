import DeepNetwork
import TestSupport
import Testing

/// What a training says of a user's layer that returns wrong shapes.
@Suite struct LayerShapesTests {
  /// A linear layer of 2 and 3 units that can return each matrix transposed or cut.
  struct Faulty: Layer {
    enum Fault: CaseIterable {
      case none, A, dAPrev, dW, db, dAPrevCut, drawnW
    }

    let fault: Fault
    var W: Matrix<Double> = randomMatrix(3, 2)
    var b: Matrix<Double> = randomMatrix(3, 1)
    var inputSize: Int { 2 }
    var outputSize: Int { 3 }
    var name: String { "Faulty" }

    mutating func draw(m: Int, from random: inout RandomState) {
      if fault == .drawnW { W = W.transposed }
    }

    func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Matrix<Double>) {
      let a = W * aPrev + b
      return (fault == .A ? a.transposed : a, aPrev)
    }

    func backward(_ dA: Matrix<Double>, cache: Matrix<Double>)
      -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
    {
      let m = Double(dA.columns)
      let (dW, db) = (dA * cache.transposed / m, dA.rowSums() / m)
      var dAPrev = W.transposed * dA
      if fault == .dAPrev { dAPrev = dAPrev.transposed }
      if fault == .dAPrevCut { dAPrev = Matrix(rows: 1, columns: dA.columns) }
      return (dAPrev, fault == .dW ? dW.transposed : dW, fault == .db ? db.transposed : db)
    }
  }

  private func message(_ fault: Faulty.Fault) throws -> String? {
    let first = Dense<Double>(W: randomMatrix(2, 4), b: randomMatrix(2, 1), activation: .tanh)
    let last = Dense<Double>(W: randomMatrix(1, 3), b: randomMatrix(1, 1), activation: .sigmoid)
    let trainer = try Trainer(
      try Model([first, Faulty(fault: fault), last] as [any NetworkLayer<Double>]),
      on: MatrixExamples(X: randomMatrix(4, 5), Y: Matrix(rows: 1, columns: 5, repeating: 1)),
      Hyperparameters(alpha: 0.1, duration: .iterations(2)), random: RandomState(seed: 1),
      dropoutSeed: 2)
    do {
      _ = try trainer.train()
      return nil
    } catch let error as DimensionError {
      return error.description
    }
  }

  static let messages: [(Faulty.Fault, String?)] = [
    (.none, nil),
    (.A, "A must be (n[2], m) = (3, 5), but forward returned (5, 3): transposed?"),
    (.dAPrev, "dA_prev must be (n[1], m) = (2, 5), but backward returned (5, 2): transposed?"),
    (.dAPrevCut, "dA_prev must be (n[1], m) = (2, 5), but backward returned (1, 5)"),
    (.dW, "dW must be (n[2], n[1]) = (3, 2), but backward returned (2, 3): transposed?"),
    (.db, "db must be (n[2], 1) = (3, 1), but backward returned (1, 3): transposed?"),
  ]

  @Test(arguments: messages)
  func `a wrong shape is named with layer, quantity and both shapes`(
    _ fault: Faulty.Fault, _ expected: String?
  ) throws {
    #expect(try message(fault) == expected.map { "layer 2 (Faulty): \($0)" })
  }

  @Test func `parameters drawn in another shape stop the program with both shapes`() async throws {
    expectSaid(
      "layer 2 (Faulty), draw: W must keep its shape (3, 2), but is (2, 3) after a pass: "
        + "transposed?",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try LayerShapesTests().message(.drawnW)
      })
  }

  @Test func `gradients of a layer without parameters must be empty`() throws {
    struct Scaling: Layer {
      let inputSize = 4
      let outputSize = 4
      func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Bool) {
        (2 * aPrev, true)
      }
      func backward(_ dA: Matrix<Double>, cache: Bool)
        -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
      { (2 * dA, Matrix(rows: 4, columns: 4), .empty) }
    }
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(2))
    hyperparameters.loss = .meanSquaredError
    let trainer = try Trainer(
      try Model<Double>([
        Dense(W: randomMatrix(4, 4), b: randomMatrix(4, 1), activation: .tanh), Scaling(),
      ]),
      on: MatrixExamples(X: randomMatrix(4, 5), Y: randomMatrix(4, 5)), hyperparameters)
    let error = #expect(throws: DimensionError.self) { try trainer.train() }
    #expect(
      error?.description
        == "layer 2 (Scaling 4 -> 4): dW must be the shape of W = (0, 0), "
        + "but backward returned (4, 4)")
  }
}
