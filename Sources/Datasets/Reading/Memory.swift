import Foundation

/// The memory that there is, which data and networks must fit before any of it is allocated.
package struct Memory: Equatable, Sendable {
  package let bytes: UInt64
  /// The beginning of a sentence that ends with the number of bytes.
  package let owner: String

  package init(bytes: UInt64, owner: String = "this machine has") {
    self.bytes = bytes
    self.owner = owner
  }

  /// The machine's memory, or the part of it that this process may use.
  ///
  /// Less than all of it where a limit was set for the process (`ulimit -v`) or for its control
  /// group, as containers do.
  package static let available: Memory = {
    let machine = Memory(bytes: ProcessInfo.processInfo.physicalMemory)
    let limits = [addressSpace, controlGroup].compactMap(\.self)
      .map { Memory(bytes: $0, owner: "this process is allowed") }
    return ([machine] + limits).min { $0.bytes < $1.bytes } ?? machine
  }()

  private static var addressSpace: UInt64? {
    var limit = rlimit()
    #if canImport(Glibc)
      let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0
    #else
      let isKnown = getrlimit(RLIMIT_AS, &limit) == 0
    #endif
    return isKnown ? UInt64(limit.rlim_cur) : nil
  }

  /// The limit that Linux keeps for a group of processes, in the files of either version.
  private static var controlGroup: UInt64? {
    let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
    let files = groups.split(separator: "\n").flatMap { line -> [String] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      switch (fields[0], fields[1]) {
      case ("0", ""): return [fields[2], ""].map { "/sys/fs/cgroup\($0)/memory.max" }
      case (_, "memory"):
        return [fields[2], ""].map { "/sys/fs/cgroup/memory\($0)/memory.limit_in_bytes" }
      default: return []
      }
    }
    return files.compactMap { file in
      let text = try? String(contentsOfFile: file, encoding: .utf8)
      return text.flatMap { UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }.min()
  }

  /// Refuses what cannot fit.
  ///
  /// - Returns: the product of the three numbers: bytes.
  @discardableResult
  static func check(
    _ examples: Int, _ width: Int, _ elementSize: Int, file: String
  ) throws(DataError) -> Int {
    let (elements, overflow) = examples.multipliedReportingOverflow(by: width)
    let (bytes, overflowToo) = elements.multipliedReportingOverflow(by: elementSize)
    let isTooLarge = overflow || overflowToo || UInt64(max(bytes, 0)) > available.bytes
    guard isTooLarge else { return bytes }
    throw DataError(
      .content, file: file,
      found: "\(examples) examples of \(width) values"
        + (overflow || overflowToo ? "" : " (\(bytes >> 20) MB)"),
      expected: "no more than fit into memory",
      advice: "\(available.owner) \(available.bytes >> 20) MB")
  }
}
