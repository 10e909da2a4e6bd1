import ArrayFiles
import DeepNetwork
import Foundation
import Text

/// What a training has left in its folder, whether it has ended or not.
package struct RunRecord: Sendable {
  package let folder: RunFolder
  package let configuration: Configuration
  /// nil where there is none that can be read.
  package let history: History?
  package let norms: Norms?
  /// The content of `metrics.json`; nil until the training has ended.
  package let metrics: JSONValue?
  /// The network: as it was in the end, as a divergence left it, or as the last checkpoint has it.
  package let model: TrainedModel?
  /// The updates that were made.
  package let iterations: Int
  /// Why the training could not go on, in words.
  package let divergence: String?
  /// The shapes of a training in progress.
  private let provenPlan: NetworkPlan?

  /// The iteration whose weights the network has, where they were chosen on a validation set.
  var bestIteration: Int? { model?.description.bestIteration }

  /// Whether the training has ended as it should.
  package var isFinished: Bool { metrics != nil }

  /// Reads a run's folder.
  ///
  /// - Throws: `RunDataError` where it has no configuration, `ConfigurationError` and what reading
  ///   a model can end with where a file is damaged.
  package init(contentsOf folder: RunFolder) throws {
    self.folder = folder
    provenPlan = nil
    configuration = try RunData(folder).configuration
    history = try? History(contentsOf: folder.history)
    norms = Norms(contentsOf: folder.norms)
    let state = try CheckpointNote(contentsOf: folder.checkpoint)
    let saved = folder.savedMetrics
    // A run that goes on beyond its end has metrics and a model of before.
    let isOver = state == nil || saved?.iterations == state?.iterations
    metrics = isOver && folder.model.isThere ? saved?.json : nil
    let divergence = metrics == nil ? state?.divergence : nil
    self.divergence = divergence?.text
    iterations =
      (metrics != nil ? saved?.iterations : divergence?.iteration ?? state?.iterations) ?? 0
    let hasOwnModel = metrics != nil || divergence != nil && folder.model.isThere
    let file = hasOwnModel ? folder.model : folder.checkpoint
    model = file.isThere ? try TrainedModel(contentsOf: file) : nil
  }

  /// What is known of a training in progress: its rows so far, and not the network.
  init(
    _ folder: RunFolder, _ configuration: Configuration, _ plan: NetworkPlan,
    _ progress: RunProgress
  ) {
    self.folder = folder
    self.configuration = configuration
    provenPlan = plan
    history = try? History(contentsOf: folder.history)
    norms = Norms(contentsOf: folder.norms)
    (metrics, model, divergence) = (nil, nil, nil)
    iterations = progress.iteration
  }

  /// n[0] … n[L], with n[0] from the data where there is a model; empty where shapes decide and there
  /// is none.
  var n: [Int] { provenPlan?.n ?? model?.description.n ?? configuration.n }

  /// The shapes; nil where the data would have to tell them.
  var plan: NetworkPlan? {
    provenPlan ?? (try? model?.description.plan)
      ?? (try? DimensionChecker.check(configuration.architecture))
  }
}

/// What a checkpoint says of its training beside the tensors.
private struct CheckpointNote {
  let iterations: Int
  let divergence: DivergenceNote?

  init?(contentsOf url: URL) throws {
    guard url.isThere else { return nil }
    let metadata = try ArrayFile(contentsOf: url).metadata
    guard let iterations = metadata["iteration"].flatMap({ Int($0) }) else { return nil }
    self.iterations = iterations
    divergence = DivergenceNote(metadata)
  }
}

extension RunFolder {
  fileprivate var savedMetrics: (json: JSONValue, iterations: Int)? {
    guard let text = try? String(contentsOf: metrics, encoding: .utf8),
      let json = JSONValue(text: text), let iterations = json["iterations"]?.integer
    else { return nil }
    return (json, iterations)
  }
}

extension URL {
  fileprivate var isThere: Bool { FileManager.default.fileExists(atPath: path) }
}
