import Kernels

/// The threads that large computations share; no result depends on their number.
public enum ComputeThreads {
  /// The processors that this process may use.
  public static var usable: Int { ThreadPool.usableCores }

  /// The number in use, the caller's own thread among them.
  public static var count: Int { ThreadPool.threads }

  /// The vector instructions that computations use.
  public static var vectorLevel: String { VectorLevel.chosen.rawValue }

  /// Uses `count` threads from now on.
  public static func use(_ count: Int) { ThreadPool.setThreads(max(1, count)) }
}
