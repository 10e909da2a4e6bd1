import DeepNetwork

/// A generator that learns to draw points of a circle, against a discriminator that tells them from true ones
/// (Goodfellow and others: Generative Adversarial Networks, 2014).
func generativeAdversarialNetwork() throws {
  var random = RandomState(seed: 1)
  var generator = try Model([
    Dense<Double>(2, 24, activation: .tanh, from: &random),
    Dense<Double>(24, 2, activation: .linear, from: &random),
  ])
  var discriminator = try Model([
    Dense<Double>(2, 24, activation: .leakyRelu(), from: &random),
    Dense<Double>(24, 24, activation: .leakyRelu(), from: &random),
    Dense<Double>(24, 1, activation: .sigmoid, from: &random),
  ])
  var ofGenerator = ModelOptimizer<Double>(.adam(beta1: 0.5))
  var ofDiscriminator = ModelOptimizer<Double>(.adam(beta1: 0.5))
  let m = 64
  let (real, drawn) = (
    Matrix<Double>(rows: 1, columns: m, repeating: 1), Matrix<Double>(rows: 1, columns: m)
  )

  for _ in 0..<2000 {
    let (G, tape) = try generator.forward(random.randn(2, m))

    let onReal = try discriminator.gradients(X: circle(m, from: &random), Y: real).gradients
    let onDrawn = try discriminator.gradients(X: G, Y: drawn).gradients
    try ofDiscriminator.update(&discriminator, by: 0.5 * (onReal + onDrawn), alpha: 0.002)

    let (D, tapeOfD) = try discriminator.forward(G)
    let (_, dD) = Loss.binaryCrossEntropy.evaluate(a: D, y: real)
    let dG = try tapeOfD.backward(dD).dX
    try ofGenerator.update(&generator, by: tape.parameterGradients(dG), alpha: 0.001)
  }

  let radii = try sqrt(square(generator.predict(random.randn(2, 1000))).columnSums())
  let mean = radii.sum() / 1000
  print("radius: \(mean)")
  print("deviation: \((square(radii - mean).sum() / 1000).squareRoot())")
}

/// Points of the circle around 0 with radius 1, (2, m).
private func circle(_ m: Int, from random: inout RandomState) -> Matrix<Double> {
  let points: Matrix<Double> = random.randn(2, m)
  return points ./ sqrt(square(points).columnSums())
}
