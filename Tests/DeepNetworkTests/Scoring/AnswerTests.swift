import DeepNetwork
import TestSupport
import Testing

struct AnswerTests {
  /// The scores of a network whose last layer is Z = A_prev.
  private func scores<Scalar: NetworkScalar>(
    _ Z: Matrix<Scalar>, _ activation: Activation, _ loss: Loss
  ) throws -> Matrix<Double>? {
    let n = Z.rows
    var W = Matrix<Scalar>(rows: n, columns: n)
    for k in 0..<n { W[k, k] = 1 }
    let model = try Model<Scalar>([
      Dense(W: W, b: Matrix(rows: n, columns: 1), activation: activation)
    ])
    return model.answer(Z, Y: Matrix(rows: n, columns: Z.columns), loss: loss).scores
  }

  @Test func `sigmoid outputs that are rounded to 1 keep the order of Z`() throws {
    let Z = Matrix<Float>([[-104, 18, 39, 133]])
    #expect(try scores(Z, .sigmoid, .binaryCrossEntropy) == Matrix([[-104, 18, 39, 133]]))
  }

  @Test func `of two classes the score is the difference, however large`() throws {
    let Z = Matrix<Double>([[0, 1000, -2000, 0.25], [1, -1000, 3000, 0.75]])
    #expect(
      try scores(Z, .softmax, .categoricalCrossEntropy)
        == Matrix([[-1, 2000, -5000, -0.5], [1, -2000, 5000, 0.5]]))
  }

  // import mpmath as mp; mp.mp.dps=40
  // z=[1,-2,0.5,700]; print([mp.mpf(z[k])-mp.log(sum(mp.exp(z[j]) for j in range(4) if j!=k))
  //   for k in range(4)])
  @Test func `a score is z less the logarithm of the sum of the others' exponentials`() throws {
    let scores = try #require(
      try scores(Matrix<Double>([[1], [-2], [0.5], [700]]), .softmax, .categoricalCrossEntropy))
    expectClose(scores, Matrix([[-699], [-702], [-699.5], [698.4954030976577]]), within: 1e-15)
  }

  // import mpmath as mp; mp.mp.dps=80; z=[5,5,-95]
  // print([mp.mpf(z[k])-mp.log(sum(mp.exp(z[j]) for j in range(3) if j!=k))
  //   for k in range(3)])
  @Test func `odds next to even are told apart`() throws {
    let Z = Matrix<Double>([[5, 5], [5, 5], [-95, -99]])
    let scores = try #require(try scores(Z, .softmax, .categoricalCrossEntropy))
    expectClose(scores[0, 0], -3.720075976020836e-44, within: 1e-15)
    #expect(scores[0, 0] == scores[1, 0])
    #expect(scores[0, 0] < scores[0, 1] && scores[0, 1] < 0)
  }

  @Test func `equal odds are equal to the last bit`() throws {
    let columns = [
      [0.3, 1, -2, 5], [0.3, 5, 1, -2], [0.3, -2, 5, 1], [0.3, 1, 5, -2], [0.3, 5, -2, 1],
    ]
    let scores = try #require(
      try scores(Matrix<Double>(columns).transposed, .softmax, .categoricalCrossEntropy))
    #expect(Set((0..<5).map { scores[0, $0] }).count == 1)
  }

  @Test func `equal Z of an example have equal scores`() throws {
    var random = RandomState(seed: 4)
    let Z = Matrix<Double>(
      rows: 12, columns: 300, (0..<3600).map { _ in (2 * random.randn()).rounded() / 2 })
    let scores = try #require(try scores(Z, .softmax, .categoricalCrossEntropy))
    for example in 0..<Z.columns {
      for k in 1..<Z.rows {
        #expect(
          (Z[k, example] < Z[0, example]) == (scores[k, example] < scores[0, example])
            && (Z[k, example] > Z[0, example]) == (scores[k, example] > scores[0, example]))
      }
    }
  }

  @Test func `a score that is not a number is none`() throws {
    let Z = Matrix<Double>([[.nan], [1], [2]])
    let scores = try #require(try scores(Z, .softmax, .categoricalCrossEntropy))
    #expect((0..<3).allSatisfy { scores[$0, 0].isNaN })
  }

  @Test(arguments: [Activation.relu, .leakyRelu(), .linear])
  func `outputs that are not rounded to their ends rank themselves`(activation: Activation) throws {
    #expect(try scores(Matrix<Double>([[1, 2]]), activation, .meanSquaredError) == nil)
  }

  @Test func `every last layer with an activation says its Z`() throws {
    var normalization = BatchNormalization<Double>(2, activation: .sigmoid)
    normalization.gamma = Matrix([[100], [1]])
    let shift = Dense(
      W: Matrix<Double>([[1, 0], [0, 1]]), b: Matrix([[50], [0]]), activation: .linear)
    let X = Matrix<Double>([[40, 41], [0, 1]])
    for last in [normalization, try Residual([shift], activation: .sigmoid)]
      as [any NetworkLayer<Double>]
    {
      let answer = try Model<Double>([last]).answer(
        X, Y: Matrix(rows: 2, columns: 2), loss: .binaryCrossEntropy)
      let scores = try #require(answer.scores)
      #expect(answer.A[0, 0] == 1 && answer.A[0, 1] == 1)
      #expect(scores[0, 0] < scores[0, 1], "\(last.name)")
      expectClose(Activation.sigmoid(scores), answer.A)
    }
  }

  @Test func `a last layer of a program's own ranks by what it gives`() throws {
    struct Own: Layer {
      let inputSize = 1
      let outputSize = 1
      func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (aPrev, ()) }
      func backward(_ dA: Matrix<Double>, cache: Void)
        -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
      { (dA, .empty, .empty) }
    }
    let answer = try Model<Double>([Own()]).answer(
      Matrix([[0.25, 0.75]]), Y: Matrix([[0, 1]]), loss: .binaryCrossEntropy)
    #expect(answer.scores == nil)
    #expect(answer.A == Matrix([[0.25, 0.75]]))
    expectClose(answer.cost, 0.2876820724517809)
  }
}
