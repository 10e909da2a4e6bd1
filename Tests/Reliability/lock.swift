// What ThreadSanitizer must be silent about with `locks.c`, and must report without.
import Foundation
import Synchronization

/// Counts on four threads, which wait for each other at the lock.
let count = Mutex(0)
/// Counts without one where a word is given: a race for ThreadSanitizer to find.
nonisolated(unsafe) var unguarded = 0
let races = CommandLine.arguments.count > 1

DispatchQueue.concurrentPerform(iterations: 4) { _ in
  for _ in 0..<200 {
    count.withLock {
      usleep(50)
      $0 += 1
    }
    if races { unguarded += 1 }
  }
}
print(count.withLock { $0 })
