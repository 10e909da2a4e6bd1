import DeepNetwork

/// Convolutional networks as a whole: an update of a training, and inference.
enum NetworkSuite: Suite {
  static let name = "networks"
  static let summary = "a small residual network and that of cat-convolution.json, as a whole"

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let threads = try options.number("--threads", default: ComputeThreads.usable)
    let only = try options.value("--only") ?? ""
    let rounds = try options.number("--rounds", default: 3)
    let stopwatch = try Measurement(&options).stopwatch
    if options.flag("--requests") {
      answerRequests { NetworkCase(rawValue: $0)?.seconds(stopwatch) }
      return Results(suite: name)
    }
    ComputeThreads.use(threads)
    var results = Results(suite: name)
    results.facts = [
      ("vector level", ComputeThreads.vectorLevel), ("threads", "\(threads)"),
      ("best of", "\(rounds)"),
    ]
    for network in NetworkCase.allCases where only.isEmpty || network.rawValue.contains(only) {
      let best = (0..<rounds).map { _ in network.seconds(stopwatch) }.min() ?? .nan
      results.rows.append(
        Row(
          name: network.rawValue, figures: [("milliseconds", best * 1e3)],
          peer: "networks.py --only '\(network.rawValue)'"))
    }
    return results
  }
}

/// The mean time of an update, or the time of all answers.
private enum NetworkCase: String, CaseIterable {
  case training = "train resnet 64x32x32x3"
  case inference = "infer resnet 1024x32x32x3"
  case cats = "train cat-convolution 32x64x64x3"

  func seconds(_ stopwatch: Stopwatch) -> Double {
    do {
      return switch self {
      case .training:
        try Network.resNet.secondsAnUpdate(stopwatch, batch: 64, .momentum())
      case .inference:
        try Network.resNet.secondsOfAnswers(stopwatch, batch: 64, count: 16)
      case .cats:
        try Network.cats.secondsAnUpdate(stopwatch, batch: 32, .adam())
      }
    } catch {
      fatalError("\(error)")
    }
  }
}

/// Layers and the pictures that they take.
private struct Network {
  let image: ImageShape
  let layers: [LayerSpecification]

  /// A stem of 32 channels, then two blocks each of 32, 64 and 128.
  static var resNet: Network {
    let blocks = [
      block(32), block(32), block(64, stride: 2), block(64), block(128, stride: 2), block(128),
    ]
    return Network(
      image: ImageShape(height: 32, width: 32, channels: 3),
      layers: [normalized(32), .batchNormalization(activation: .relu)] + blocks
        + [.globalAveragePool2D, .dense(units: 10, activation: .softmax)])
  }

  /// The layers of Configs/cat-convolution.json.
  static var cats: Network {
    Network(
      image: ImageShape(height: 64, width: 64, channels: 3),
      layers: [8, 16, 32].flatMap {
        [
          .convolution2D(filters: $0, kernel: 3, activation: .relu), .maxPool2D(size: 2),
        ]
      } + [.flatten, .dense(units: 1, activation: .sigmoid)])
  }

  private static func block(_ filters: Int, stride: Int = 1) -> LayerSpecification {
    .residual(
      [
        normalized(filters, stride: stride), .batchNormalization(activation: .relu),
        normalized(filters), .batchNormalization(),
      ],
      shortcut: stride == 1
        ? [] : [normalized(filters, kernel: 1, stride: stride), .batchNormalization()],
      activation: .relu)
  }

  /// A convolution before a normalization, which has the bias.
  private static func normalized(
    _ filters: Int, kernel: Int = 3, stride: Int = 1
  ) -> LayerSpecification {
    .convolution2D(
      filters: filters, kernel: kernel, stride: stride, padding: .zeros(kernel / 2), bias: false,
      activation: .linear)
  }

  private func model(_ random: inout RandomState) throws -> Model<Float> {
    let architecture = Architecture(inputSize: image.count, image: image, layers: layers)
    return Model(try DimensionChecker.check(architecture), initializer: .he, from: &random)
  }

  private func pictures(_ m: Int, _ random: inout RandomState) -> Matrix<Float> {
    Matrix(rows: m, columns: image.count, random.rand(image.count * m).map { Float($0) }).transposed
  }

  /// The mean of some updates; the first one, which takes the memory, goes before.
  func secondsAnUpdate(
    _ stopwatch: Stopwatch, batch: Int, _ optimizer: Optimizer
  ) throws -> Double {
    let updates = 8
    let m = (1 + updates) * batch
    var random = RandomState(seed: 1)
    let model = try model(&random)
    var Y = Matrix<Float>(rows: model.outputSize, columns: m)
    for example in 0..<m where Y.rows > 1 || example.isMultiple(of: 2) {
      Y[example % Y.rows, example] = 1
    }
    var hyperparameters = Hyperparameters(alpha: 0.001, duration: .iterations(updates + 2))
    hyperparameters.batchSize = batch
    hyperparameters.optimizer = optimizer
    hyperparameters.logEvery = 1_000_000
    let trainer = try Trainer(
      model, on: MatrixExamples(X: pictures(m, &random), Y: Y), hyperparameters, random: random)
    try trainer.train(shouldStop: { $0.iteration == 1 })
    let start = stopwatch.now
    try trainer.train(shouldStop: { $0.iteration == 1 + updates })
    return (stopwatch.now - start) / Double(updates)
  }

  /// `count` batches; one goes before.
  func secondsOfAnswers(_ stopwatch: Stopwatch, batch: Int, count: Int) throws -> Double {
    var random = RandomState(seed: 1)
    let model = try model(&random)
    let batches = (0..<count).map { _ in pictures(batch, &random) }
    _ = try model.predict(batches[0])
    let start = stopwatch.now
    for X in batches { _ = try model.predict(X) }
    return stopwatch.now - start
  }
}
