/// How long an update of a network takes, by what there is to compute, to copy and to send.
struct CostModel {
  /// What a rank takes for each of its doings.
  struct Rank {
    /// Of an addition or a multiplication in a product of matrices.
    var secondsPerOperation: Double
    /// Of a parameter in what every rank does after the sum: checks and the update.
    var secondsPerParameter: Double
    /// Of an element of a matrix that is added to another or copied.
    var secondsPerElement: Double
    /// Of an example in the order of an epoch, which every rank draws for all of them.
    var secondsPerExample: Double
  }

  /// What lies between two ranks.
  struct Link {
    /// Until the first byte of a message is there.
    var latency: Double
    var bytesPerSecond: Double
    /// What a rank does for a message, however small, to send and to receive it.
    var secondsPerMessage: Double
    /// What a rank does for a byte, to send and to receive it.
    var secondsPerByte = 0.0
    /// Whether the messages of a rank follow one another on one wire, or each has its own.
    var isShared = true
  }

  let rank: Rank
  let link: Link

  /// The seconds of an update with batches of m examples.
  func seconds(_ network: Network, m: Int, ranks: Int) -> Double {
    let segments = max(1, m / 512)
    let R = min(ranks, segments)
    let update = rank.secondsPerParameter * Double(network.P)
    guard R > 1 else {
      return rank.secondsPerOperation * network.operations * Double(m) + update
    }
    let own = (segments + R - 1) / R
    let length = Double(m) / Double(segments)
    // All but the way back through the last segment.
    let passes = network.operations * Double(own) - network.backwardOperations
    var clock = rank.secondsPerOperation * passes * length
    var (sent, arrivals) = (0.0, [Double]())
    let additions = 2 * Double(own) - 1
    for layer in network.layers.reversed() {
      clock += rank.secondsPerOperation * layer.backwardOperations * length
      clock += rank.secondsPerElement * additions * Double(layer.P)
      for elements in layer.matrices {
        let sum = SharedSum(elements: elements, ranks: R)
        (clock, sent) = send(sum.handedOut, at: clock, behind: sent)
        arrivals.append(sent + link.latency)
      }
    }
    let sums = network.layers.reversed().flatMap { layer in
      layer.matrices.map { SharedSum(elements: $0, ranks: R) }
    }
    var ends: [Double] = []
    for (sum, arrival) in zip(sums, arrivals) {
      clock = receive(sum.handedOut, at: max(clock, arrival))
      clock += rank.secondsPerElement * sum.folded
      (clock, sent) = send(sum.handedBack, at: clock, behind: sent)
      ends.append(sent + link.latency)
    }
    for (sum, end) in zip(sums, ends) { clock = receive(sum.handedBack, at: max(clock, end)) }
    let losses = Double(R - 1) * link.secondsPerMessage
    let order = rank.secondsPerExample * Double(m) * Double(R - 1) / Double(R)
    return clock + losses + link.latency + order + update
  }

  /// When the rank has handed over its messages, and when the last byte of both directions has left.
  private func send(_ traffic: SharedSum.Traffic, at clock: Double, behind last: Double)
    -> (clock: Double, sent: Double)
  {
    let clock = clock + effort(traffic.messagesOut, traffic.bytesOut)
    let bytes = link.isShared ? max(traffic.bytesIn, traffic.bytesOut) : traffic.bytesOfMessage
    return (clock, (link.isShared ? max(clock, last) : clock) + bytes / link.bytesPerSecond)
  }

  private func receive(_ traffic: SharedSum.Traffic, at clock: Double) -> Double {
    clock + effort(traffic.messagesIn, traffic.bytesIn)
  }

  /// Sending is one half of the work on a message, receiving the other.
  private func effort(_ messages: Double, _ bytes: Double) -> Double {
    (messages * link.secondsPerMessage + bytes * link.secondsPerByte) / 2
  }
}

/// What the busiest rank, the first, does for the sum of one matrix over all ranks.
struct SharedSum {
  struct Traffic {
    var messagesOut: Double
    var messagesIn: Double
    var bytesOfMessage: Double

    var bytesOut: Double { messagesOut * bytesOfMessage }
    var bytesIn: Double { messagesIn * bytesOfMessage }
  }

  /// Slices of everybody's sums, to whoever folds them.
  let handedOut: Traffic
  /// The folded slices, to everybody.
  let handedBack: Traffic
  /// Elements that are copied or added in the folding.
  let folded: Double

  /// A matrix of which each rank is left with one sum over its segments.
  init(elements: Int, ranks R: Int) {
    // As `MatrixSum` does: no rank folds less than 1024 elements while another has some.
    let folding = min(R, max(1, elements / 1024))
    let slice = Double(elements) / Double(folding)
    handedOut = Traffic(
      messagesOut: Double(folding - 1), messagesIn: Double(R - 1), bytesOfMessage: 4 * slice)
    handedBack = Traffic(
      messagesOut: Double(R - 1), messagesIn: Double(folding - 1), bytesOfMessage: 4 * slice)
    // The own slice is copied, those of the others are added, the sum is copied.
    folded = slice * Double(R + 1)
  }
}
