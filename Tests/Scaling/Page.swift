import DeepNetwork
import Text

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
    printTraffic()
    printTimes("m = 512·R, ranks of one thread", threads: 1) { 512 * $0 }
    printTimes("m = 65,536, ranks of one thread", threads: 1) { _ in 65_536 }
    printTimes("m = 512·R, ranks of 16 threads", threads: 16) { 512 * $0 }
    printTimes("m = 4096·R, ranks of 16 threads", threads: 16) { 4096 * $0 }
    printSmallest()
    printHalfUsed()
  }

  /// What the first rank sends and receives for an update.
  private func printTraffic() {
    var table = [["R"] + Self.networks.flatMap { ["\($0.name), messages", "MB in", "MB out"] }]
    for R in Self.counts.dropFirst() {
      let cells = Self.networks.flatMap { network in
        let traffic = network.layers.flatMap(\.matrices).flatMap {
          let sum = SharedSum(elements: $0, ranks: R)
          return [sum.handedOut, sum.handedBack]
        }
        let losses = 2 * Double(R - 1)
        let messages = traffic.reduce(losses) { $0 + $1.messagesIn + $1.messagesOut }
        let received = traffic.reduce(0) { $0 + $1.bytesIn } / 1e6
        let sent = traffic.reduce(0) { $0 + $1.bytesOut } / 1e6
        return [messages.decimals(0), received.decimals(1), sent.decimals(1)]
      }
      table.append(["\(R)"] + cells)
    }
    printTable(table)
  }

  private func printTimes(_ title: String, threads: Int, _ m: (_ ranks: Int) -> Int) {
    let rank = rank(threads: threads)
    Swift.print(title + ": ms, speed-up, used\n")
    let columns = Self.networks.flatMap { network in Self.links.map { (network, $0) } }
    var table = [["R", "at work"] + columns.map { "\($0.name), \($1.name)" }]
    for R in Self.counts {
      let cells = columns.map { network, link in
        let model = CostModel(rank: rank, link: link.link)
        let time = model.seconds(network, m: m(R), ranks: R)
        let speedup = model.speedup(network, m: m(R), ranks: R)
        let used = (100 * speedup / Double(R)).decimals(0)
        return "\((time * 1e3).decimals(1)), \(speedup.decimals(speedup < 10 ? 1 : 0)), \(used) %"
      }
      table.append(["\(R)", "\(min(R, m(R) / 512))"] + cells)
    }
    printTable(table)
  }

  /// The least work that two ranks do faster than one.
  private func printSmallest() {
    var table = [["threads", "link", "n of n-n-n-10, m = 1024", "P", "m of 4096-4096-4096-10"]]
    for (threads, link) in Self.ranksAndLinks {
      let model = CostModel(rank: rank(threads: threads), link: link.link)
      let smallest = (1...4096).lazy.map { Network(n: [$0, $0, $0, 10]) }.first {
        model.speedup($0, m: 1024, ranks: 2) > 1
      }
      let batch = (0..<20).lazy.map { 1024 << $0 }.first {
        model.speedup(Network(n: [4096, 4096, 4096, 10]), m: $0, ranks: 2) > 1
      }
      table.append([
        "\(threads)", link.name, smallest.map { "\($0.n[0])" } ?? "none",
        smallest.map { "\($0.P)" } ?? "", batch.map { "\($0)" } ?? "none",
      ])
    }
    printTable(table)
  }

  /// The most ranks, of 1, 2, 4, … 512, 1000, each of which does half of what it could alone.
  private func printHalfUsed() {
    let batches = [("512·R", { 512 * $0 }), ("65,536", { (_: Int) in 65_536 })]
    var table = [["threads", "link"]]
    for (name, _) in batches { table[0] += Self.networks.map { "\($0.name), m = \(name)" } }
    for (threads, link) in Self.ranksAndLinks {
      let model = CostModel(rank: rank(threads: threads), link: link.link)
      var row = ["\(threads)", link.name]
      for (_, m) in batches {
        row += Self.networks.map { network in
          let most = ((0..<10).map { 1 << $0 } + [1000]).last {
            model.speedup(network, m: m($0), ranks: $0) >= 0.5 * Double($0)
          }
          return "\(most ?? 1)"
        }
      }
      table.append(row)
    }
    printTable(table)
  }

  private static var ranksAndLinks: [(Int, (name: String, link: CostModel.Link))] {
    [1, 16, 64].flatMap { threads in links.map { (threads, $0) } }
  }
}

extension CostModel {
  /// How many times as fast as one rank some are with the same batch.
  fileprivate func speedup(_ network: Network, m: Int, ranks: Int) -> Double {
    seconds(network, m: m, ranks: 1) / seconds(network, m: m, ranks: ranks)
  }
}
