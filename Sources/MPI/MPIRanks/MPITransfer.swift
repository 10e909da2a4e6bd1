#if MPI
  import CMPI
  import Ranks

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Messages that MPI has on their way.
  final class MPITransfer: RankTransfer {
    /// MPI counts bytes in 32 bits.
    private static let maximumPiece = 1 << 30
    /// Polls that go by without giving the processor away: some 50 microseconds.
    private static let eagerPolls = 200
    /// Polls after which a process sleeps in between, so that others may work.
    private static let patientPolls = 2000

    private let patience: Patience
    private var requests: [dnn_mpi_request] = []

    init(_ patience: Patience) { self.patience = patience }

    func send(_ message: OutgoingMessage) {
      eachPiece(of: message.bytes.count) { start, count in
        guard let base = message.bytes.baseAddress else { return }
        add { dnn_mpi_send(base + start, count, Int32(message.receiver), &$0) }
      }
    }

    func receive(_ message: IncomingMessage) {
      eachPiece(of: message.bytes.count) { start, count in
        guard let base = message.bytes.baseAddress else { return }
        add { dnn_mpi_receive(base + start, count, Int32(message.sender), &$0) }
      }
    }

    private func eachPiece(of count: Int, _ body: (_ start: Int, _ count: Int32) -> Void) {
      for start in stride(from: 0, to: count, by: Self.maximumPiece) {
        body(start, Int32(min(Self.maximumPiece, count - start)))
      }
    }

    private func add(_ begin: (inout dnn_mpi_request) -> Int32) {
      var request = dnn_mpi_request()
      _ = begin(&request)
      requests.append(request)
    }

    func advance() { _ = isDone() }

    func wait() {
      var polls = 0
      while !isDone() {
        polls += 1
        if polls > Self.patientPolls {
          usleep(50)
          patience.check()
        } else if polls > Self.eagerPolls {
          sched_yield()
        }
      }
      patience.reset()
    }

    private func isDone() -> Bool {
      if requests.isEmpty { return true }
      let isDone = dnn_mpi_test(Int32(requests.count), &requests) != 0
      if isDone { requests.removeAll() }
      return isDone
    }
  }
#endif
