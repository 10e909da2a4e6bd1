import DeepNetwork

/// What the model says of networks, links and numbers of ranks that are not at hand.
struct Page {
  /// A rank of one thread, as measured.
  let rank: CostModel.Rank

  private static let networks = [
    Network(n: [784, 512, 256, 10]), Network(n: [3072, 4096, 4096, 10]),
  ]
  private static let counts = [1, 2, 4, 16, 64, 256, 1000]
  private static let links = [
    (
      name: "Ethernet",
      link: CostModel.Link(latency: 20e-6, bytesPerSecond: 1.25e9, secondsPerMessage: 5e-6)
    ),
    (
      name: "InfiniBand",
      link: CostModel.Link(latency: 2e-6, bytesPerSecond: 25e9, secondsPerMessage: 1e-6)
    ),
  ]

  /// A rank of so many threads, which share all of its work evenly.
  private func rank(threads: Int) -> CostModel.Rank {
    var rank = rank
    rank.secondsPerOperation /= Double(threads)
    rank.secondsPerParameter /= Double(threads)
    rank.secondsPerElement /= Double(threads)
    return rank
  }

  func print() {
    printSpeedups("The batch grows with the ranks, m = 512·R", threads: 1) { 512 * $0 }
    printSpeedups("The batch is 65,536", threads: 1) { _ in 65_536 }
    printSpeedups("The batch grows, ranks of 16 threads, m = 512·R", threads: 16) { 512 * $0 }
    printSpeedups(
      "The batch grows, ranks of 16 threads, m = 8192·R", threads: 16
    ) { 8192 * $0 }
    printWhereItStopsPaying()
  }

  private func printSpeedups(_ title: String, threads: Int, _ m: (_ ranks: Int) -> Int) {
    let rank = rank(threads: threads)
    Swift.print(title + "\n")
    let columns = Self.networks.flatMap { network in Self.links.map { (network, $0) } }
    var table = [["R", "m"] + columns.map { "\($0.name), \($1.name)" }]
    for R in Self.counts {
      let cells = columns.map { network, link in
        let model = CostModel(rank: rank, link: link.link)
        let time = model.seconds(network, m: m(R), ranks: R)
        let speedup = model.seconds(network, m: m(R), ranks: 1) / time
        let used = (100 * speedup / Double(R)).decimals(0)
        return "\(milliseconds(time)) ms, \(speedup.decimals(speedup < 10 ? 2 : 0)), \(used) %"
      }
      table.append(["\(R)", "\(m(R))"] + cells)
    }
    printTable(table)
  }

  /// For networks n-n-n-10: the smallest that two ranks train faster than one, and the most ranks
  /// that are at least half used.
  private func printWhereItStopsPaying() {
    var table = [
      [
        "threads of a rank", "link", "smallest n that 2 ranks speed up, m = 1024",
        "most threads of a rank that 2 ranks speed up, n = 4096, m = 1024",
      ] + Self.networks.map { "most ranks half used, \($0.name), m = 512·R" }
        + Self.networks.map { "most ranks half used, \($0.name), m = 65,536" }
    ]
    for threads in [1, 16, 64] {
      for link in Self.links {
        let model = CostModel(rank: rank(threads: threads), link: link.link)
        let smallest = (1...4096).first { n in pays(model, n: n) }
        let most = (1...4096).last { threads in
          pays(CostModel(rank: rank(threads: threads), link: link.link), n: 4096)
        }
        table.append(
          [
            "\(threads)", link.name, smallest.map { "\($0)" } ?? "none",
            most.map { "\($0)" } ?? "none",
          ]
            + Self.networks.map { "\(mostHalfUsed(model, $0) { 512 * $0 })" }
            + Self.networks.map { "\(mostHalfUsed(model, $0) { _ in 65_536 })" })
      }
    }
    printTable(table)
  }

  private func pays(_ model: CostModel, n: Int) -> Bool {
    let network = Network(n: [n, n, n, 10])
    return model.seconds(network, m: 1024, ranks: 2) < model.seconds(network, m: 1024, ranks: 1)
  }

  private func mostHalfUsed(_ model: CostModel, _ network: Network, _ m: (Int) -> Int) -> Int {
    (1...1000).last { R in
      let speedup =
        model.seconds(network, m: m(R), ranks: 1) / model.seconds(network, m: m(R), ranks: R)
      return speedup >= 0.5 * Double(R)
    } ?? 1
  }
}
