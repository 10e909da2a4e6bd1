#if MPI
  import Synchronization

  /// Speaks up where the job has been asked to end and other processes do not answer: one that is gone
  /// never will.
  final class Patience: Sendable {
    private static let limit = Duration.milliseconds(300)

    private let isStopping: @Sendable () -> Bool
    private let whenExhausted: @Sendable () -> Void
    private let begin = Mutex<ContinuousClock.Instant?>(nil)
    private let hasSpoken = Atomic(false)

    init(
      isStopping: @escaping @Sendable () -> Bool, whenExhausted: @escaping @Sendable () -> Void
    ) {
      self.isStopping = isStopping
      self.whenExhausted = whenExhausted
    }

    /// To be called while waiting.
    func check() {
      guard isStopping() else { return }
      let waited = begin.withLock { begin in
        let start = begin ?? .now
        begin = start
        return ContinuousClock.now - start
      }
      guard waited > Self.limit, !hasSpoken.exchange(true, ordering: .relaxed) else { return }
      whenExhausted()
    }

    /// The others have answered.
    func reset() { begin.withLock { $0 = nil } }
  }
#endif
