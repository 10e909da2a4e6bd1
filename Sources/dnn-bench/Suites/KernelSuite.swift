import Kernels

/// The matrix product against the peak of the core, and the elementwise functions.
enum KernelSuite: Suite {
  static let name = "kernels"
  static let summary = "matrix products against the peak of the core; elementwise functions"

  static func run(_ options: inout Options) throws(UsageError) -> Results {
    let threads = try options.number("--threads", default: ThreadPool.usableCores)
    let only = try options.value("--only") ?? ""
    let measurement = try Measurement(&options)
    if options.flag("--requests") {
      answerRequests { name in
        ProductCase.table.first { $0.name == name }?.seconds(measurement)
          ?? ElementCase.table.first { $0.name == name }?.seconds(measurement)
      }
      return Results(suite: name)
    }
    let peak32 = peak(Float.self, measurement)
    let peak64 = peak(Double.self, measurement)
    var results = Results(suite: name)
    results.facts = [
      ("vector level", VectorLevel.chosen.rawValue), ("threads", "\(threads)"),
      ("peak of one core, float32, GFLOP/s", "\(peak32.rounded())"),
      ("peak of one core, float64, GFLOP/s", "\(peak64.rounded())"),
    ]
    for product in ProductCase.table where only.isEmpty || product.name.contains(only) {
      for count in threads == 1 ? [1] : [1, threads] {
        ThreadPool.setThreads(count)
        let time = product.seconds(measurement)
        let speed = product.operations / time / 1e9
        let whole = (product.isDouble ? peak64 : peak32) * Double(count)
        results.rows.append(
          Row(
            name: product.name,
            figures: [
              ("threads", Double(count)), ("microseconds", time * 1e6), ("GFLOP/s", speed),
              ("share of peak", speed / whole),
            ],
            peer: "kernels.py --threads \(count) --only '\(product.name)'"))
      }
    }
    ThreadPool.setThreads(1)
    for function in ElementCase.table where only.isEmpty || function.name.contains(only) {
      let time = function.seconds(measurement)
      results.rows.append(
        Row(
          name: function.name,
          figures: [("elements/ns", Double(function.count) / time / 1e9)],
          peer: "kernels.py --only '\(function.name)'"))
    }
    return results
  }

  /// GFLOP/s of multiply-adds that stay in registers.
  private static func peak<Scalar>(_: Scalar.Type, _ measurement: Measurement) -> Double {
    let table = kernels(for: Scalar.self)
    let rounds = 100_000
    var operations = 0
    let time = measurement.bestSeconds { operations = table.multiplyAdds(rounds: rounds) }
    return Double(2 * operations) / time / 1e9
  }
}
