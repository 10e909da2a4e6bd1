import ArrayFiles
import Foundation
import Text

/// How a trial ended, as its folder tells.
package struct TrialResult: Sendable {
  /// Figures by part and name, such as `test` and `accuracy`.
  package typealias Figures = [String: [String: Double]]

  package enum State: Sendable, Equatable {
    case finished
    /// A search by halving went on without it: the figures are those of then.
    case stopped
    /// Why the training could not go on, in words.
    case diverged(String)
    /// Why there is no training, in words.
    case failed(String)
  }

  package let trial: Trial
  package let state: State
  package let figures: Figures
  package let iterations: Int
  package let seconds: Double?
  /// How far it came in a search by halving, from 0.
  var rung = 0
  /// The different things that its training remarked on.
  var remarks: [String] = []

  /// Whether it has figures to be compared by.
  package var isJudged: Bool { state == .finished || state == .stopped }

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
    remarks = TrialNotes.remarks(in: folder)
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

  /// A trial that has not come to an end of its own.
  init(_ trial: Trial, _ state: State, _ figures: Figures, after iterations: Int) {
    self.trial = trial
    self.state = state
    self.figures = figures
    self.iterations = iterations
    seconds = nil
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
    let said =
      remarks.isEmpty ? "" : " (\(remarks.count) \(remarks.count == 1 ? "remark" : "remarks"))"
    switch state {
    case .diverged: return "\(name): diverged after \(iterations) iterations\(said)"
    case .failed(let reason): return "\(name): failed: \(reason)"
    case .finished, .stopped: break
    }
    let figures = Self.parts.flatMap { part -> [String] in
      guard let figures = self.figures[part] else { return [] }
      return [Figure.cost, .accuracy, .r2].compactMap { figure in
        figures[figure.rawValue].map { "\(part) \(figure.rawValue) \(figure.text($0))" }
      }
    }
    let end = state == .stopped ? ", after \(iterations) iterations" : ""
    return "\(name): " + figures.joined(separator: ", ") + end + said
  }
}
