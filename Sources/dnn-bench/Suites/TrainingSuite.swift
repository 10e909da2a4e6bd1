import DeepNetwork

/// Whole trainings on random examples: mini-batches, or the full batch of many examples.
enum TrainingSuite: Suite {
  static let name = "training"
  static let summary = "updates of a classifier: --n 784,128,10 --batch 64 [--optimizer adam]"

  private static let examples = 60_000

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let network = try TrainingCase(&options, standard: [784, 128, 10])
    let batch = try options.number("--batch", default: 64)
    let m = try options.number("--m", default: examples)
    let updates = try options.number("--updates", default: batch == 0 ? 3 : (m + batch - 1) / batch)
    var hyperparameters = Hyperparameters(alpha: 0.001, duration: .iterations(updates))
    hyperparameters.batchSize = batch
    hyperparameters.optimizer = try options.optimizer()
    let seconds = network.seconds(m: m, hyperparameters)
    return network.results(
      name, [("seconds", seconds), ("updates", Double(updates))], peer: "training.py")
  }
}

/// Full-batch training of a binary classifier with many more features than examples.
enum FullBatchSuite: Suite {
  static let name = "full-batch"
  static let summary = "full-batch training of the cat networks: --n 12288,20,7,5,1 --m 209"

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let network = try TrainingCase(&options, standard: [12288, 20, 7, 5, 1])
    let m = try options.number("--m", default: 209)
    let iterations = try options.number("--iterations", default: 2500)
    var hyperparameters = Hyperparameters(alpha: 0.0075, duration: .iterations(iterations))
    if let form = try options.value("--first-layer") {
      guard let firstLayer = FirstLayer(rawValue: form) else {
        throw UsageError(message: "--first-layer needs auto, direct or dual, not '\(form)'")
      }
      hyperparameters.firstLayer = firstLayer
    }
    let seconds = network.seconds(m: m, hyperparameters)
    return network.results(
      name, [("seconds", seconds), ("us an iteration", seconds / Double(iterations) * 1e6)],
      peer: "full_batch.py")
  }
}

/// A network that a command line describes, trained on random numbers.
private struct TrainingCase {
  private let n: [Int]
  private let isDouble: Bool
  private let threads: Int

  init(_ options: inout Options, standard: [Int]) throws(UsageError) {
    let text = try options.value("--n")
    let sizes = text.map { $0.split(separator: ",").map { Int($0) ?? 0 } } ?? standard
    guard sizes.count >= 2, sizes.allSatisfy({ $0 > 0 }) else {
      throw UsageError(message: "--n needs sizes such as 784,128,10, not '\(text ?? "")'")
    }
    n = sizes
    isDouble = try options.value("--precision") == "float64"
    threads = try options.number("--threads", default: ComputeThreads.usable)
  }

  /// The wall time of the training, the Gram matrix of the dual first layer included.
  func seconds(m: Int, _ hyperparameters: Hyperparameters) -> Double {
    ComputeThreads.use(threads)
    return isDouble
      ? seconds(Double.self, m, hyperparameters) : seconds(Float.self, m, hyperparameters)
  }

  private func seconds<Scalar: NetworkScalar>(
    _: Scalar.Type, _ m: Int, _ hyperparameters: Hyperparameters
  ) -> Double {
    var random = RandomState(seed: 1)
    let hidden: Activation = n.count > 50 ? .tanh : .relu
    let output: Activation = n[n.count - 1] == 1 ? .sigmoid : .softmax
    let architecture = Architecture(
      n: n, activations: [Activation](repeating: hidden, count: n.count - 2) + [output])
    var hyperparameters = hyperparameters
    hyperparameters.logEvery = 1_000_000
    do {
      let plan = try DimensionChecker.check(architecture)
      let model = Model<Scalar>(plan, initializer: .lecun, from: &random)
      let examples = try MatrixExamples<Scalar>(X: inputs(m), Y: labels(m))
      let start = ContinuousClock.now
      let trainer = try Trainer(
        model, on: examples, hyperparameters, random: random, dropoutSeed: 2)
      _ = try trainer.train()
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      precondition(trainer.lastCost.isFinite)
      return elapsed
    } catch {
      fatalError("\(error)")
    }
  }

  /// Numbers from 0 to 1, each example's together.
  private func inputs<Scalar>(_ m: Int) -> Matrix<Scalar> {
    var state: UInt32 = 1
    let values = (0..<m * n[0]).lazy.map { _ -> Scalar in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Scalar(state >> 8) / 0x1p24
    }
    return Matrix<Scalar>(rows: m, columns: n[0], Array(values)).transposed
  }

  private func labels<Scalar>(_ m: Int) -> Matrix<Scalar> {
    var Y = Matrix<Scalar>(rows: n[n.count - 1], columns: m)
    for example in 0..<m {
      if Y.rows > 1 { Y[example * 7 % 10 % Y.rows, example] = 1 }
      if Y.rows == 1, example.isMultiple(of: 3) { Y[0, example] = 1 }
    }
    return Y
  }

  func results(
    _ suite: String, _ figures: [(name: String, value: Double)], peer: String
  ) -> Results {
    var results = Results(suite: suite)
    results.facts = [
      ("precision", isDouble ? "float64" : "float32"), ("threads", "\(threads)"),
    ]
    let name = n.map(String.init).joined(separator: "-")
    results.rows = [Row(name: name, figures: figures, peer: peer)]
    return results
  }
}

extension Options {
  fileprivate mutating func optimizer() throws(UsageError) -> Optimizer {
    guard let name = try value("--optimizer") else { return .gradientDescent }
    guard let kind = Optimizer.kinds.first(where: { $0.name == name }) else {
      throw UsageError(message: "no optimizer is called '\(name)'")
    }
    return Optimizer(kind.init())
  }
}
