import DeepNetwork

/// Layers of one's own, written against the public interface in another module, beside the same
/// layers built in.
enum LayerSuite: Suite {
  static let name = "layers"
  static let summary = "a training step of own layers against built-in ones [--batch 64]"

  private static let networks = [[784, 128, 10], [784, 512, 256, 10], [64, 64, 64, 64, 64, 10]]

  /// Operations of a measurement, about.
  private static let operations = 10_000_000_000

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let batch = try options.number("--batch", default: 64)
    let rounds = try options.number("--rounds", default: 5)
    let threads = try options.number("--threads", default: ComputeThreads.usable)
    ComputeThreads.use(threads)
    var results = Results(suite: name)
    results.facts = [
      ("precision", "float32"), ("threads", "\(threads)"), ("batch", "\(batch)"),
    ]
    for n in networks {
      let weights = zip(n, n.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
      let updates = max(50, operations / (6 * batch * weights))
      var best = [Double](repeating: .infinity, count: Kind.allCases.count)
      for _ in 0..<rounds {
        for (index, kind) in Kind.allCases.enumerated() {
          best[index] = min(best[index], seconds(kind, n, batch: batch, updates: updates))
        }
      }
      let figures = zip(Kind.allCases, best).flatMap { kind, seconds in
        let step = (name: "\(kind.rawValue) us", value: seconds / Double(updates) * 1e6)
        let ratio = (name: "of built-in", value: seconds / best[0])
        return kind == .builtIn ? [step] : [step, ratio]
      }
      results.rows.append(Row(name: n.map(String.init).joined(separator: "-"), figures: figures))
    }
    return results
  }

  private enum Kind: String, CaseIterable {
    case builtIn = "built-in"
    case own = "own"
    case plain = "operators"
  }

  /// The wall time of a training whose hidden layers are of one kind.
  private static func seconds(_ kind: Kind, _ n: [Int], batch: Int, updates: Int) -> Double {
    var random = RandomState(seed: 1)
    let last = n.count - 2
    let layers = (0...last).map { l -> any NetworkLayer<Float> in
      let dense = Dense<Float>(
        n[l], n[l + 1], activation: l == last ? .softmax : .relu, from: &random)
      if l == last { return dense }
      return switch kind {
      case .builtIn: dense
      case .own: OwnDense(W: dense.W, b: dense.b)
      case .plain: PlainDense(W: dense.W, b: dense.b)
      }
    }
    let m = batch * 8
    let X = Matrix<Float>(rows: n[0], columns: m, random.rand(n[0] * m).map { Float($0) })
    var Y = Matrix<Float>(rows: n[last + 1], columns: m)
    for example in 0..<m { Y[example * 7 % Y.rows, example] = 1 }
    var hyperparameters = Hyperparameters(alpha: 0.001, duration: .iterations(updates))
    hyperparameters.batchSize = batch
    hyperparameters.logEvery = 1_000_000
    do {
      let trainer = try Trainer(
        Model(layers), on: MatrixExamples(X: X, Y: Y), hyperparameters, random: random)
      let start = ContinuousClock.now
      try trainer.train()
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      precondition(trainer.lastCost.isFinite)
      return elapsed
    } catch {
      fatalError("\(error)")
    }
  }
}

/// A dense relu layer as a program outside would write it for speed.
private struct OwnDense<Scalar: NetworkScalar>: Layer {
  var W: Matrix<Scalar>
  var b: Matrix<Scalar>

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows }

  typealias Cache = (aPrev: Matrix<Scalar>, a: Matrix<Scalar>)

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let a = W.product(aPrev, bias: b, activation: .relu)
    return (a, (aPrev, a))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (dZ, db) = Activation.relu.backward(dA, kept: cache.a)
    return (W.transposed * dZ, dZ.meanProduct(cache.aPrev), db)
  }

  func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (dZ, db) = Activation.relu.backward(dA, kept: cache.a)
    return (dZ.meanProduct(cache.aPrev), db)
  }
}

/// The same with the two functions alone, in the operators of matrices.
private struct PlainDense<Scalar: NetworkScalar>: Layer {
  var W: Matrix<Scalar>
  var b: Matrix<Scalar>

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows }

  typealias Cache = (aPrev: Matrix<Scalar>, a: Matrix<Scalar>)

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let a = relu(W * aPrev + b)
    return (a, (aPrev, a))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let dZ = dA .* cache.a.map { $0 > 0 ? 1 : 0 }
    let m = Scalar(dZ.columns)
    return (W.transposed * dZ, dZ * cache.aPrev.transposed / m, dZ.rowSums() / m)
  }
}
