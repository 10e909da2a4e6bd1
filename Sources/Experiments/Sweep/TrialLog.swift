import DeepNetwork
import Foundation

/// What Slurm has written down of a trial's tasks.
struct TrialLog {
  /// What the head of each task's part begins with; its command follows.
  static let head = "== "
  /// Failures are told at the end.
  private static let maximumEnd = 1 << 16

  /// The lines of the last task.
  private let lines: [Substring]

  /// nil where there is no such file or its last task was of another trial.
  init?(_ file: URL, of trial: Trial, in sweep: Sweep) {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    guard let size = try? handle.seekToEnd() else { return nil }
    let start = size > UInt64(Self.maximumEnd) ? size - UInt64(Self.maximumEnd) : 0
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

/// What a trial that a sweep trains itself says, line by line in its folder: `log.txt`.
///
/// It is there to be read: a trial whose log cannot be written goes on without.
final class TrialNotes {
  private static let remark = "remark "

  private let file: URL
  private var handle: FileHandle?

  init(_ folder: RunFolder) { file = folder.log }

  /// Adds a line.
  func note(_ text: String) {
    if handle == nil {
      if !FileManager.default.fileExists(atPath: file.path) {
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
      }
      handle = try? FileHandle(forWritingTo: file)
      _ = try? handle?.seekToEnd()
    }
    try? handle?.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Adds what looks wrong in the training.
  func note(_ diagnostic: Diagnostic) {
    note(
      "\(Self.remark)(\(diagnostic.finding.subject)) at iteration \(diagnostic.iteration): "
        + "\(diagnostic)")
  }

  deinit { try? handle?.close() }

  /// What the training of a folder remarked on, each thing once, as it was last said.
  static func remarks(in folder: RunFolder) -> [String] {
    guard let text = try? String(contentsOf: folder.log, encoding: .utf8) else { return [] }
    var order: [Substring] = []
    var last: [Substring: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix(remark) {
      guard let end = line.firstIndex(of: ")"),
        let colon = line[end...].firstIndex(of: ":")
      else { continue }
      let subject = line[..<end]
      if last[subject] == nil { order.append(subject) }
      last[subject] = line[colon...].dropFirst(2).description
    }
    return order.compactMap { last[$0] }
  }
}
