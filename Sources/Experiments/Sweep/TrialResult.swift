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
