import DeepNetwork

/// Convolution layers on random pictures: the way there and back, and the way there alone.
enum ConvolutionSuite: Suite {
  static let name = "convolution"
  static let summary = "convolution layers, forward and backward, against the operations they need"

  /// Examples, height, width and channels; kernel, filters, stride and padding.
  ///
  /// The first five are those of which the geometric mean is told.
  private static let shapes = [
    "64x32x32x3 k3 f32 s1 p1", "64x32x32x16 k3 f32 s1 p1", "64x32x32x32 k3 f32 s1 p1",
    "64x16x16x64 k3 f64 s1 p1", "64x8x8x128 k3 f128 s1 p1", "64x64x64x3 k3 f16 s1 p1",
    "64x16x16x32 k3 f64 s1 p1",
    "64x32x32x16 k5 f32 s1 p2", "64x32x32x32 k3 f64 s2 p1", "64x32x32x64 k1 f64 s1 p0",
    "1x32x32x16 k3 f32 s1 p1",
  ]

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let threads = try options.number("--threads", default: ComputeThreads.usable)
    let only = try options.value("--only") ?? ""
    let measurement = try Measurement(&options)
    if options.flag("--requests") {
      answerRequests { ConvolutionCase($0)?.seconds(measurement) }
      return Results(suite: name)
    }
    ComputeThreads.use(threads)
    var results = Results(suite: name)
    results.facts = [
      ("vector level", ComputeThreads.vectorLevel), ("threads", "\(threads)"),
    ]
    for name in shapes.flatMap({ ["train \($0)", "infer \($0)"] }) {
      guard only.isEmpty || name.contains(only), let one = ConvolutionCase(name) else { continue }
      let time = one.seconds(measurement)
      results.rows.append(
        Row(
          name: name,
          figures: [("microseconds", time * 1e6), ("GFLOP/s", one.operations / time / 1e9)],
          peer: "convolution.py --only '\(name)'"))
    }
    return results
  }
}

/// One layer and batch: "train" or "infer", with "dense" at the end where the layers before and
/// after it are dense, so that A_prev and dA lie in memory as they leave them.
private struct ConvolutionCase {
  private let layer: Convolution2D<Float>
  private let aPrev: Matrix<Float>
  private let dA: Matrix<Float>
  private let trains: Bool

  init?(_ name: String) {
    let words = name.split(separator: " ")
    guard words.count >= 6 else { return nil }
    let sizes = words[1].split(separator: "x").compactMap { Int($0) }
    let numbers = words[2...5].compactMap { Int($0.dropFirst()) }
    guard sizes.count == 4, numbers.count == 4 else { return nil }
    var random = RandomState(seed: 1)
    layer = Convolution2D(
      ImageShape(height: sizes[1], width: sizes[2], channels: sizes[3]), filters: numbers[1],
      kernel: numbers[0], stride: numbers[2], padding: .zeros(numbers[3]), activation: .linear,
      from: &random)
    let isDense = words.last == "dense"
    func draw(_ features: Int) -> Matrix<Float> {
      let (n, m) = isDense ? (features, sizes[0]) : (sizes[0], features)
      let numbers = Matrix<Float>(
        rows: n, columns: m, (0..<n * m).map { _ in Float(random.rand() - 0.5) })
      return isDense ? numbers : numbers.transposed
    }
    aPrev = draw(layer.inputSize)
    dA = draw(layer.outputSize)
    trains = words[0] == "train"
  }

  /// Two for each product of numbers.
  var operations: Double {
    let products = layer.W.columns * layer.outputSize * aPrev.columns
    return Double(2 * products * (trains ? 3 : 1))
  }

  func seconds(_ measurement: Measurement) -> Double {
    measurement.bestSeconds {
      if trains {
        let (_, cache) = layer.forward(aPrev)
        _ = layer.backward(dA, cache: cache)
      } else {
        _ = layer.infer(aPrev)
      }
    }
  }
}
