/// Compares the gradients that backward returns with central differences of what forward computes.
///
/// One line checks any layer, model or loss:
///
///     #expect(GradientCheck().check(layer).passed)
///     #expect(try GradientCheck().check(model, X: X, Y: Y).passed)
///     #expect(GradientCheck().check(loss).passed)
///
/// Where a gradient is wrong the report names the likely mistake. Elements where relu or another
/// ``KinkedLayer`` has its kink are left out and counted.
public struct GradientCheck: Sendable {
  /// The relative error below which a gradient is right; nil for 1e-7 in Double, 1e-2 in Float.
  public var tolerance: Double?
  /// How many elements of a matrix are compared at most, drawn at random where it has more.
  public var sample: Int
  /// The seed of inputs, gradients and samples that are drawn, and of dropout masks.
  public var seed: UInt32

  /// A check with these settings.
  public init(tolerance: Double? = nil, sample: Int = 500, seed: UInt32 = 1) {
    self.tolerance = tolerance
    self.sample = sample
    self.seed = seed
  }

  /// Checks dW, db and dA_prev of a layer on its own.
  ///
  /// J = Σ R ∘ A / m with a random R (n[l], m) stands for the cost, and A_prev is drawn from the
  /// normal distribution: dA is R.
  ///
  /// - Parameters:
  ///   - layer: the layer, with parameters that are not all 0.
  ///   - m: the number of examples; nil for one that differs from the layer's sizes, so that
  ///     factors can be told apart.
  /// - Returns: a finding for each of the three; only one for A if forward is wrong already.
  public func check<L: NetworkLayer>(_ layer: L, examples m: Int? = nil) -> GradientReport {
    var random = RandomState(seed: seed)
    let sizes = [layer.inputSize, layer.outputSize]
    let m = m ?? [5, 7, 3].first { !sizes.contains($0) } ?? 5
    var layer = layer
    layer.draw(m: m, from: &random)
    let examination = LayerGradientCheck(
      layer, aPrev: random.normal(layer.inputSize, m), settings: self, random: random)
    return GradientReport(findings: examination.findings())
  }

  /// Checks dW and db of every layer of a model for a batch of examples.
  ///
  /// - Parameters:
  ///   - model: the network; dropout masks are drawn once and then kept.
  ///   - X: the examples, (n[0], m).
  ///   - Y: their labels, (n[L], m).
  ///   - loss: the loss; nil for the one that follows from the activation of a last ``OutputLayer``.
  ///   - l2: lambda of the term lambda / (2m) · Σ‖W‖².
  ///   - weights: those of the examples in the cost, (1, m).
  /// - Returns: a finding for each dW and db, and for each dA_prev that is to blame for others.
  /// - Throws: `DimensionError` if a layer returns a wrong shape, or no loss is given and none follows.
  public func check<Scalar>(
    _ model: Model<Scalar>, X: Matrix<Scalar>, Y: Matrix<Scalar>, loss: Loss? = nil,
    l2: Double = 0, weights: Matrix<Scalar>? = nil
  ) throws(DimensionError) -> GradientReport {
    let examination = try ModelGradientCheck(
      model, X: X, Y: Y, loss: try model.loss(given: loss), l2: l2,
      weights: weights, settings: self)
    return GradientReport(findings: examination.findings())
  }
}

extension GradientCheck {
  /// Checks dA of a loss, and dZ where it cancels with the activation, without and with weights.
  ///
  /// Outputs and labels are drawn: any numbers where labels are values, else probabilities and classes.
  ///
  /// - Parameters:
  ///   - loss: the loss, such as `Loss(Huber(delta: 2))`.
  ///   - outputs: n[L].
  ///   - examples: m.
  /// - Returns: a finding for each gradient; one for J if a batch does not cost what its examples do.
  public func check(_ loss: Loss, outputs: Int = 4, examples: Int = 5) -> GradientReport {
    GradientReport(
      findings: LossGradientCheck(loss, n: outputs, m: examples, settings: self).findings())
  }
}

extension GradientCheck {
  func tolerance<Scalar: NetworkScalar>(for _: Scalar.Type) -> Double {
    tolerance ?? (Scalar.significandBitCount > 30 ? 1e-7 : 1e-2)
  }

  /// The elements of a matrix that are compared, as (row, column).
  func positions(in shape: Shape, _ random: inout RandomState) -> [(row: Int, column: Int)] {
    var indices = Set<Int>()
    if shape.count <= sample {
      indices = Set(0..<shape.count)
    } else {
      while indices.count < sample { indices.insert(random.index(upTo: shape.count - 1)) }
    }
    return indices.sorted().map { ($0 / shape.columns, $0 % shape.columns) }
  }
}

extension RandomState {
  /// A matrix of standard normal numbers.
  mutating func normal<Scalar: NetworkScalar>(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns, randn(rows * columns).map { Scalar($0) })
  }
}

/// A returned gradient beside the numeric one, for the elements where both can be compared.
struct GradientComparison<Scalar: NetworkScalar> {
  let returned: Matrix<Scalar>
  private(set) var positions: [(row: Int, column: Int)] = []
  private(set) var numeric: [Double] = []
  private(set) var kinks = 0
  private(set) var kinkName: String?
  /// The sums of squares of numeric - returned, of what of it rounding does not explain, of numeric
  /// and of returned.
  private var squares = (difference: 0.0, unexplained: 0.0, numeric: 0.0, returned: 0.0)

  init(_ returned: Matrix<Scalar>) { self.returned = returned }

  /// Adds the element at `position`, whose derivative is a sum over the examples times `scale`.
  mutating func add(
    _ position: (row: Int, column: Int), _ result: CentralDifference<Scalar>.Result,
    scale: Double
  ) {
    switch result {
    case .kink(let name):
      kinks += 1
      kinkName = kinkName ?? name
    case .derivative(let values, let noise):
      let derivative = values.reduce(0, +) * scale
      let actual = Double(returned[position.row, position.column])
      let difference = abs(derivative - actual)
      positions.append(position)
      numeric.append(derivative)
      squares.difference += difference * difference
      if !(difference <= noise * scale) { squares.unexplained += difference * difference }
      squares.numeric += derivative * derivative
      squares.returned += actual * actual
    }
  }

  /// The compared elements of the returned gradient.
  var actual: [Double] { positions.map { Double(returned[$0.row, $0.column]) } }

  /// A difference relative to the size of the gradient.
  private func relative(_ square: Double) -> Double {
    guard square != 0 else { return 0 }
    let size = squares.numeric.squareRoot() + squares.returned.squareRoot()
    let error = square.squareRoot() / size
    return error.isNaN ? .infinity : error
  }

  func finding(
    _ quantity: GradientFinding.Quantity, of name: String, tolerance: Double,
    mistake: @autoclosure () -> LikelyMistake?
  ) -> GradientFinding {
    let passed = relative(squares.unexplained) <= tolerance
    return GradientFinding(
      layer: nil, name: name, quantity: quantity, shape: returned.shape,
      compared: positions.count, kinks: kinks, kinkName: kinkName,
      relativeError: relative(squares.difference), passed: passed, mistake: passed ? nil : mistake()
    )
  }
}
