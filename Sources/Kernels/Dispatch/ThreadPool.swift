/// The threads that large kernels share.
package enum ThreadPool {
  /// The processors that this process may use: its affinity mask and its cgroup's quota.
  package static var usableCores: Int { 1 }

  /// How many threads a large kernel may use, the caller among them; no result depends on it.
  package static func setThreads(_ count: Int) {}

  package static var threads: Int { 1 }

  /// Runs the body once for each of `chunks` numbers, on as many threads as there are.
  ///
  /// Returns when all have run. Bodies must not touch each other's outputs.
  package static func parallel(_ chunks: Int, _ body: (Int) -> Void) {
    for chunk in 0..<chunks { body(chunk) }
  }
}
