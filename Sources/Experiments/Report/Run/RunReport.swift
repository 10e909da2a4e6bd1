import Bytes
import Datasets
import DeepNetwork
import Drawing
import Foundation
import Text

/// The page about one run: what it is, how it went, what it answers, and what it looks like inside.
///
///     try RunReport(contentsOf: run).write(to: run.appendingPathComponent("report.html"))
public struct RunReport: Sendable {
  let record: RunRecord
  /// How the network answers the examples it is judged by, and which they are.
  let judged: (evaluation: Evaluation, part: DataRole)?
  /// The examples that it was trained on.
  let train: Dataset?
  /// Why there are no examples to show it with.
  let obstacle: String?

  /// How far the training is, where the page is of one in progress or stopped.
  let progress: RunProgress?

  /// The page about a training that has not ended, as far as it is.
  init(_ record: RunRecord, _ progress: RunProgress) {
    self.record = record
    self.progress = progress
    (judged, train, obstacle) = (nil, nil, nil)
  }

  /// The page about a run that ends here, with all that is known of it.
  package init(_ record: RunRecord, judged: (Evaluation, DataRole)?, train: Dataset?) {
    self.record = record
    self.judged = judged.map { ($0.0, $0.1) }
    self.train = train
    (obstacle, progress) = (nil, nil)
  }

  /// The page about a run's folder, its data read again; where they are gone the page says so.
  package init(
    _ record: RunRecord, cache: ImageCache? = nil, note: @escaping (String) -> Void = { _ in }
  ) {
    self.record = record
    progress = nil
    guard let model = record.model else {
      (judged, train, obstacle) = (nil, nil, nil)
      return
    }
    let data: (judged: (Evaluation, DataRole), train: Dataset?)
    do {
      data = try Self.data(of: record, model, cache, note: note)
    } catch {
      (judged, train, obstacle) = (nil, nil, "\(error)")
      return
    }
    (judged, train, obstacle) = (data.judged, data.train, nil)
  }

  private static func data(
    of record: RunRecord, _ model: TrainedModel, _ cache: ImageCache?,
    note: @escaping (String) -> Void
  ) throws -> (judged: (Evaluation, DataRole), train: Dataset?) {
    let data = try RunData(record.folder)
    let part = data.standardPart
    let examples = try data.examples(part, for: model, cache: cache, note: note)
    let evaluation = try Evaluation(
      of: Predictor(model), on: examples, mistakes: Self.mistakes)
    if part == .train { return ((evaluation, part), examples) }
    // Two features are drawn over the examples that the network was trained on, and augmented pictures
    // shown beside them.
    let showsTrain =
      model.description.n[0] == 2 || record.configuration.data.train.augment != nil
    let train =
      showsTrain ? try data.examples(.train, for: model, cache: cache, note: note) : nil
    return ((evaluation, part), train)
  }

  /// The examples most wrong that a page shows.
  package static let mistakes = 12

  /// Reads what a training has left in its folder, and its data again; where these are gone the page says so.
  ///
  /// - Parameters:
  ///   - folder: the run's folder.
  ///   - note: told what the reader of the data remarks on.
  /// - Throws: `RunDataError` where it is no run's folder, `ConfigurationError` and what reading a model can
  ///   end with where a file is damaged.
  public init(contentsOf folder: URL, note: @escaping (String) -> Void = { _ in }) throws {
    try self.init(RunRecord(contentsOf: RunFolder(folder)), note: note)
  }

  /// The page: one file of HTML that needs no other.
  public var html: String { page.html }

  /// Writes the page, whole or not at all.
  ///
  /// - Parameter url: the file, by custom `report.html` in the run's folder.
  /// - Throws: an error that names the file if it cannot be written.
  public func write(to url: URL) throws { try AtomicFile.write(html, to: url) }

  var page: Page {
    var page = Page(
      title: record.configuration.name, subtitle: subtitle,
      colophon: "Written by dnn \(productVersion) from \(record.folder.url.lastPathComponent).")
    page.warning = warning
    page.renewal = progress?.renewal
    page.keyFigures = progress.map(figures) ?? keyFigures
    page.sections = [
      curves, plane, answers, values, importance, mistakes, augmented, firstLayer, insides,
      dimensions,
      configuration,
    ].compactMap(\.self)
    return page
  }

  // MARK: Head

  var subtitle: String {
    let activations = record.configuration.architecture.activations.map(\.name)
    let hidden = Set(activations.dropLast())
    let g = (hidden.count > 1 ? ["mixed"] : Array(hidden)) + activations.suffix(1)
    return [
      sizesText, g.joined(separator: " and "),
      record.plan.map { "\(NumberText.whole($0.parameterCount)) parameters" },
      record.configuration.methodText,
    ].compactMap(\.self).joined(separator: " \u{B7} ")
  }

  /// The sizes of the layers, those in the middle left out where there are many.
  private var sizesText: String {
    let sizes = record.n.map(NumberText.whole)
    if sizes.isEmpty { return "\(record.configuration.L) layers" }
    let isLong = sizes.count > 9
    let shown = isLong ? sizes.prefix(2) + ["\u{2026}"] + sizes.suffix(2) : sizes
    let chain = shown.joined(separator: " \u{2192} ")
    return isLong ? "\(chain) (\(sizes.count - 1) layers)" : chain
  }

  private var warning: String {
    if let progress { return warning(progress) }
    if let divergence = record.divergence { return divergence.sentence }
    if !record.isFinished {
      return "This run has not ended: what is shown of the network is its state after "
        + "\(NumberText.whole(record.iterations)) iterations."
    }
    if let obstacle {
      return "The data could not be read again, so that the page shows no answers. "
        + obstacle.sentence
    }
    return ""
  }

  var keyFigures: [Page.KeyFigure] {
    guard let metrics = record.metrics else {
      let last = record.history?.rows.last
      return [
        Page.KeyFigure("iterations", NumberText.whole(record.iterations)),
        Page.KeyFigure("last cost", NumberText.column([last?.cost])[0]),
      ]
    }
    var figures: [Page.KeyFigure] = []
    if let cost = metrics["train"]?["cost"]?.double {
      let left = record.configuration.additionsToCost.joined(separator: " and ")
      figures.append(
        Page.KeyFigure(
          "training cost", NumberText.column([cost])[0],
          remark: left.isEmpty ? "" : "without \(left)"))
    }
    let splits = ["train", "validation", "test"].compactMap { part in
      metrics[part].map { (name: part == "train" ? "training" : part, figures: $0) }
    }
    let r2 = NumberText.column(splits.map { $0.figures["r2"]?.double })
    let rmse = NumberText.column(splits.map { $0.figures["rmse"]?.double })
    for (index, split) in splits.enumerated() {
      let (name, split) = split
      if let accuracy = split["accuracy"]?.double, let count = split["examples"]?.integer {
        figures.append(Self.accuracy(accuracy, of: count, name, isInterval: name != "training"))
      } else if split["rmse"] != nil {
        let outputs = split["outputs"]?.list?.count ?? 1
        let means = outputs > 1 ? ", means of \(outputs) outputs" : ""
        figures.append(
          Page.KeyFigure("\(name) R\u{B2}", r2[index], remark: "rmse \(rmse[index])\(means)"))
      }
    }
    let seconds = metrics["seconds"]?.double ?? .nan
    figures.append(
      Page.KeyFigure(
        "iterations", NumberText.whole(record.iterations),
        remark: "in \(NumberText.seconds(seconds))"
          + (record.bestIteration.map { ", best: \(NumberText.whole($0))" } ?? "")))
    return figures
  }

  /// An accuracy; of examples that were not trained on with its 95 % interval.
  private static func accuracy(
    _ accuracy: Double, of count: Int, _ name: String, isInterval: Bool
  ) -> Page.KeyFigure {
    let right = Int((accuracy * Double(count)).rounded())
    var remark = "of \(NumberText.whole(count)) examples"
    if isInterval, (0...count).contains(right) {
      remark += ", 95\u{202F}% interval \(NumberText.percent(wilsonInterval(right, of: count)))"
    }
    return Page.KeyFigure("\(name) accuracy", NumberText.percent(accuracy), remark: remark)
  }
}

extension Configuration {
  /// The optimizer, alpha and the batch in a few words.
  var methodText: String {
    let hyper = hyperparameters
    let method = type(of: hyper.optimizer.kind).title
    let batch = hyper.batchSize > 0 ? ", batches of \(NumberText.whole(hyper.batchSize))" : ""
    return "\(method), alpha \(JSONValue(hyper.alpha).compactText)\(batch)"
  }
}

extension String {
  /// The text with a capital letter in front and a full stop behind.
  fileprivate var sentence: String {
    let text = prefix(1).uppercased() + dropFirst()
    return text.hasSuffix(".") ? text : text + "."
  }
}
