/// The processes that train one network together, as one of them sees them.
///
/// Each of them, a rank, makes the same calls in the same order. Bytes are carried as they are:
/// nobody adds anything on the way, so that no bit of a result depends on how they travel.
package protocol Communicator: Sendable {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// How many there are.
  var count: Int { get }

  /// Begins to send and to receive.
  ///
  /// Messages between two ranks arrive in the order in which they were begun, and each is received
  /// with the length that it was sent with. The memory has to stay where it is, and what is sent as
  /// it is, until the transfer has been waited for.
  func begin(sending: [OutgoingMessage], receiving: [IncomingMessage]) -> any RankTransfer
}

/// Bytes for another rank.
package struct OutgoingMessage {
  package let receiver: Int
  package let bytes: UnsafeRawBufferPointer

  package init(to receiver: Int, _ bytes: UnsafeRawBufferPointer) {
    self.receiver = receiver
    self.bytes = bytes
  }
}

/// Room for bytes from another rank.
package struct IncomingMessage {
  package let sender: Int
  package let bytes: UnsafeMutableRawBufferPointer

  package init(from sender: Int, _ bytes: UnsafeMutableRawBufferPointer) {
    self.sender = sender
    self.bytes = bytes
  }
}

/// Messages on their way.
package protocol RankTransfer {
  /// Gives the messages a moment of this thread to get on.
  func advance()
  /// Returns when all have been sent and received.
  func wait()
}

/// A process that trains by itself.
package struct SingleProcess: Communicator {
  package init() {}

  package var rank: Int { 0 }
  package var count: Int { 1 }

  package func begin(
    sending: [OutgoingMessage], receiving: [IncomingMessage]
  ) -> any RankTransfer { Nothing() }

  private struct Nothing: RankTransfer {
    func advance() {}
    func wait() {}
  }
}

/// The first ranks of a group, by themselves.
package struct FirstRanks: Communicator {
  private let group: any Communicator
  package let count: Int

  /// The first `count` of a group, which this process must be one of.
  package init(_ count: Int, of group: any Communicator) {
    precondition(group.rank < count && count <= group.count)
    self.group = group
    self.count = count
  }

  package var rank: Int { group.rank }

  package func begin(
    sending: [OutgoingMessage], receiving: [IncomingMessage]
  ) -> any RankTransfer { group.begin(sending: sending, receiving: receiving) }
}

extension Communicator {
  /// The part of `count` things, in their order, that falls to this rank.
  package func share(of count: Int) -> Range<Int> { share(of: count, for: rank) }

  /// The part of `count` things, in their order, that falls to a rank.
  package func share(of count: Int, for rank: Int) -> Range<Int> {
    evenRange(rank, of: self.count, over: count)
  }
}

/// One of `parts` ranges of nearly the same length that make up `0 ..< count`, in their order.
package func evenRange(_ part: Int, of parts: Int, over count: Int) -> Range<Int> {
  func start(_ part: Int) -> Int {
    // By full width: a large count times a large number does not fit.
    parts.dividingFullWidth(count.multipliedFullWidth(by: part)).quotient
  }
  return start(part)..<start(part + 1)
}
