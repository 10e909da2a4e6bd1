import DeepNetwork

/// One network with two heads, a class and a value, and a loss for each: dA of the trunk is the sum of what the
/// heads hand back.
func twoOutputs() throws {
  var random = RandomState(seed: 1)
  let X: Matrix<Double> = random.randn(2, 400)
  let distance = sqrt(square(X).columnSums())
  let isInside = step(1 - distance)

  var trunk = try Model([
    Dense<Double>(2, 24, activation: .tanh, from: &random), BatchNormalization<Double>(24),
  ])
  var heads = try [Activation.sigmoid, .linear].map { activation in
    try Model([Dense<Double>(24, 1, activation: activation, from: &random)])
  }
  let losses = [Loss.binaryCrossEntropy, .meanSquaredError]
  var optimizers = (0..<3).map { _ in ModelOptimizer<Double>(.adam()) }

  for _ in 0..<1000 {
    let (H, tape) = try trunk.forward(X)
    var dH = Matrix<Double>(rows: H.rows, columns: H.columns)
    for (index, Y) in [isInside, distance].enumerated() {
      let (A, tape) = try heads[index].forward(H)
      let (dX, gradients) = try tape.backward(losses[index].evaluate(a: A, y: Y).dA)
      dH += dX
      try optimizers[index].update(&heads[index], by: gradients, alpha: 0.01)
    }
    try optimizers[2].update(&trunk, by: tape.parameterGradients(dH), alpha: 0.01)
  }

  let H = try trunk.predict(X)
  let (classes, values) = (try heads[0].predict(H), try heads[1].predict(H))
  let right = (0..<400).count { (classes[0, $0] > 0.5) == (isInside[0, $0] > 0.5) }
  print("mean error of the distance: \(abs(values - distance).sum() / 400)")
  print("accuracy: \(Double(right) / 400)")
}
