/// Checks what a layer returns, so that a mistake in someone's own layer is named.
struct LayerShapes: Sendable {
  /// l, from 1.
  let number: Int
  let name: String
  let inputSize: Int
  let outputSize: Int
  let shapeOfW: Shape
  let shapeOfB: Shape

  init(_ layer: some Layer, number: Int) {
    self.number = number
    name = layer.name
    inputSize = layer.inputSize
    outputSize = layer.outputSize
    shapeOfW = layer.W.shape
    shapeOfB = layer.b.shape
  }

  func checkForward(a: Shape, m: Int) throws(DimensionError) {
    try check("A", a, "(n[\(number)], m)", Shape(outputSize, m), in: "forward")
  }

  func checkBackward(dAPrev: Shape, m: Int) throws(DimensionError) {
    try check("dA_prev", dAPrev, "(n[\(number - 1)], m)", Shape(inputSize, m), in: "backward")
  }

  func checkGradients(dW: Shape, db: Shape) throws(DimensionError) {
    let isDense = shapeOfW == Shape(outputSize, inputSize)
    try check(
      "dW", dW, isDense ? "(n[\(number)], n[\(number - 1)])" : "the shape of W", shapeOfW,
      in: "backward")
    let isBias = shapeOfB == Shape(outputSize, 1)
    try check(
      "db", db, isBias ? "(n[\(number)], 1)" : "the shape of b", shapeOfB, in: "backward")
  }

  /// W or b of another shape than the layer had at first.
  func changedShape(of layer: some Layer) -> LayerViolation? {
    let (W, b) = (layer.W.shape, layer.b.shape)
    if W != shapeOfW { return .parameterChangedShape(quantity: "W", from: shapeOfW, to: W) }
    guard b != shapeOfB else { return nil }
    return .parameterChangedShape(quantity: "b", from: shapeOfB, to: b)
  }

  private func check(
    _ quantity: String, _ actual: Shape, _ rule: @autoclosure () -> String, _ expected: Shape,
    in function: String
  ) throws(DimensionError) {
    guard actual != expected else { return }
    throw DimensionError([
      .returned(
        layer: number, name: name, function: function, quantity: quantity, rule: rule(),
        expected: expected, actual: actual)
    ])
  }
}
