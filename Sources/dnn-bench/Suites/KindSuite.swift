import DeepNetwork

/// A training step with each kind of activation, loss and optimizer there is, and with the layers that
/// stand between others.
enum KindSuite: Suite {
  static let name = "kinds"
  static let summary = "an update with each activation, loss, optimizer and layer [--batch 64]"

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let batch = try options.number("--batch", default: 64)
    let updates = try options.number("--updates", default: 200)
    let only = try options.value("--only")
    let threads = try options.number("--threads", default: ComputeThreads.usable)
    ComputeThreads.use(threads)
    var results = Results(suite: name)
    results.facts = [
      ("precision", "float32"), ("threads", "\(threads)"), ("batch", "\(batch)"),
    ]
    for step in Self.steps where only.map(step.name.contains) ?? true {
      let seconds = (0..<3).map { _ in step.seconds(batch: batch, updates: updates) }.min() ?? .nan
      results.rows.append(
        Row(name: step.name, figures: [("us an update", seconds / Double(updates) * 1e6)]))
    }
    return results
  }

  private static var steps: [Step] {
    let activations = Activation.kinds.map { Activation($0.init()) }.filter(\.kind.isElementwise)
    let losses = Loss.kinds.map { Loss($0.init()) }
    return activations.map { Step(name: "activation \($0.name)", between: dense($0)) }
      + losses.map { loss in
        var step = Step(name: "loss \(loss.name)", between: dense(.relu))
        step.loss = loss
        return step
      }
      + Optimizer.kinds.map { kind in
        var step = Step(name: "optimizer \(kind.name)", between: dense(.relu))
        step.optimizer = Optimizer(kind.init())
        return step
      } + layers
  }

  private static func dense(_ activation: Activation) -> [LayerSpecification] {
    [.dense(units: 512, activation: activation), .dense(units: 256, activation: activation)]
  }

  private static var layers: [Step] {
    let units = LayerSpecification.dense(units: 512, activation: .linear)
    func filters(groups: Int = 1, bias: Bool = true) -> LayerSpecification {
      .convolution2D(filters: 16, kernel: 3, groups: groups, bias: bias, activation: .relu)
    }
    let block = LayerSpecification.residual(
      [filters(), filters()],
      shortcut: [.convolution2D(filters: 16, kernel: 1, activation: .linear)])
    return [
      Step(name: "batchNormalization", between: [units, .batchNormalization(activation: .relu)]),
      Step(name: "layerNormalization", between: [units, .layerNormalization(activation: .relu)]),
      Step(name: "dropout", between: [units, .dropout(rate: 0.5)]),
      Step(
        name: "activation",
        between: [units, .activation(.silu)]),
      Step(name: "convolution2D", between: [filters()]),
      Step(
        name: "convolution2D, groups and no bias",
        between: [filters(), filters(groups: 16, bias: false)]),
      Step(
        name: "maxPool2D with padding",
        between: [filters(), .maxPool2D(size: 3, stride: 2, padding: .zeros(1))]),
      Step(name: "globalAveragePool2D", between: [filters(), .globalAveragePool2D]),
      Step(name: "residual with a shortcut", between: [block]),
    ]
  }
}

/// A network from 28x28 to ten outputs, trained on random numbers.
private struct Step {
  let name: String
  /// The layers before the last.
  let between: [LayerSpecification]
  var loss = Loss.categoricalCrossEntropy
  var optimizer = Optimizer.gradientDescent

  init(name: String, between: [LayerSpecification]) {
    self.name = name
    self.between = between
  }

  func seconds(batch: Int, updates: Int) -> Double {
    var random = RandomState(seed: 1)
    let image = ImageShape(height: 28, width: 28, channels: 1)
    let last = loss.kind.activation ?? .linear
    let architecture = Architecture(
      inputSize: image.count, image: image, layers: between + [.dense(units: 10, activation: last)])
    let m = 8 * batch
    let X = Matrix<Float>(
      rows: image.count, columns: m, random.rand(image.count * m).map { Float($0) })
    var Y = Matrix<Float>(rows: 10, columns: m)
    for example in 0..<m { Y[example * 7 % 10, example] = 1 }
    var hyperparameters = Hyperparameters(alpha: 0.001, duration: .iterations(updates))
    hyperparameters.batchSize = batch
    hyperparameters.logEvery = 1_000_000
    (hyperparameters.loss, hyperparameters.optimizer) = (loss, optimizer)
    do {
      let model = Model<Float>(
        try DimensionChecker.check(architecture), initializer: .he, from: &random)
      let trainer = try Trainer(
        model, on: MatrixExamples(X: X, Y: Y), hyperparameters, random: random)
      let start = ContinuousClock.now
      try trainer.train()
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      precondition(trainer.lastCost.isFinite)
      return elapsed
    } catch {
      fatalError("\(name): \(error)")
    }
  }
}
