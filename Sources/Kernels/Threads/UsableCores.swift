import CShims

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ThreadPool {
  /// The processors that this process may use: its affinity mask, cut to its cgroup's quota.
  public static let usableCores = max(
    1, min(Int(dnn_affinityCount()), quota(root: "") ?? Int.max))

  /// The whole processors that the cgroup's quota allows; nil where there is none.
  ///
  /// `root` stands before the paths of the kernel's files: a test has its own.
  package static func quota(root: String) -> Int? {
    let limits = limitFiles(root: root).compactMap { files -> Int? in
      let fields = files.flatMap { words(ofFile: $0) }
      guard fields.count >= 2, let quota = Int(fields[0]), let period = Int(fields[1]),
        quota > 0, period > 0
      else { return nil }
      return max(1, quota / period)
    }
    return limits.min()
  }

  /// The files with a quota and a period, of this process's group and of those that hold it.
  private static func limitFiles(root: String) -> [[String]] {
    var found: [[String]] = []
    for line in lines(ofFile: root + "/proc/self/cgroup") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isUnified = fields[1].isEmpty
      guard isUnified || fields[1].split(separator: ",").contains("cpu") else { continue }
      let mount = root + "/sys/fs/cgroup" + (isUnified ? "" : "/cpu")
      var path = fields[2]
      while true {
        let folder = mount + (path == "/" ? "" : path)
        found.append(
          isUnified
            ? [folder + "/cpu.max"]
            : [folder + "/cpu.cfs_quota_us", folder + "/cpu.cfs_period_us"])
        guard let slash = path.lastIndex(of: "/"), path.count > 1 else { break }
        path = slash == path.startIndex ? "/" : path[..<slash]
      }
    }
    return found
  }

  private static func words(ofFile path: String) -> [Substring] {
    lines(ofFile: path).first?.split(separator: " ") ?? []
  }

  /// The lines of a small file; none if it cannot be read.
  private static func lines(ofFile path: String) -> [Substring] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
  }
}
