import Foundation
import Ranks
import Synchronization

/// Ranks that are threads of this process, with a network between them that can be made slow.
public struct LocalRanks: Communicator {
  package let rank: Int
  package let count: Int
  private let network: Network

  /// Runs the body once for each of `count` ranks, all at the same time; returns what each gave.
  ///
  /// A message takes `latency` seconds and those of its bytes at `bytesPerSecond`.
  public static func run<R: Sendable>(
    _ count: Int, latency: Double = 0, bytesPerSecond: Double = .infinity,
    _ body: @escaping @Sendable (LocalRanks) throws -> R
  ) throws -> [R] {
    let network = Network(latency: latency, bytesPerSecond: bytesPerSecond)
    let results = Mutex<[Int: Result<R, any Error>]>([:])
    let ended = DispatchSemaphore(value: 0)
    for rank in 0..<count {
      let thread = Thread {
        let result = Result { try body(LocalRanks(rank: rank, count: count, network: network)) }
        results.withLock { $0[rank] = result }
        ended.signal()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    for _ in 0..<count { ended.wait() }
    return try results.withLock { results in try (0..<count).compactMap { try results[$0]?.get() } }
  }

  package func begin(
    sending: [OutgoingMessage], receiving: [IncomingMessage]
  ) -> any RankTransfer {
    for message in sending {
      network.send([UInt8](message.bytes), from: rank, to: message.receiver)
    }
    let places = receiving.map { message in
      (message, network.ticket(from: message.sender, to: rank))
    }
    return Transfer(network: network, rank: rank, places: places)
  }

  private struct Transfer: RankTransfer {
    let network: Network
    let rank: Int
    let places: [(message: IncomingMessage, ticket: Int)]

    func advance() {}

    func wait() {
      for (message, ticket) in places {
        let bytes = network.receive(ticket, from: message.sender, to: rank)
        precondition(
          bytes.count == message.bytes.count,
          "rank \(rank) expected \(message.bytes.count) bytes of rank \(message.sender), "
            + "not \(bytes.count)")
        message.bytes.copyBytes(from: bytes)
      }
    }
  }
}

/// Messages by the pair of ranks and their number among those of the pair.
private final class Network: Sendable {
  private struct Pair: Hashable {
    let sender: Int
    let receiver: Int
  }

  private struct Message {
    let bytes: [UInt8]
    let arrival: ContinuousClock.Instant
  }

  private struct State {
    var sent: [Pair: Int] = [:]
    var awaited: [Pair: Int] = [:]
    var messages: [Pair: [Int: Message]] = [:]
  }

  private let state = Mutex(State())
  private let latency: Double
  private let bytesPerSecond: Double

  init(latency: Double, bytesPerSecond: Double) {
    self.latency = latency
    self.bytesPerSecond = bytesPerSecond
  }

  func send(_ bytes: [UInt8], from sender: Int, to receiver: Int) {
    let arrival = ContinuousClock.now + .seconds(latency + Double(bytes.count) / bytesPerSecond)
    let pair = Pair(sender: sender, receiver: receiver)
    state.withLock { state in
      let number = state.sent[pair, default: 0]
      state.sent[pair] = number + 1
      state.messages[pair, default: [:]][number] = Message(bytes: bytes, arrival: arrival)
    }
  }

  /// The number of the next message that the receiver will wait for.
  func ticket(from sender: Int, to receiver: Int) -> Int {
    state.withLock { state in
      let pair = Pair(sender: sender, receiver: receiver)
      defer { state.awaited[pair, default: 0] += 1 }
      return state.awaited[pair, default: 0]
    }
  }

  func receive(_ ticket: Int, from sender: Int, to receiver: Int) -> [UInt8] {
    let pair = Pair(sender: sender, receiver: receiver)
    while true {
      let message = state.withLock { $0.messages[pair]?[ticket] }
      if let message, message.arrival <= .now {
        state.withLock { _ = $0.messages[pair]?.removeValue(forKey: ticket) }
        return message.bytes
      }
      usleep(20)
    }
  }
}
