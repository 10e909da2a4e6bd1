import Foundation
import Synchronization

/// The signals that ask the program to stop.
enum Signals {
  private static let received = Atomic<Int32>(0)

  /// The signal that asked to stop, if one came since ``catchStopping()``.
  static var stopping: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Writing to a pipe that nobody reads from becomes an error of the write.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// From now on SIGINT and SIGTERM are only noted, so that a training can save what it has.
  ///
  /// The second one ends the program at once: what has been saved so far is whole.
  static func catchStopping() {
    // A global is set up at its first use, which must not be inside a handler.
    received.store(0, ordering: .relaxed)
    // A parent may have blocked them, as threads of Swift's own pools do, and that is inherited.
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM] {
      signal(number, note)
      sigaddset(&set, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static let note: @convention(c) (Int32) -> Void = { number in
    guard Signals.received.exchange(number, ordering: .relaxed) != 0 else { return }
    _exit(128 + number)
  }
}
