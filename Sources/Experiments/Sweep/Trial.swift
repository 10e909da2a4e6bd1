import ArrayFiles
import Foundation
import Text

/// How a trial ended, as its folder tells.
package struct TrialResult: Sendable {
  /// Figures by part and name, such as `test` and `accuracy`.
  package typealias Figures = [String: [String: Double]]

  package enum State: Sendable, Equatable {
    case finished
    /// Why the training could not go on, in words.
    case diverged(String)
  }

  package let trial: Trial
  package let state: State
  package let figures: Figures
  package let iterations: Int
  package let seconds: Double?

  /// The names of the parts in the order of tables.
  package static let parts = ["train", "validation", "test"]

  /// Reads how a trial ended; nil if it has not, or only with other settings or data.
  ///
  /// - Parameters:
  ///   - trial: the trial.
  ///   - folder: its folder.
  ///   - digest: that of its training data; nil: whatever they were.
  init?(_ trial: Trial, in folder: RunFolder, trainedOn digest: String?) {
    guard
      let text = try? String(contentsOf: folder.configuration, encoding: .utf8),
      JSONValue(text: text)?.withSplitSeeds == trial.configuration.json,
      let note = try? ArrayFile(contentsOf: folder.checkpoint).metadata,
      let updates = note["iteration"].flatMap({ Int($0) }),
      digest == nil || note["trainingData"] == digest
    else { return nil }
    self.trial = trial
    if let divergence = DivergenceNote(note) {
      state = .diverged(divergence.text)
      figures = [:]
      iterations = divergence.iteration ?? updates
      seconds = nil
      return
    }
    guard folder.isFinished(after: updates),
      let metrics = (try? String(contentsOf: folder.metrics, encoding: .utf8))
        .flatMap({ JSONValue(text: $0) })
    else { return nil }
    state = .finished
    iterations = updates
    seconds = metrics["seconds"]?.double
    figures = Self.figures(metrics)
  }

  /// The numbers of a run's `metrics.json`.
  static func figures(_ metrics: JSONValue?) -> Figures {
    parts.reduce(into: [:]) { figures, part in
      for member in metrics?[part]?.members ?? [] {
        figures[part, default: [:]][member.name] = member.value.double
      }
    }
  }
}

extension TrialResult {
  /// The trial with what matters of its end, in a line.
  package var summary: String {
    let name = trial.described.isEmpty ? "trial" : trial.described
    if case .diverged = state { return "\(name): diverged after \(iterations) iterations" }
    let figures = Self.parts.flatMap { part -> [String] in
      guard let figures = self.figures[part] else { return [] }
      return [Figure.cost, .accuracy, .r2].compactMap { figure in
        figures[figure.rawValue].map { "\(part) \(figure.rawValue) \(figure.text($0))" }
      }
    }
    return "\(name): " + figures.joined(separator: ", ")
  }
}

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
