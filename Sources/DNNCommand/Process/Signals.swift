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

  /// Writing more to a file than is allowed becomes an error of the write.
  static func ignoreFileSizeLimits() { signal(SIGXFSZ, SIG_IGN) }

  /// From now on SIGINT and SIGTERM are only noted, so that a training can save what it has.
  ///
  /// The second one ends the program at once: what has been saved so far is whole.
  static func catchStopping() {
    // A global is set up at its first use, which must not be inside a handler.
    received.store(0, ordering: .relaxed)
    handle(SIGINT, note)
    handle(SIGTERM, note)
  }

  /// From now on memory that is used up, and files that are cut short while they are read, end the
  /// program with a sentence.
  ///
  /// Neither can be answered where it is found out: memory is asked for everywhere, and a mapped
  /// file is read as memory is. Any other abort is a fault, and stays one for the caller.
  static func explainEnds() {
    handle(SIGABRT) { number in
      // What asked for memory in vain left this behind, in the thread that then gave up.
      if errno == ENOMEM {
        Signals.end(
          """
          error: there is not enough memory for this; use a smaller batchSize, network or data \
          (a training that has saved a checkpoint goes on from it with --resume)

          """)
      }
      Signals.write(
        """
        error: dnn was aborted, by a fault of its own or from outside; if lines above name a \
        fault, please report them with the command (a training that has saved a checkpoint goes \
        on from it with --resume)

        """)
      signal(number, SIG_DFL)
      raise(number)
    }
    handle(SIGBUS) { _ in
      Signals.end(
        """
        error: a data file was cut short while it was read, or its disk fails; bring it back \
        (a training that has saved a checkpoint goes on from it with --resume)

        """)
    }
  }

  private static func handle(_ number: Int32, _ handler: @convention(c) (Int32) -> Void) {
    signal(number, handler)
    // A parent may have blocked it, as threads of Swift's own pools do, and that is inherited.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Writes the text, which nothing is allocated for, and ends at once.
  private static func end(_ text: StaticString) -> Never {
    write(text)
    _exit(ExitStatus.failure.code)
  }

  private static func write(_ text: StaticString) {
    _ = Foundation.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  private static let note: @convention(c) (Int32) -> Void = { number in
    guard Signals.received.exchange(number, ordering: .relaxed) != 0 else { return }
    _exit(128 + number)
  }
}
