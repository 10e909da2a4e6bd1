import Datasets
import DeepNetwork
import Drawing
import Foundation
import Text

extension ComparisonReport {
  /// Rows of a sweep's table that a page has room for.
  private static let maximumRows = 200

  /// A page about the trials of a sweep as its table has them.
  ///
  /// - Parameters:
  ///   - table: the trials that have ended, in rows.
  ///   - title: what the page is called.
  ///   - folder: where a trial's files are.
  init(_ table: SweepTable, title: String, folder: (Trial) -> RunFolder) {
    let results = table.results
    let seeds = Set(results.map(\.trial.configuration.seed)).count > 1
    let shown = table.rows.prefix(Self.maximumRows)
    self.init(
      title: title,
      network: results.isEmpty
        ? "\(NumberText.whole(table.planned)) trials"
        : Self.network(
          Set(results.map(\.trial.configuration.n)).count == 1
            ? results.first.flatMap { try? RunRecord(contentsOf: folder($0.trial)).n }.map { [$0] }
              ?? []
            : results.map(\.trial.configuration.n)),
      keys: table.rows.first?.settings.map(\.key) ?? [],
      repeatKeys: (seeds ? ["seed"] : [])
        + (results.contains { $0.trial.fold != nil } ? ["fold"] : []),
      isNamed: false,
      rows: shown.map { row in
        let runs = row.results.map { Run($0, row.settings, in: folder($0.trial)) }
        let name = row.name.isEmpty ? "\(runs.count) trials" : row.name
        return Row(name: name, runs: runs)
      },
      shownFigures: Self.beginning(with: table.sortPart, table.parts)
        .map { ($0, table.shownFigures($0)) },
      decision: (table.sortPart, table.sortFigure), leftOut: table.rows.count - shown.count,
      isRanked: true,
      settings: SettingsSection(table).section, remarks: RemarksSection(table).section)
  }

  /// A page about runs in their order; those that differ in seed or fold alone are one row.
  ///
  /// - Parameters:
  ///   - records: the runs.
  ///   - cache: where many pictures are kept; nil: nowhere.
  ///   - note: told why the answers of two are not compared.
  /// - Precondition: there is a run.
  package init(
    _ records: [RunRecord], cache: ImageCache? = nil,
    note: @escaping (String) -> Void = { _ in }
  ) {
    precondition(!records.isEmpty)
    let names = Self.names(of: records)
    let compared = records.map(\.configuration.compared)
    let differing = Self.differingKeys(compared)
    let keys = differing.filter { !["seed", "fold"].contains($0) }
    let runs = records.indices.map { index in
      Run(records[index], names[index], compared[index], differing)
    }
    var (order, groups) = ([String](), [String: [Run]]())
    for run in runs {
      let name = Self.name(run.settings, keys)
      if groups[name] == nil { order.append(name) }
      groups[name, default: []].append(run)
    }
    let rows = order.map { name in
      let runs = groups[name] ?? []
      let isAlone = runs.count == 1
      return Row(
        name: isAlone ? runs[0].name : name.isEmpty ? "\(runs.count) runs" : name, runs: runs)
    }
    let parts = TrialResult.parts.filter { part in runs.contains { $0.figures[part] != nil } }
    let decisive = ["validation", "test", "train"].first { part in
      runs.contains { $0.state.isEmpty }
        && runs.allSatisfy { !$0.state.isEmpty || $0.figures[part] != nil }
    }
    self.init(
      title: "\(records.count) runs compared", network: Self.network(records.map(\.n)), keys: keys,
      repeatKeys: differing.filter { !keys.contains($0) }, isNamed: true, rows: rows,
      shownFigures: Self.beginning(with: decisive, parts).map { part in
        let always: [Figure] = [.cost, .accuracy, .r2]
        let deciding: [Figure] = [.f1, .auc, .rmse]
        return (
          part,
          Figure.allCases.filter { figure in
            (always + (part == decisive ? deciding : [])).contains(figure)
              && runs.contains { $0.figures[part]?[figure.rawValue] != nil }
          }
        )
      }, decision: decisive.map { ($0, .cost) })
    self.names = names
    differences = ConfigurationDifference.all(compared, ignoring: ["name", "$schema", "L"])
    disagreement = Disagreement(pair(of: records, names), cache: cache, note: note)
  }

  /// Two runs in their order; of more the two best, each of a row of its own.
  private func pair(of records: [RunRecord], _ names: [String]) -> [(
    name: String, record: RunRecord
  )] {
    let all = zip(names, records).map { (name: $0, record: $1) }
    guard all.count > 2 else { return all }
    let best = ranked.prefix(2).compactMap { row in all.first { $0.name == row.runs[0].name } }
    return best.count == 2 ? best : []
  }

  private static func beginning(with part: String?, _ parts: [String]) -> [String] {
    parts.filter { $0 == part } + parts.filter { $0 != part }
  }

  /// The sizes of the layers, or how many networks there are.
  private static func network(_ sizes: [[Int]]) -> String {
    let different = Set(sizes)
    guard different.count == 1, let n = different.first else {
      return "\(different.count) networks"
    }
    return n.isEmpty || n.count > 9
      ? "\(max(0, n.count - 1)) layers" : n.map(NumberText.whole).joined(separator: " \u{2192} ")
  }

  /// The folders' names; where two are the same, their paths.
  private static func names(of records: [RunRecord]) -> [String] {
    let short = records.map(\.folder.url.lastPathComponent)
    return Set(short).count == short.count ? short : records.map(\.folder.url.path)
  }

  /// The keys of the configuration in which the runs differ, but for their names.
  private static func differingKeys(_ all: [JSONValue]) -> [String] {
    let names = all.flatMap { ($0.members ?? []).map(\.name) }
    var seen: Set<String> = ["name", "$schema", "L"]
    return names.filter { name in
      guard seen.insert(name).inserted else { return false }
      return Set(all.map { $0[name]?.compactText ?? "" }).count > 1
    }
  }
}

extension ComparisonReport.Run {
  fileprivate init(_ result: TrialResult, _ settings: [Trial.Setting], in folder: RunFolder) {
    let trial = result.trial
    name = trial.described.isEmpty ? "trial" : trial.described
    var values = Dictionary(uniqueKeysWithValues: settings.map { ($0.key, $0.value) })
    values["seed"] = "\(trial.configuration.seed)"
    values["fold"] = trial.configuration.foldText
    self.settings = values
    figures = result.figures
    iterations = result.iterations
    (state, remark) =
      switch result.state {
      case .finished: ("", "")
      case .stopped: ("", "stopped")
      case .diverged: ("diverged", "diverged")
      case .failed: ("failed", "failed")
      }
    history = try? History(contentsOf: folder.history)
    updatesPerEpoch = Self.updatesPerEpoch(
      trial.configuration, examples: result.figures["train"]?["examples"])
    seconds = result.seconds
  }

  fileprivate init(
    _ record: RunRecord, _ name: String, _ configuration: JSONValue, _ keys: [String]
  ) {
    self.name = name
    settings = keys.reduce(into: [:]) { settings, key in
      settings[key] = configuration[key].map(Configuration.text)
    }
    figures = TrialResult.figures(record.metrics)
    iterations = record.iterations
    state = record.isFinished ? "" : record.divergence != nil ? "diverged" : "not ended"
    remark = state
    history = record.history
    updatesPerEpoch = Self.updatesPerEpoch(
      record.configuration, examples: record.metrics?["train"]?["examples"]?.double)
    seconds = record.metrics?["seconds"]?.double
  }
}

extension Configuration {
  /// The keys that tell runs apart, the fold as one of its own: it says nothing of the other data.
  fileprivate var compared: JSONValue {
    guard let foldText else { return json }
    var rest = self
    rest.data.validation = nil
    var members = (rest.json.members ?? []) + [JSONMember("fold", JSONValue(foldText))]
    if case .fold(_, _, let seed) = data.validation {
      members.append(JSONMember("seed of the folds", JSONValue(Int(seed))))
    }
    return JSONValue(members)
  }

  /// The fold that is held out; nil where there is none.
  fileprivate var foldText: String? {
    guard case .fold(let fold, let folds, _) = data.validation else { return nil }
    return "\(fold) of \(folds)"
  }

  /// The value of a key as a table shows it.
  fileprivate static func text(_ value: JSONValue) -> String {
    // What has a method is called by it.
    if let method = value["method"]?.string, value.members?.count == 1 { return method }
    return value.string ?? value.compactText
  }
}
