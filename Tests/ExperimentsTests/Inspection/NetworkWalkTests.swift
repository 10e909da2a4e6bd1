import DeepNetwork
import Drawing
import Experiments
import Testing

struct NetworkWalkTests {
  /// 2-1 with numbers that can be followed by hand: Z = 2·3 - 1·4 + 0.5.
  private func document(
    _ activation: Activation, _ loss: Loss, label: Double
  ) throws -> FormulaDocument {
    let plan = try DimensionChecker.check(Architecture(n: [2, 1], activations: [activation]))
    let model = try Model<Double>(
      plan, parameters: [["W": Matrix([[2, -1]]), "b": Matrix([[0.5]])]])
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(1))
    hyperparameters.loss = loss
    let trace = try NetworkTrace(
      model, X: Matrix([[3], [4]]), Y: Matrix([[label]]), hyperparameters, dropoutSeed: 1)
    let graph = NetworkGraph(plan, loss: loss, l2: 0, m: 1)
    return NetworkWalk(trace, graph, hyperparameters)
      .document(title: "One <example>", lead: ["label_1"])
  }

  @Test func `every step is worked out`() throws {
    let text = try document(.linear, .meanSquaredError, label: 1).text
    #expect(
      text == """
        One <example>
        label_1

        GIVEN

          X   (2, 1)
              3
              4

          Y   (1, 1)
              1

        FORWARD, LAYER 1: 2 -> 1, LINEAR

          W1   (1, 2)
              2  -1

          b1   (1, 1)
              0.5

          Z1 = W1 X + b1   (1, 1)
              2.5

              Z1[0,0] = 2 * 3 + (-1) * 4 + 0.5 = 2.5

          A1 = Z1   (1, 1)
              2.5

        COST

          J = sum((A1 - Y)^2) / (2 m)
              J = (2.5 - 1)^2 / 2 = 1.125

        BACKWARD, LAYER 1

          dA1 = A1 - Y   (1, 1)
              1.5

          dZ1 = dA1   (1, 1)
              1.5

              dZ1[0,0] = 1.5 * 1 = 1.5

          dW1 = dZ1 X^T / m   (1, 2)
              4.5  6

              dW1[0,0] = 1.5 * 3 = 4.5

          db1 = row sums of dZ1 / m   (1, 1)
              1.5

        UPDATE, LAYER 1

          W1 := W1 - 0.1 * dW1   (1, 2)
              1.55  -1.6

              W1[0,0] := 2 - 0.1 * 4.5 = 1.55

          b1 := b1 - 0.1 * db1   (1, 1)
              0.35

        """)
  }

  @Test func `the cross entropy is worked out`() throws {
    let text = try document(.sigmoid, .binaryCrossEntropy, label: 1).text
    #expect(text.contains("A1[0,0] = sigmoid(2.5) = 0.9241"))
    #expect(text.contains("J = -(1 * log(0.9241) + 0 * log(0.07586)) = 0.07889"))
    #expect(text.contains("dZ1 = A1 - Y   (1, 1)"))
    #expect(text.contains("dZ1[0,0] = 0.9241 - 1 = -0.07586"))
  }

  @Test func `smoothed labels are worked out`() throws {
    let text = try document(.sigmoid, Loss(BinaryCrossEntropy(labelSmoothing: 0.2)), label: 1).text
    #expect(
      text.contains(
        "J = -sum(T * log(A1) + (1 - T) * log(1 - A1)) / m, T = (1 - 0.2) * Y + 0.2 / 2"))
    #expect(text.contains("J = -(0.9 * log(0.9241) + 0.1 * log(0.07586)) = 0.3289"))
    #expect(text.contains("dZ1 = A1 - T   (1, 1)"))
    #expect(text.contains("dZ1[0,0] = 0.9241 - 0.9 = 0.02414"))
  }

  @Test(arguments: [
    (
      Loss.huber(), 1.0, "sum(min(|A1 - Y|, 1.0) * (|A1 - Y| - min(|A1 - Y|, 1.0) / 2)) / m",
      "1 * (|2.5 - 1| - 1 / 2) = 1", "max(-1.0, min(A1 - Y, 1.0))"
    ),
    (
      .huber(delta: 3), -0.5, "sum(min(|A1 - Y|, 3.0) * (|A1 - Y| - min(|A1 - Y|, 3.0) / 2)) / m",
      "(2.5 - (-0.5))^2 / 2 = 4.5", "max(-3.0, min(A1 - Y, 3.0))"
    ),
    (.meanAbsoluteError, -0.5, "sum(|A1 - Y|) / m", "|2.5 - (-0.5)| = 3", "sign(A1 - Y)"),
  ])
  func `losses of values are worked out`(
    loss: Loss, label: Double, cost: String, worked: String, slope: String
  ) throws {
    let text = try document(.linear, loss, label: label).text
    #expect(text.contains("J = \(cost)\n") && text.contains("J = \(worked)\n"), "\(text)")
    #expect(text.contains("dA1 = \(slope)   (1, 1)"), "\(text)")
  }

  @Test func `Markdown and HTML escape what comes from outside`() throws {
    let document = try document(.sigmoid, .binaryCrossEntropy, label: 0)
    let markdown = document.markdown
    #expect(markdown.hasPrefix("# One \\<example\\>\n\nlabel\\_1  \n"))
    #expect(markdown.contains("\n`Z1 = W1 X + b1   (1, 1)`\n\n```\n2.5\n"))
    let html = document.html(image: nil, colophon: "dnn")
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    #expect(html.contains("One &lt;example&gt;"))
    #expect(!html.contains("<example>"))
    #expect(html.contains("<b>Z1</b> = W1 X + b1"))
  }

  @Test func `a large matrix is shown by its corners`() {
    let large = Matrix<Double>(rows: 20, columns: 7, (0..<140).map { Double($0) })
    let excerpt = MatrixExcerpt(large)
    #expect(
      excerpt.lines == [
        "  0    1    2  \u{2026}    5    6", "  7    8    9  \u{2026}   12   13",
        " 14   15   16  \u{2026}   19   20",
        "  \u{2026}    \u{2026}    \u{2026}  \u{2026}    \u{2026}    \u{2026}",
        "126  127  128  \u{2026}  131  132", "133  134  135  \u{2026}  138  139",
      ])
    #expect(excerpt.remark == "140 numbers, norm 951.3")
    let small = MatrixExcerpt(Matrix<Double>([[1, -0.5], [0, 1e-9]]))
    #expect(small.lines == ["1   -0.5", "0  1e-09"])
    #expect(small.remark == nil)
    #expect(MatrixExcerpt(Matrix<Double>(rows: 1, columns: 6)).remark == nil)
  }
}
