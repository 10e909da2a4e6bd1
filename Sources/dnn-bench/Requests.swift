import Foundation
import Kernels

/// Answers lines "threads name" with the time of a case: for comparisons that take turns with a peer.
func answerRequests(_ seconds: (String) -> Double?) {
  while let line = readLine() {
    let words = line.split(separator: " ", maxSplits: 1)
    guard words.count == 2, let threads = Int(words[0]) else { continue }
    ThreadPool.setThreads(threads)
    print(seconds(String(words[1])).map { "\($0)" } ?? "unknown")
    fflush(nil)
  }
}
