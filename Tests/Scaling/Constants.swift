import DeepNetwork
import Foundation
import Ranks
import TestSupport

/// The smallest of what some runs took, in seconds.
func least(of runs: Int, _ seconds: () throws -> Double) rethrows -> Double {
  var least = Double.infinity
  for _ in 0..<runs { least = min(least, try seconds()) }
  return least
}

private func seconds(of body: () -> Void) -> Double {
  let start = ContinuousClock.now
  body()
  return (ContinuousClock.now - start) / .seconds(1)
}

extension CostModel.Rank {
  /// What a rank takes for a training, from the training by itself with its batch and with one of
  /// 64 examples.
  ///
  /// The difference of the two is work on examples; what is left of the small one is the update.
  init(_ training: Training, alone: Double, small: Double) {
    let network = training.network
    let perExample = (alone - small) / Double(training.m - 64)
    secondsPerOperation = perExample / network.operations
    secondsPerParameter = max(0, small - 64 * perExample) / Double(network.P)
    secondsPerElement = Self.secondsOfAddition(elements: network.layers[0].matrices[0])
    secondsPerExample = Self.secondsOfOrder
  }

  /// Of an element, in a matrix as large as the first layer's W.
  private static func secondsOfAddition(elements: Int) -> Double {
    let part = Matrix<Float>(rows: elements, columns: 1, repeating: 1)
    let times = max(4, 1_000_000 / elements)
    var sum = part
    let time = least(of: 30) { seconds { for _ in 0..<times { sum += Float(0.5) * part } } }
    // Scaled and added, which are two.
    return time / Double(2 * times * elements)
  }

  private static var secondsOfOrder: Double {
    var random = RandomState(seed: 1)
    let m = 100_000
    return least(of: 30) { seconds { _ = random.permutation(m) } } / Double(m)
  }
}

/// What the network between local ranks takes where it has neither latency nor a limit of bytes.
struct LocalTransport {
  /// Until a rank that waits sees that its message is there.
  let latency: Double
  let secondsPerMessage: Double
  let secondsPerByte: Double

  init() throws {
    let one = try Self.exchange(messages: 1, bytes: 4)
    let many = try Self.exchange(messages: 65, bytes: 4)
    let long = try Self.exchange(messages: 1, bytes: 1 << 20)
    latency = one
    secondsPerMessage = max(0, many - one) / 64
    secondsPerByte = max(0, long - one) / Double(1 << 20)
  }

  /// The seconds of an exchange in which each of two ranks sends the other some messages.
  private static func exchange(messages: Int, bytes: Int) throws -> Double {
    let times = 50
    return try least(of: 5) {
      try LocalRanks.run(2) { ranks in
        let other = 1 - ranks.rank
        let out = [UInt8](repeating: 1, count: bytes)
        var rooms = [UInt8](repeating: 0, count: messages * bytes)
        return out.withUnsafeBytes { out in
          rooms.withUnsafeMutableBytes { rooms in
            let outgoing = (0..<messages).map { _ in OutgoingMessage(to: other, out) }
            let incoming = (0..<messages).map {
              IncomingMessage(
                from: other, .init(rebasing: rooms[$0 * bytes..<($0 + 1) * bytes]))
            }
            return seconds {
              for _ in 0..<times { ranks.begin(sending: outgoing, receiving: incoming).wait() }
            } / Double(times)
          }
        }
      }[0]
    }
  }

  /// The link that it is with a latency and a limit of bytes; each message has a wire of its own.
  func link(latency: Double, bytesPerSecond: Double) -> CostModel.Link {
    .init(
      latency: self.latency + latency, bytesPerSecond: bytesPerSecond,
      secondsPerMessage: secondsPerMessage, secondsPerByte: secondsPerByte, isShared: false)
  }
}
