import Foundation

/// What Slurm has written down of a trial's tasks.
struct TrialLog {
  /// What the head of each task's part begins with; its command follows.
  static let head = "== "
  /// Failures are told at the end.
  private static let longestEnd = 1 << 16

  /// The lines of the last task.
  private let lines: [Substring]

  /// nil where there is no such file or its last task was of another trial.
  init?(_ file: URL, of trial: Trial, in sweep: Sweep) {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    guard let size = try? handle.seekToEnd() else { return nil }
    let start = size > UInt64(Self.longestEnd) ? size - UInt64(Self.longestEnd) : 0
    guard (try? handle.seek(toOffset: start)) != nil, let data = try? handle.readToEnd() else {
      return nil
    }
    let all = String(decoding: data, as: UTF8.self).split(separator: "\n")
    // Of a long part the head is not read: then it is whatever the file is for.
    let first = all.lastIndex { $0.hasPrefix(Self.head) }
    if let first, !all[first].hasSuffix(sweep.place(of: trial)) { return nil }
    lines = Array(all[(first ?? 0)...])
  }

  /// The first line of what the last task said when it failed.
  var failure: String? {
    lines.last { line in
      line.hasPrefix("error: ") || line.hasPrefix("slurmstepd") && line.contains(" error: ")
    }.map { line in
      line.hasPrefix("error: ") ? String(line.dropFirst("error: ".count)) : String(line)
    }
  }
}
