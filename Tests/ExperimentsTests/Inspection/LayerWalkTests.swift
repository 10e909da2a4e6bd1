import DeepNetwork
import Drawing
import Experiments
import Testing

struct LayerWalkTests {
  private func text(
    _ layers: [LayerSpecification], image: ImageShape? = nil, size: Int,
    parameters: [[String: Matrix<Double>]], X: Matrix<Double>, Y: Matrix<Double>, alpha: Double
  ) throws -> String {
    let plan = try DimensionChecker.check(
      Architecture(inputSize: size, image: image, layers: layers))
    let model = try Model<Double>(plan, parameters: parameters)
    var hyperparameters = Hyperparameters(alpha: alpha, duration: .iterations(1))
    hyperparameters.loss = .meanSquaredError
    let trace = try UpdateTrace(model, X: X, Y: Y, hyperparameters, dropoutSeed: 1)
    return LayerWalk(trace, plan, loss: .meanSquaredError, hyperparameters)
      .document(title: "One", lead: []).text
  }

  /// A picture of the numbers 1 to 9 under a filter of 2·2, the first and last of its four places
  /// subtracted: 38 - 78 = -40, by 1 below the label.
  @Test func `a convolution is worked out by hand`() throws {
    let text = try text(
      [
        .convolution2D(filters: 1, kernel: 2, padding: .valid, activation: .linear), .flatten,
        .dense(units: 1, activation: .linear),
      ], image: ImageShape(height: 3, width: 3, channels: 1), size: 9,
      parameters: [
        ["W": Matrix([[1, 2, 3, 4]]), "b": Matrix([[1]])], [:],
        ["W": Matrix([[1, 0, 0, -1]]), "b": Matrix([[0]])],
      ], X: Matrix(rows: 9, columns: 1, (1...9).map(Double.init)), Y: Matrix([[-39]]), alpha: 0.5)
    let conv = """
        A1 = Conv(Reshape1, W1) + b1   (1, 1, 2, 2)
            38  48
            68  78

            A1 at row 1, column 1 = 1 * 5 + 2 * 6 + 3 * 8 + 4 * 9 + 1 = 78

      """
    #expect(text.contains(conv), "\(text)")
    let dense = """
        A3 = W3 A2 + b3   (1, 1)
            -40

            A3[0,0] = 1 * 38 + 0 * 48 + 0 * 68 + (-1) * 78 + 0 = -40

      COST

        J = sum((A3 - Y)^2) / (2 m)
            J = 0.5

      BACKWARD, LAYER 3

        dZ3 = A3 - Y   (1, 1)
            -1

        dW3 = mean over the examples   (1, 4)
            -38  -48  -68  -78
            norm 120.2

      """
    #expect(text.contains(dense), "\(text)")
    let back = """
      BACKWARD, LAYER 1

        dA1 = dA_prev of layer 2   (4, 1)
            -1
             0
             0
             1

        dW1 = mean over the examples   (1, 4)
            4  4  4  4
            norm 8

        db1 = mean over the examples   (1, 1)
            0
            norm 0

      UPDATE, LAYER 1

        W1 := W1 - 0.5 * dW1   (1, 4)
            -1  0  1  2

      """
    #expect(text.contains(back), "\(text)")
  }

  /// The batch 1, 3 has mean 2 and variance 1: so (1 - 2) / √1 = -1, while inference begins with mean 0
  /// and variance 1.
  @Test func `batch normalization shows the statistics of the batch`() throws {
    let text = try text(
      [.batchNormalization(epsilon: 1e-12), .dense(units: 1, activation: .linear)], size: 1,
      parameters: [
        ["gamma": Matrix([[2]]), "beta": Matrix([[5]])], ["W": Matrix([[1]]), "b": Matrix([[0]])],
      ], X: Matrix([[1, 3]]), Y: Matrix([[0, 0]]), alpha: 1)
    let forward = """
        mean1   (1, 1)
            2

        variance1   (1, 1)
            1

        A1 = gamma1 * (X - mean1) / sqrt(variance1 + 1e-12) + beta1   (1, 2)
            3  7

        A1 of inference   (1, 2)
            7  11

            when the network is used and not trained

      """
    #expect(text.contains(forward), "\(text)")
    let kept = """
        mean1 of inference   (1, 1)
            0.2

            kept from update to update

      """
    #expect(text.contains(kept), "\(text)")
  }

  @Test func `a residual block is the sum of its layers and the shortcut`() throws {
    let text = try text(
      [
        .residual([.dense(units: 2, activation: .relu)]), .layerNormalization(),
        .dense(units: 1, activation: .linear),
      ], size: 2,
      parameters: [
        ["W.1": Matrix([[1, 0], [0, -1]]), "b.1": Matrix([[0], [0]])],
        ["gamma": Matrix([[1], [1]]), "beta": Matrix([[0], [0]])],
        ["W": Matrix([[1, 1]]), "b": Matrix([[0]])],
      ], X: Matrix([[3], [4]]), Y: Matrix([[0]]), alpha: 1)
    for entry in [
      "\n  A1.1 = relu(Z1.1)   (2, 1)\n      3\n      0\n",
      "\n  A1 = A1.1 + X   (2, 1)\n      6\n      4\n",
      "\n  variance2 = mean(Mul2, axes [1])   (1, 1)\n      1\n",
      "\n  dW1.1 = mean over the examples",
    ] {
      #expect(text.contains(entry), "\(entry)\n\(text)")
    }
    #expect(!text.contains("of inference"))
  }

  @Test func `a layer without operations shows A and its gradients`() throws {
    let text = try text(
      [LayerSpecification(SilentKind()), .dense(units: 1, activation: .linear)], size: 2,
      parameters: [["s": Matrix([[3]])], ["W": Matrix([[1, 1]]), "b": Matrix([[0]])]],
      X: Matrix([[1], [2]]), Y: Matrix([[8]]), alpha: 0.5)
    let forward = """
      FORWARD, LAYER 1: SILENT<DOUBLE> 2 -> 2

        s1   (1, 1)
            3

        A1   (2, 1)
            3
            6

            without operations of its own

      """
    #expect(text.contains(forward), "\(text)")
    // dZ2 = 9 - 8 = 1, handed back as (1, 1): ds = 1·1 + 1·2.
    #expect(text.contains("\n  ds1 = mean over the examples   (1, 1)\n      3\n      norm 3\n"))
    #expect(text.contains("\n  s1 := s1 - 0.5 * ds1   (1, 1)\n      1.5\n"), "\(text)")
  }
}
