import DeepNetwork
import Foundation
import Synchronization

/// The trials that wait to be run and the results of those that were, for all workers.
final class SweepWork: Sendable {
  private struct State {
    var waiting: ArraySlice<Int>
    var results: [Int: TrialResult] = [:]
    var failure: (any Error)?
  }

  private let state: Mutex<State>
  private let observer: Sweep.Observer
  private let isStopped = Atomic<Bool>(false)

  init(order: [Int], _ observer: Sweep.Observer) {
    state = Mutex(State(waiting: order[...]))
    self.observer = observer
  }

  /// Whether trials should save what they have and stop.
  var shouldStop: Bool {
    isStopped.load(ordering: .relaxed) || observer.shouldStop()
  }

  /// The next trial; nil when there is none or the sweep is to end.
  func next() -> Int? {
    guard !shouldStop else { return nil }
    return state.withLock { $0.waiting.popFirst() }
  }

  /// Keeps what a trial ends with; after an error the others save what they have and stop.
  func finish(_ trial: Int, _ run: () throws -> TrialResult?) {
    do {
      guard let result = try run() else { return }
      state.withLock { state in
        state.results[trial] = result
        observer.ended(result)
      }
    } catch {
      isStopped.store(true, ordering: .relaxed)
      state.withLock { state in state.failure = state.failure ?? error }
    }
  }

  /// The results in the order of the plan.
  ///
  /// - Throws: the first error of a trial.
  func results() throws -> [TrialResult] {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.results.sorted { $0.key < $1.key }.map(\.value)
    }
  }
}

/// Threads of their own, with stacks as deep as the main thread's.
enum Workers {
  private static let stackSize = 8 << 20

  /// Runs the body on so many threads, the caller among them, and waits for all.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let others = max(count, 1) - 1
    let done = DispatchSemaphore(value: 0)
    for _ in 0..<others {
      let thread = Thread {
        body()
        done.signal()
      }
      thread.stackSize = stackSize
      thread.start()
    }
    body()
    for _ in 0..<others { done.wait() }
  }
}
