import DeepNetwork
import Foundation
import Reports

/// The page about several runs: how they differ, and which went best.
package struct ComparisonReport: Sendable {
  private let runs: [(name: String, record: RunRecord)]
  private let title: String

  /// A page about the runs in their order.
  ///
  /// - Parameters:
  ///   - records: the runs.
  ///   - title: what the page is called; nil: after their number.
  /// - Precondition: there is a run.
  package init(_ records: [RunRecord], title: String? = nil) {
    precondition(!records.isEmpty)
    runs = zip(Self.names(of: records), records).map { ($0, $1) }
    self.title = title ?? "\(records.count) runs compared"
  }

  /// The page as a file.
  package var html: String {
    var page = Page(
      title: title, subtitle: subtitle, colophon: "Written by dnn \(productVersion).")
    page.sections = [table, curves].compactMap(\.self)
    return page.html
  }

  /// The folders' names; where two are the same, their paths.
  private static func names(of records: [RunRecord]) -> [String] {
    let short = records.map(\.folder.url.lastPathComponent)
    return Set(short).count == short.count ? short : records.map(\.folder.url.path)
  }

  private var subtitle: String {
    let sizes = Set(runs.map(\.record.n))
    let one = sizes.count == 1 ? sizes.first : nil
    let network =
      one.map { n in
        n.count <= 9
          ? n.map(NumberText.whole).joined(separator: " \u{2192} ") : "\(n.count - 1) layers"
      } ?? "\(sizes.count) networks"
    return "\(network) \u{B7} " + (best.map { "lowest cost: \($0)" } ?? "none has ended")
  }

  /// The run with the lowest cost on the examples that all can be judged by.
  private var best: String? {
    let part = ["validation", "test", "train"].first { part in
      runs.allSatisfy { $0.record.metrics?[part] != nil }
    }
    guard let part else { return nil }
    let costs = runs.map { $0.record.metrics?[part]?["cost"]?.double ?? .infinity }
    return costs.indices.min { costs[$0] < costs[$1] }.map { runs[$0].name }
  }

  // MARK: Sections

  private var table: Page.Section {
    let keys = differingKeys
    let hasValues = runs.contains { $0.record.metrics?["train"]?["r2"] != nil }
    let figure = hasValues ? "r2" : "accuracy"
    let parts = ["train", "validation", "test"].filter { part in
      runs.contains { $0.record.metrics?[part] != nil }
    }
    let rows = runs.map { name, record -> [String] in
      let metrics = record.metrics
      let costs = parts.map { part in
        metrics?[part]?["cost"]?.double.map(NumberText.figure) ?? "\u{2013}"
      }
      let figures = parts.map { part -> String in
        guard let value = metrics?[part]?[figure]?.double else { return "\u{2013}" }
        return hasValues ? NumberText.figure(value) : NumberText.percent(value)
      }
      let state = record.isFinished ? "" : record.divergence != nil ? " (diverged)" : " (not ended)"
      return [name + state] + keys.map { record.configuration.text(of: $0) } + costs + figures
        + [NumberText.whole(record.iterations)]
    }
    let header =
      ["run"] + keys + parts.map { "\($0) cost" }
      + parts.map { "\($0) \(hasValues ? "R\u{B2}" : "accuracy")" } + ["iterations"]
    return Page.Section(
      "Results",
      lead: keys.isEmpty ? "" : "With the keys in which the configurations differ.",
      DataTable(header: header, rows: rows, numeric: Set(1..<header.count)).markup)
  }

  /// The keys of the configuration in which the runs differ, but for their names.
  private var differingKeys: [String] {
    let all = runs.map { $0.record.configuration.compared }
    let names = all.flatMap { ($0.members ?? []).map(\.name) }
    var seen: Set<String> = ["name", "$schema", "L"]
    return names.filter { name in
      guard seen.insert(name).inserted else { return false }
      return Set(all.map { $0[name]?.compactText ?? "" }).count > 1
    }
  }

  private var curves: Page.Section? {
    func chart(
      _ id: String, _ title: String, _ value: @escaping (HistoryRow) -> Double?
    ) -> LineChart {
      let lines = runs.enumerated().compactMap { index, run -> LineChart.Series? in
        guard let points = run.record.history?.points(value), !points.isEmpty else { return nil }
        return LineChart.Series(run.name, .series(index, of: runs.count), points)
      }
      return LineChart(id: id, title: title, xTitle: "iteration", series: lines)
    }
    var costs = [
      chart("cost", "Training cost") { $0.cost },
      chart("validationcost", "Validation cost") { $0.validationCost },
    ]
    for index in costs.indices { costs[index].scales = .choice }
    let accuracies = [
      chart("accuracy", "Training accuracy") { $0.trainAccuracy },
      chart("validationaccuracy", "Validation accuracy") { $0.validationAccuracy },
    ]
    let content = Page.row((costs + accuracies).map(\.figure))
    return content == .empty ? nil : Page.Section("Learning", content)
  }
}

extension Configuration {
  /// The keys that tell runs apart, the fold as one of its own: it says nothing of the other data.
  fileprivate var compared: JSONValue {
    guard case .fold(let fold, let folds, let seed) = data.validation else { return json }
    var rest = self
    rest.data.validation = nil
    return JSONValue(
      (rest.json.members ?? []) + [
        JSONMember("fold", JSONValue("\(fold) of \(folds)")),
        JSONMember("seed of the folds", JSONValue(Int(seed))),
      ])
  }

  /// The value of a key as a table shows it.
  fileprivate func text(of key: String) -> String {
    guard let value = compared[key] else { return "\u{2013}" }
    // What has a method is called by it.
    if let method = value["method"]?.string, value.members?.count == 1 { return method }
    return value.string ?? value.compactText
  }
}
