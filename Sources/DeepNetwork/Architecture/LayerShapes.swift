/// Checks what a layer returns, so that a mistake in someone's own layer is named.
struct LayerShapes: Sendable {
  /// l, from 1.
  let number: Int
  let name: String
  let inputSize: Int
  let outputSize: Int
  private let parameters: [(name: String, shape: Shape, isTrained: Bool)]

  init<L: NetworkLayer>(_ layer: L, number: Int) {
    self.number = number
    name = layer.name
    inputSize = layer.inputSize
    outputSize = layer.outputSize
    parameters = layer.parameters.map { ($0.name, $0.value(layer).shape, $0.isTrained) }
  }

  func checkForward(a: Shape, m: Int) throws(DimensionError) {
    try check("A", a, "(n[\(number)], m)", Shape(outputSize, m), in: "forward")
  }

  func checkBackward(dAPrev: Shape, m: Int) throws(DimensionError) {
    try check("dA_prev", dAPrev, "(n[\(number - 1)], m)", Shape(inputSize, m), in: "backward")
  }

  func check<Scalar>(gradients: [Matrix<Scalar>]) throws(DimensionError) {
    guard gradients.count == parameters.count else {
      throw DimensionError([
        .gradientCount(
          layer: number, name: name, parameters: parameters.map(\.name), actual: gradients.count)
      ])
    }
    for index in parameters.indices where gradients[index].shape != parameters[index].shape {
      let (name, shape, isTrained) = parameters[index]
      if gradients[index].isEmpty && !isTrained { continue }
      try check(
        "d\(name)", gradients[index].shape, rule(name, shape), shape, in: "backward")
    }
  }

  private func rule(_ parameter: String, _ shape: Shape) -> String {
    switch shape {
    case Shape(outputSize, inputSize) where parameter != "b": "(n[\(number)], n[\(number - 1)])"
    case Shape(outputSize, 1): "(n[\(number)], 1)"
    default: "the shape of \(parameter)"
    }
  }

  /// A parameter of another shape than the layer had at first.
  func changedShape<L: NetworkLayer>(of layer: L) -> LayerViolation? {
    for (old, new) in zip(parameters, layer.parameters) {
      let shape = new.value(layer).shape
      guard shape != old.shape else { continue }
      return .parameterChangedShape(quantity: old.name, from: old.shape, to: shape)
    }
    return nil
  }

  private func check(
    _ quantity: @autoclosure () -> String, _ actual: Shape, _ rule: @autoclosure () -> String,
    _ expected: Shape, in function: String
  ) throws(DimensionError) {
    guard actual != expected else { return }
    throw DimensionError([
      .returned(
        layer: number, name: name, function: function, quantity: quantity(), rule: rule(),
        expected: expected, actual: actual)
    ])
  }
}
