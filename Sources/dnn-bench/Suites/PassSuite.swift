import DeepNetwork
import Foundation

/// Layers that are bound by memory, beside a copy of as many bytes.
enum PassSuite: Suite {
  static let name = "passes"
  static let summary = "batch normalization, max pooling and residual sums, against memcpy"

  private static let images = [
    ImageShape(height: 32, width: 32, channels: 32),
    ImageShape(height: 16, width: 16, channels: 64),
    ImageShape(height: 8, width: 8, channels: 128),
  ]

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let batch = try options.number("--batch", default: 64)
    let threads = try options.number("--threads", default: ComputeThreads.usable)
    let only = try options.value("--only") ?? ""
    let measurement = try Measurement(&options)
    ComputeThreads.use(threads)
    var results = Results(suite: name)
    results.facts = [
      ("vector level", ComputeThreads.vectorLevel), ("threads", "\(threads)"),
      ("copied bytes", "half of those of all arrays, each once: memcpy reads and writes"),
    ]
    for image in images {
      for pass in Pass.all(image, batch: batch) {
        let name = "\(pass.name) \(batch)x\(image)"
        guard only.isEmpty || name.contains(only) else { continue }
        let bytes = pass.elements * MemoryLayout<Float>.stride
        let (own, copy) = pass.seconds(besides: bytes / 2, measurement)
        results.rows.append(
          Row(
            name: name,
            figures: [
              ("microseconds", own * 1e6), ("megabytes", Double(bytes) / 1e6),
              ("memcpy us", copy * 1e6), ("of memcpy", own / copy),
            ]))
      }
    }
    return results
  }
}

/// A way there or back, and the elements of the arrays that it reads and writes.
private struct Pass {
  let name: String
  let elements: Int
  let body: () -> Void

  static func all(_ image: ImageShape, batch: Int) -> [Pass] {
    var random = RandomState(seed: 1)
    let count = image.count * batch
    func draw(_ rows: Int) -> Matrix<Float> {
      Matrix(rows: batch, columns: rows, (0..<rows * batch).map { _ in Float(random.rand() - 0.5) })
        .transposed
    }
    let (x, dA) = (draw(image.count), draw(image.count))
    let normalization = BatchNormalization<Float>(image: image, activation: .relu)
    let normalized = normalization.forward(x).cache
    let pool = MaxPool2D<Float>(image, size: 2)
    let (pooled, windows) = pool.forward(x)
    let dPooled = draw(pool.outputSize)
    return [
      Pass(name: "batch normalization, relu", elements: 2 * count) {
        _ = normalization.forward(x)
      },
      Pass(name: "the way back", elements: 3 * count) {
        _ = normalization.backward(dA, cache: normalized)
      },
      Pass(name: "max-pool", elements: count + pooled.count) { _ = pool.forward(x) },
      Pass(name: "the way back of max-pool", elements: 2 * (count + pooled.count)) {
        _ = pool.backward(dPooled, cache: windows)
      },
      Pass(name: "residual sum, relu", elements: 3 * count) {
        _ = x.sum(with: dA, activation: .relu)
      },
    ]
  }

  /// The best time of a pass and of a copy, in turns.
  func seconds(besides bytes: Int, _ measurement: Measurement) -> (own: Double, copy: Double) {
    let source = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    let target = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer {
      source.deallocate()
      target.deallocate()
    }
    memset(source, 1, bytes)
    var best = (own: Double.infinity, copy: Double.infinity)
    for _ in 0..<3 {
      best.own = min(best.own, measurement.bestSeconds(body))
      let copy = measurement.bestSeconds {
        memcpy(target, source, bytes)
        // A copy that nobody may look at is left out by the compiler; -1 is no file.
        _ = write(-1, target, bytes)
      }
      best.copy = min(best.copy, copy)
    }
    return best
  }
}
