/// The gradient check of all layers of a model for one batch.
struct ModelGradientCheck<Scalar: NetworkScalar> {
  /// The layers 1 … L with the dropout masks drawn.
  private let layers: [any NetworkLayer<Scalar>]
  /// A[0], …, A[L-1].
  private let inputs: [Matrix<Scalar>]
  private let gradients: [Gradient<Scalar>]
  private let Y: Matrix<Scalar>
  private let loss: Loss
  private let l2: Double
  private let weights: Matrix<Scalar>?
  private let settings: GradientCheck
  private let random: RandomState

  init(
    _ model: Model<Scalar>, X: Matrix<Scalar>, Y: Matrix<Scalar>, loss: Loss, l2: Double,
    weights: Matrix<Scalar>?, settings: GradientCheck
  ) throws(DimensionError) {
    try DimensionChecker.check(MatrixExamples(X: X, Y: Y), fit: model)
    var random = RandomState(seed: settings.seed)
    let pass = Propagation(model, loss: loss)
    pass.draw(m: X.columns, from: &random)
    let layers = pass.layers.map { $0.layer }
    _ = try pass.run(X: X, Y: Y, weights: weights)
    gradients = pass.layers.map { pass in
      if l2 > 0 { pass.addToGradient(decay: Scalar(l2 / Double(X.columns))) }
      return pass.gradient
    }
    inputs = layers.dropLast().reduce(into: [X]) { inputs, layer in
      inputs.append(layer.forward(inputs[inputs.count - 1]).a)
    }
    self.layers = layers
    self.Y = Y
    self.loss = loss
    self.l2 = l2
    self.weights = weights
    self.settings = settings
    self.random = random
  }

  private var tolerance: Double { settings.tolerance(for: Scalar.self) }

  func findings() -> [GradientFinding] {
    let findings = layers.indices.map { index in
      zip(gradients[index].names, gradients[index].values).compactMap { name, returned in
        finding(of: name, returned, index, layers[index])
      }
    }
    let areRight = findings.joined().allSatisfy(\.passed)
    return areRight
      ? findings.enumerated().flatMap { index, findings in
        findings.map { $0.inLayer(index + 1, mistake: nil) }
      } : explained(findings)
  }

  private func finding<L: NetworkLayer<Scalar>>(
    of name: String, _ returned: Matrix<Scalar>, _ index: Int, _ layer: L
  ) -> GradientFinding? {
    let quantity = GradientFinding.Quantity.gradient(of: name)
    guard !returned.isEmpty, let parameter = layer.parameters.first(where: { $0.name == name })
    else { return nil }
    guard returned.isFinite else {
      return GradientFinding(layers[index].name, quantity, shape: returned.shape, .notFinite)
    }
    var comparison = GradientComparison(returned)
    var random = random
    for position in settings.positions(in: returned.shape, &random) {
      let (row, column) = position
      let value = parameter.value(layer)[row, column]
      let result = CentralDifference.derivative(
        magnitude: Double(abs(value)), expected: Double(returned[row, column]),
        tolerance: tolerance
      ) { h in
        var layer = layer
        parameter.change(&layer) { $0[row, column] += h }
        return cost(from: index, layer)
      }
      comparison.add(position, result, scale: 1)
    }
    return comparison.finding(
      quantity, of: layers[index].name, tolerance: tolerance, mistake: nil)
  }

  /// The cost with another layer at `index`, and L2 of this layer alone: that of the others is
  /// constant.
  private func cost(from index: Int, _ changed: any NetworkLayer<Scalar>)
    -> CentralDifference<Scalar>.Evaluation
  {
    let last = layers.count - 1
    var sides: [CentralDifference<Scalar>.Side] = []
    var a = inputs[index]
    var cost = l2 / (2 * Double(Y.columns)) * changed.squaredNormOfDecaying
    for l in index...last {
      let layer = l == index ? changed : layers[l]
      if let kinks = (layer as? any KinkedLayer<Scalar>)?.kinks(a) { sides.append(.init(kinks)) }
      if l == last, let output = layer as? any OutputLayer<Scalar> {
        cost += output.cost(a, Y, loss, weights)
      } else {
        a = layer.forward(a).a
        if l == last { cost += loss.evaluate(a: a, y: Y, weights: weights).cost }
      }
    }
    return .init(values: [cost], sides: sides)
  }

  /// The findings with the mistakes that each layer makes on its own, those in dA_prev among them.
  private func explained(_ findings: [[GradientFinding]]) -> [GradientFinding] {
    let alone = layers.indices.map { failures(of: layers[$0], inputs[$0]) }
    let culprit = alone.lastIndex { $0.contains { $0.quantity == .dAPrev || $0.quantity == .A } }
    return findings.enumerated().flatMap { index, findings in
      let later = culprit.flatMap { $0 > index ? LikelyMistake.laterLayer($0 + 1) : nil }
      let own = findings.map { finding in
        let mistake = alone[index].first { $0.quantity == finding.quantity }?.mistake
        return finding.inLayer(index + 1, mistake: mistake ?? later)
      }
      let others = alone[index].filter { $0.quantity == .dAPrev || $0.quantity == .A }
      return own + others.map { $0.inLayer(index + 1, mistake: $0.mistake) }
    }
  }

  private func failures<L: NetworkLayer<Scalar>>(of layer: L, _ aPrev: Matrix<Scalar>)
    -> [GradientFinding]
  {
    LayerGradientCheck(layer, aPrev: aPrev, settings: settings, random: random).findings()
      .filter { !$0.passed }
  }
}

extension OutputLayer {
  fileprivate func cost(
    _ aPrev: Matrix<Scalar>, _ Y: Matrix<Scalar>, _ loss: Loss, _ weights: Matrix<Scalar>?
  ) -> Double {
    loss.evaluate(z: linear(aPrev).z, activation: activation, y: Y, weights: weights).cost
  }
}
