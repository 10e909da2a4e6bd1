import DeepNetwork

/// The training loop itself: forward with a cache, backward to the gradients, update.
func trainingByHand() throws {
  var random = RandomState(seed: 1)
  let X = Matrix<Double>(rows: 2, columns: 200, random.randn(400))
  let Y = Matrix<Double>(rows: 1, columns: 200, (0..<200).map { X[0, $0] * X[1, $0] > 0 ? 1 : 0 })
  var layer1 = Dense<Double>(2, 8, activation: .tanh, from: &random)
  var layer2 = Dense<Double>(8, 1, activation: .sigmoid, from: &random)
  let alpha = 1.0

  for iteration in 0...1000 {
    let (A1, cache1) = layer1.forward(X)
    let (A2, cache2) = layer2.forward(A1)
    let (cost, dA2) = Loss.binaryCrossEntropy.evaluate(a: A2, y: Y)
    if iteration.isMultiple(of: 100) { print("iteration \(iteration): cost \(cost)") }

    let (dA1, dW2, db2) = layer2.backward(dA2, cache: cache2)
    let (_, dW1, db1) = layer1.backward(dA1, cache: cache1)

    layer1.W -= alpha * dW1
    layer1.b -= alpha * db1
    layer2.W -= alpha * dW2
    layer2.b -= alpha * db2
  }

  let A2 = layer2.infer(layer1.infer(X))
  let right = (0..<200).count { (A2[0, $0] > 0.5) == (Y[0, $0] > 0.5) }
  print("accuracy: \(Double(right) / 200)")
}
