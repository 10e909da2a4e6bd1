import Dispatch
import Ranks
import Synchronization

/// The examples of an update to come, which are made on another thread while the one before it is
/// computed.
final class BatchAhead<Scalar: NetworkScalar>: Sendable {
  /// The update that they are for.
  let iteration: Int
  private let result = Mutex<Result<Batch<Scalar>, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  /// Begins to make them.
  init(_ iteration: Int, _ make: @escaping @Sendable () throws -> Batch<Scalar>) {
    self.iteration = iteration
    DispatchQueue.global(qos: .userInitiated).async {
      let made = Result { try make() }
      self.result.withLock { $0 = made }
      self.isDone.signal()
    }
  }

  /// Waits for them; to be called once.
  ///
  /// - Throws: what making them ended with.
  func batch() throws -> Batch<Scalar> {
    isDone.wait()
    guard let made = result.withLock({ $0.take() }) else { fatalError("a batch is taken once") }
    return try made.get()
  }
}
