import Foundation
import Kernels
import KernelThreads
import Synchronization
import Testing

@Suite(.serialized) struct ThreadPoolTests {
  @Test(arguments: [1, 2, 3, 8])
  func `every chunk runs once`(threads: Int) {
    ThreadPool.setThreads(threads)
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    for chunks in [0, 1, 2, 7, 100] {
      // Plain memory: the thread sanitizer sees whether a job's end orders its writes.
      let counts = Guarded<Double>(rows: 1, columns: chunks, ld: max(1, chunks))
      counts.fill(0)
      for _ in 0..<50 { ThreadPool.parallel(chunks) { chunk in counts.start[chunk] += 1 } }
      #expect(counts.elements == [Double](repeating: 50, count: chunks))
    }
  }

  @Test func `a job inside a job runs`() {
    ThreadPool.setThreads(3)
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    let count = Atomic(0)
    ThreadPool.parallel(4) { _ in
      ThreadPool.parallel(5) { _ in count.add(1, ordering: .relaxed) }
    }
    #expect(count.load(ordering: .relaxed) == 20)
  }

  @Test func `jobs of several threads at once all run`() async {
    ThreadPool.setThreads(2)
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    let total = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let count = Atomic(0)
          for _ in 0..<200 { ThreadPool.parallel(6) { _ in count.add(1, ordering: .relaxed) } }
          return count.load(ordering: .relaxed)
        }
      }
      return await group.reduce(0, +)
    }
    #expect(total == 4 * 200 * 6)
  }

  @Test func `a sleeping worker wakes`() throws {
    ThreadPool.setThreads(2)
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    var haveTwoRun = false
    // A job during another test's job runs on one thread: try until the pool is free.
    for _ in 0..<1000 where !haveTwoRun {
      Thread.sleep(forTimeInterval: 0.005)
      let threads = Guarded<Double>(rows: 1, columns: 2, ld: 2)
      ThreadPool.parallel(2) { chunk in
        threads.start[chunk] = Thread.current.isMainThread ? 0 : Double(Thread.current.hash)
        Thread.sleep(forTimeInterval: 0.02)
      }
      haveTwoRun = threads[0, 0] != threads[0, 1]
    }
    #expect(haveTwoRun)
  }

  @Test func `quotas of both kinds of groups are read`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("dnn-quota-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ path: String) throws {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    #expect(ThreadPool.quota(root: folder.path) == nil)
    try write("0::/a/b\n", "proc/self/cgroup")
    try write("max 100000\n", "sys/fs/cgroup/a/b/cpu.max")
    #expect(ThreadPool.quota(root: folder.path) == nil)
    try write("350000 100000\n", "sys/fs/cgroup/a/cpu.max")
    #expect(ThreadPool.quota(root: folder.path) == 3)
    try write("50000 100000\n", "sys/fs/cgroup/a/b/cpu.max")
    #expect(ThreadPool.quota(root: folder.path) == 1)
    try write("4:cpuset:/x\n3:cpuacct,cpu:/x\n", "proc/self/cgroup")
    try write("200000\n", "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us")
    try write("100000\n", "sys/fs/cgroup/cpu/x/cpu.cfs_period_us")
    #expect(ThreadPool.quota(root: folder.path) == 2)
    try write("garbage", "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us")
    #expect(ThreadPool.quota(root: folder.path) == nil)
  }
}
