import CShims
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The threads that large kernels share.
///
/// A job is a number of chunks, claimed one by one by the calling thread and the workers that are
/// awake; the caller never waits for a worker that has not begun. A worker that finds nothing to do
/// watches for the next job for some tens of microseconds and then sleeps.
///
/// `@unchecked Sendable`: `body` and `chunks` are written only by the owner of `isBusy` while the
/// job is closed and no worker is inside, and read only by workers that entered it afterwards.
public final class ThreadPool: @unchecked Sendable {
  public static let shared = ThreadPool()

  private typealias Body = (Int) -> Void

  /// The state of the job: its number above, then whether it is open, then the workers inside.
  private let state = Atomic<UInt64>(0)
  private static let openBit: UInt64 = 1 << 15
  private static let insideMask: UInt64 = (1 << 15) - 1
  private static let jobShift: UInt64 = 16

  private let isBusy = Atomic<Bool>(false)
  private let nextChunk = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let wanted = Atomic<Int>(ThreadPool.usableCores)
  private let started = Mutex(0)
  private var body: UnsafeMutablePointer<Body>?
  private var chunks = 0

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  private init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  /// How many threads a large kernel may use, the caller among them; no result depends on it.
  public static var threads: Int { shared.wanted.load(ordering: .relaxed) }

  /// Sets the number of threads; at least one is used.
  public static func setThreads(_ count: Int) {
    shared.wanted.store(max(1, min(count, 1024)), ordering: .relaxed)
  }

  /// Runs the body once for each number below `chunks`, on as many threads as there are.
  ///
  /// Returns when all have run. The chunks' outputs must not overlap. Inside a body, or while
  /// another thread has a job, the chunks run one after the other on the calling thread.
  public static func parallel(_ chunks: Int, _ body: (Int) -> Void) {
    let helpers = min(threads, chunks) - 1
    guard helpers > 0,
      shared.isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      for chunk in 0..<chunks { body(chunk) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var body = body
      withUnsafeMutablePointer(to: &body) { shared.run(chunks, helpers, $0) }
    }
    shared.isBusy.store(false, ordering: .releasing)
  }

  private func run(_ chunks: Int, _ helpers: Int, _ body: UnsafeMutablePointer<Body>) {
    start(helpers)
    self.body = body
    self.chunks = chunks
    nextChunk.store(0, ordering: .relaxed)
    let job = (state.load(ordering: .relaxed) >> Self.jobShift) &+ 1
    state.store(job << Self.jobShift | Self.openBit, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    work(body, chunks)
    close()
    self.body = nil
  }

  /// Never inlined: a worker holds the body only until this returns, and then leaves the job.
  @inline(never)
  private func work(_ body: UnsafeMutablePointer<Body>, _ chunks: Int) {
    while true {
      let chunk = nextChunk.wrappingAdd(1, ordering: .relaxed).oldValue
      guard chunk < chunks else { return }
      body.pointee(chunk)
    }
  }

  /// Lets no more workers in, and waits for those inside.
  private func close() {
    var turns = 0
    var now = state.bitwiseAnd(~Self.openBit, ordering: .acquiringAndReleasing).newValue
    while now & Self.insideMask != 0 {
      turns += 1
      if turns > 10_000 { sched_yield() } else { dnn_spinPause() }
      now = state.load(ordering: .acquiring)
    }
  }

  // MARK: Workers

  private func start(_ count: Int) {
    started.withLock { running in
      while running < count {
        running += 1
        let index = running
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 1 << 20)
        startThread(&attributes, index)
        pthread_attr_destroy(&attributes)
      }
    }
  }

  private func startThread(_ attributes: UnsafePointer<pthread_attr_t>, _ index: Int) {
    let argument = UnsafeMutableRawPointer(bitPattern: index)
    #if canImport(Darwin)
      var thread: pthread_t?
      pthread_create(&thread, attributes, { serveJobs($0) }, argument)
    #else
      var thread = pthread_t()
      pthread_create(&thread, attributes, { serveJobs($0) }, argument)
    #endif
  }

  fileprivate func serve(_ index: Int) {
    var lastJob: UInt64 = 0
    while true {
      lastJob = waitForJob(after: lastJob)
      guard index < wanted.load(ordering: .relaxed), enter(lastJob), let body else { continue }
      work(body, chunks)
      state.subtract(1, ordering: .releasing)
    }
  }

  /// Counts this worker into a job, if it is still open.
  private func enter(_ job: UInt64) -> Bool {
    var now = state.load(ordering: .relaxed)
    while now >> Self.jobShift == job, now & Self.openBit != 0 {
      let (exchanged, original) = state.compareExchange(
        expected: now, desired: now + 1, ordering: .acquiring)
      if exchanged { return true }
      now = original
    }
    return false
  }

  private func waitForJob(after last: UInt64) -> UInt64 {
    let end = Self.now() + Self.watchTime
    repeat {
      for _ in 0..<64 {
        let job = state.load(ordering: .relaxed) >> Self.jobShift
        if job != last { return job }
        dnn_spinPause()
      }
    } while Self.now() < end
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    sleepers.add(1, ordering: .sequentiallyConsistent)
    defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
    while true {
      let job = state.load(ordering: .sequentiallyConsistent) >> Self.jobShift
      if job != last { return job }
      pthread_cond_wait(condition, mutex)
    }
  }

  /// How long a worker watches for the next job before it sleeps, in nanoseconds: longer than the
  /// parts of a small network's step that one thread does alone.
  private static let watchTime = 60_000

  /// The nanoseconds of a clock that runs evenly.
  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
  }
}

/// The function of a worker's thread; its argument is the worker's number.
private func serveJobs(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  ThreadPool.shared.serve(Int(bitPattern: argument))
  return nil
}
