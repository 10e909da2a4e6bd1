import DeepNetwork
import Text

/// A training as measured and as the model has it.
struct Comparison {
  struct Row {
    let latency: Double
    let bytesPerSecond: Double
    let measured: Double
    let predicted: Double
  }

  private static let repetitions = 5
  private static let latencies = [0, 0.0001, 0.001, 0.01]
  private static let bandwidths = [Double.infinity, 1e9]

  let training: Training
  let rank: CostModel.Rank
  /// The seconds of an update of one rank.
  let alone: Double
  /// With two ranks.
  let rows: [Row]
  /// Whether two ranks always ended with the parameters of one.
  let isSame: Bool

  init(_ training: Training, _ transport: LocalTransport) throws {
    let updates = max(6, min(20, 16_384 / training.m))
    let links = Self.bandwidths.flatMap { bandwidth in Self.latencies.map { ($0, bandwidth) } }
    var (alone, small) = (Double.infinity, Double.infinity)
    var together = [Double](repeating: .infinity, count: links.count)
    var isSame = true
    for _ in 0..<Self.repetitions {
      let one = try training.alone(updates: updates)
      alone = min(alone, one.seconds)
      let least = try least(of: 4) { try training.alone(m: 64, updates: 40).seconds }
      small = min(small, least)
      for (index, (latency, bandwidth)) in links.enumerated() {
        let two = try training.together(
          2, latency: latency, bytesPerSecond: bandwidth, updates: updates)
        isSame = isSame && two?.parameters == one.parameters
        together[index] = min(together[index], two?.seconds ?? .infinity)
      }
    }
    let rank = CostModel.Rank(training, alone: alone, small: small)
    rows = zip(links, together).map { link, measured in
      let (latency, bandwidth) = link
      let model = CostModel(
        rank: rank, link: transport.link(latency: latency, bytesPerSecond: bandwidth))
      return Row(
        latency: latency, bytesPerSecond: bandwidth, measured: measured,
        predicted: model.seconds(training.network, m: training.m, ranks: 2))
    }
    (self.training, self.rank, self.alone, self.isSame) = (training, rank, alone, isSame)
  }
}

func milliseconds(_ seconds: Double) -> String { (seconds * 1e3).decimals(2) }
func microseconds(_ seconds: Double) -> String { (seconds * 1e6).decimals(1) }

/// Prints the rows of a table, the first its head.
func printTable(_ rows: [[String]]) {
  for (index, row) in rows.enumerated() {
    print("| " + row.joined(separator: " | ") + " |")
    if index == 0 { print("|" + String(repeating: " --- |", count: row.count)) }
  }
  print()
}

func printConstants(_ comparisons: [Comparison]) {
  printTable(
    [
      [
        "network", "m", "10⁹ operations per second", "update, ns per parameter",
        "addition, ns per element", "order, ns per example",
      ]
    ]
      + comparisons.map {
        [
          $0.training.network.name, "\($0.training.m)",
          (1e-9 / $0.rank.secondsPerOperation).decimals(1),
          ($0.rank.secondsPerParameter * 1e9).decimals(2),
          ($0.rank.secondsPerElement * 1e9).decimals(2),
          ($0.rank.secondsPerExample * 1e9).decimals(1),
        ]
      })
}

func printMeasured(_ comparisons: [Comparison]) {
  var table = [
    [
      "network", "m", "latency, ms", "GB/s", "one rank, ms", "two, ms", "model, ms",
      "measured / model", "speed-up",
    ]
  ]
  for comparison in comparisons {
    for row in comparison.rows {
      table.append([
        comparison.training.network.name, "\(comparison.training.m)",
        (row.latency * 1e3).significant(3),
        row.bytesPerSecond.isFinite ? (row.bytesPerSecond / 1e9).significant(3) : "no limit",
        milliseconds(comparison.alone), milliseconds(row.measured),
        milliseconds(row.predicted), (row.measured / row.predicted).decimals(2),
        (comparison.alone / row.measured).decimals(2),
      ])
    }
  }
  printTable(table)
  let same = comparisons.allSatisfy(\.isSame)
  print(
    same
      ? "Two ranks ended with the weights of one in all rows.\n"
      : "Two ranks ended with OTHER weights than one.\n")
}
