import DeepNetwork
import Foundation
import TestSupport
import Testing

/// Mistakes that are made in a layer of one's own, each with the message that answers it.
@Suite struct NamedMistakesTests {
  /// A mistake in a layer of 4 inputs and 3 units, and what `LayerCheck` prints of it.
  static let messages: [(BrokenDense.WrongAnswer, [String])] = [
    (
      .dWTransposed,
      [
        "layer 1 (BrokenDense): dW must be (n[1], n[0]) = (3, 4), but backward returned (4, 3): "
          + "transposed?"
      ]
    ),
    (
      .dWNotDividedByM,
      [
        "BrokenDense: dW (3, 4) wrong, relative error 6.7e-01 of 12: m times too large: "
          + "divide the sum over the examples by m"
      ]
    ),
    (
      .dbOverUnits,
      [
        "layer 1 (BrokenDense): db must be (n[1], 1) = (3, 1), but backward returned (1, 5): "
          + "summed over the units in place of the examples?"
      ]
    ),
    (
      .noDerivativeInDAPrev,
      ["BrokenDense: dA_prev (4, 5) wrong, … of 20: g'(Z) is missing in dZ = dA * g'(Z)"]
    ),
    (
      .dAPrevDividedByM,
      [
        "BrokenDense: dA_prev (4, 5) wrong, relative error 6.7e-01 of 20: m times too small: "
          + "dA_prev is the gradient of the sum over the examples, only the gradients of parameters are divided by m"
      ]
    ),
    (
      .cacheOfLastBatch,
      ["dW (3, 4)", "db (3, 1)", "dA_prev (4, 5)"].map {
        "BrokenDense: \($0) wrong: it belongs to another batch: backward must use its cache and "
          + "nothing that forward left in the layer"
      }
    ),
    (
      .derivativeAtA,
      ["dW (3, 4) wrong, … of 12", "db (3, 1) wrong, … of 3", "dA_prev (4, 5) wrong, … of 20"].map {
        "BrokenDense: \($0): g' is taken at A, not at Z"
      }
    ),
    (
      .noDerivative,
      ["dW (3, 4) wrong, … of 12", "db (3, 1) wrong, … of 3", "dA_prev (4, 5) wrong, … of 20"].map {
        "BrokenDense: \($0): g'(Z) is missing in dZ = dA * g'(Z)"
      }
    ),
    (
      .forwardTransposed,
      [
        "layer 1 (BrokenDense): A must be (n[1], m) = (3, 5), but forward returned (5, 3): "
          + "transposed?"
      ]
    ),
    (
      .shapeOfWChanged,
      ["BrokenDense: W must keep its shape (3, 4), but is (4, 3) after a pass: transposed?"]
    ),
    (
      .inferenceDiffers,
      [
        "BrokenDense: infer must return the A of forward in a layer that draws nothing and has no "
          + "state"
      ]
    ),
    (.outputNotFinite, ["BrokenDense: A (3, 5) wrong: it is not finite"]),
  ]

  @Test(arguments: messages)
  func `the mistake is named, and nothing else is said`(
    _ mistake: BrokenDense.WrongAnswer, _ expected: [String]
  ) {
    let layer = BrokenDense(
      mistake, W: randomMatrix(3, 4, seed: 11), b: randomMatrix(3, 1, seed: 12))
    let lines = "\(LayerCheck().check(layer))".split(separator: "\n").map(String.init)
    #expect(lines.count == expected.count, "\(lines)")
    for (line, expected) in zip(lines, expected) {
      let parts = expected.components(separatedBy: "…")
      #expect(line.hasPrefix(parts[0]) && line.hasSuffix(parts[parts.count - 1]), "\(line)")
    }
  }

  @Test func `a square layer with W in place of its transpose is named`() {
    let layer = BrokenDense(
      .dAPrevWithoutTranspose, W: randomMatrix(3, 3, seed: 11), b: randomMatrix(3, 1, seed: 12))
    let text = "\(LayerCheck().check(layer))"
    #expect(text.hasSuffix("of 15: W is taken where its transpose must be"), "\(text)")
  }
}
