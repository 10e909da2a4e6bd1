import DeepNetwork
import Kernels

/// One prediction in process: a matrix is made of an array, the network asked, the answer read.
enum PredictionSuite: Suite {
  static let name = "prediction"
  static let summary = "one prediction beside the time to read W; Matrix.map beside an array's"

  private static let networks = [[784, 128, 10], [12288, 20, 7, 5, 1]]

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let threads = try options.number("--threads", default: 1)
    let measurement = try Measurement(&options)
    ThreadPool.setThreads(threads)
    var results = Results(suite: name)
    results.facts = [("precision", "float32"), ("threads", "\(threads)")]
    results.rows = networks.map { prediction($0, measurement) }
    results.rows += [1000, 1_000_000].map { map($0, measurement) }
    return results
  }

  private static func prediction(_ n: [Int], _ measurement: Measurement) -> Row {
    let name = n.map(String.init).joined(separator: "-")
    do {
      var random = RandomState(seed: 1)
      let model = try Model(
        (1..<n.count).map { l -> any NetworkLayer<Float> in
          Dense<Float>(
            n[l - 1], n[l], activation: l == n.count - 1 ? .sigmoid : .relu, from: &random)
        })
      let x = random.rand(n[0]).map { Float($0) }
      var answer: [Float] = []
      let all = measurement.bestSeconds {
        guard let X = try? Matrix(rows: n[0], columns: 1, validating: x),
          let A = try? model.predict(X)
        else { return }
        answer = A.elements
      }
      guard answer.count == n[n.count - 1] else { fatalError("no answer") }
      let X = Matrix(rows: n[0], columns: 1, x)
      let predict = measurement.bestSeconds { _ = try? model.predict(X) }
      let W = model.layers[0].W
      var isFinite = false
      let read = measurement.bestSeconds { isFinite = W.isFinite }
      guard isFinite else { fatalError("W is not finite") }
      return Row(
        name: name,
        figures: [
          ("all us", all * 1e6), ("predict us", predict * 1e6), ("reading W1 us", read * 1e6),
          ("all / reading", all / read),
        ],
        peer: "prediction.py")
    } catch {
      fatalError("\(error)")
    }
  }

  private static func map(_ count: Int, _ measurement: Measurement) -> Row {
    let matrix = Matrix<Float>(rows: 1, columns: count, repeating: 0.5)
    let array = matrix.elements
    var (sum, other): (Float, Float) = (0, 0)
    let own = measurement.bestSeconds { sum = matrix.map { $0 * $0 + 1 }[0, count - 1] }
    let peer = measurement.bestSeconds { other = array.map { $0 * $0 + 1 }[count - 1] }
    guard sum == other else { fatalError("the two maps differ") }
    return Row(
      name: "map of \(count)",
      figures: [
        ("Matrix.map us", own * 1e6), ("Array.map us", peer * 1e6), ("ratio", own / peer),
      ])
  }
}
