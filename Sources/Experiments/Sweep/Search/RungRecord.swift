import ArrayFiles
import Bytes
import Foundation
import Text

/// How a trial stood at the rungs of a search by halving, as its folder tells: `rungs.json`.
///
/// It is of the configuration and the data that it names; of others it says nothing.
struct RungRecord {
  fileprivate struct Entry {
    let rung: Int
    let halvings: Int
    let iterations: Int
    let ending: Ending
  }

  fileprivate enum Ending {
    /// It stopped there with these figures, and can go on.
    case stopped(TrialResult.Figures)
    /// Its training has ended by then, as its other files tell.
    case ended
    case failed(String)
  }

  private let trial: Trial
  private let folder: RunFolder
  private let digest: String?
  private var entries: [Entry]

  /// Reads what the folder tells of the trial.
  ///
  /// - Parameters:
  ///   - trial: the trial.
  ///   - folder: its folder.
  ///   - digest: that of its training data; nil: whatever they were.
  init(_ trial: Trial, in folder: RunFolder, trainedOn digest: String?) {
    self.trial = trial
    self.folder = folder
    self.digest = digest
    guard let text = try? String(contentsOf: folder.rungs, encoding: .utf8),
      let json = JSONValue(text: text), json["configuration"] == trial.configuration.json,
      digest == nil || json["trainingData"]?.string == digest
    else {
      entries = []
      return
    }
    entries = (json["rungs"]?.list ?? []).compactMap(Entry.init)
  }

  /// How the trial stood at the end of a rung; nil where it has not come there.
  ///
  /// A training that ended on the way stands at its end from then on.
  func standing(at rung: Int, of halvings: Int) -> TrialResult? {
    let known = entries.filter { $0.halvings == halvings && $0.rung <= rung }
    guard
      let entry = known.first(where: { $0.rung == rung })
        ?? known.first(where: { if case .stopped = $0.ending { false } else { true } }),
      var result = result(entry)
    else { return nil }
    result.remarks = TrialNotes.remarks(in: folder)
    return result
  }

  private func result(_ entry: Entry) -> TrialResult? {
    switch entry.ending {
    case .stopped(let figures): TrialResult(trial, .stopped, figures, after: entry.iterations)
    case .failed(let reason): TrialResult(trial, .failed(reason), [:], after: entry.iterations)
    case .ended: TrialResult(trial, in: folder, trainedOn: digest)
    }
  }

  /// Writes down how the trial stands at the end of a rung.
  mutating func add(_ result: TrialResult, rung: Int, of halvings: Int) throws {
    let ending: Ending =
      switch result.state {
      case .stopped: .stopped(result.figures)
      case .finished, .diverged: .ended
      case .failed(let reason): .failed(reason)
      }
    entries.removeAll { $0.halvings != halvings || $0.rung >= rung }
    entries.append(
      Entry(rung: rung, halvings: halvings, iterations: result.iterations, ending: ending))
    var members = [JSONMember("configuration", trial.configuration.json)]
    members += digest.map { [JSONMember("trainingData", JSONValue($0))] } ?? []
    members.append(JSONMember("rungs", JSONValue(entries.map(\.json))))
    try createFolder(folder.url.path)
    try AtomicFile.write(JSONValue(members).prettyText, to: folder.rungs)
  }
}

extension RungRecord.Entry {
  fileprivate init?(_ json: JSONValue) {
    guard let rung = json["rung"]?.integer, let halvings = json["halvings"]?.integer,
      let iterations = json["iterations"]?.integer, let state = json["state"]?.string
    else { return nil }
    switch state {
    case "stopped": ending = .stopped(TrialResult.figures(json))
    case "ended": ending = .ended
    case "failed": ending = .failed(json["reason"]?.string ?? "")
    default: return nil
    }
    (self.rung, self.halvings, self.iterations) = (rung, halvings, iterations)
  }

  fileprivate var json: JSONValue {
    var members = [
      JSONMember("rung", JSONValue(rung)), JSONMember("halvings", JSONValue(halvings)),
      JSONMember("iterations", JSONValue(iterations)),
    ]
    switch ending {
    case .stopped(let figures):
      members.append(JSONMember("state", "stopped"))
      for part in TrialResult.parts {
        guard let figures = figures[part] else { continue }
        let all = figures.sorted { $0.key < $1.key }
        members.append(
          JSONMember(part, JSONValue(all.map { JSONMember($0.key, JSONValue($0.value)) })))
      }
    case .ended: members.append(JSONMember("state", "ended"))
    case .failed(let reason):
      members += [JSONMember("state", "failed"), JSONMember("reason", JSONValue(reason))]
    }
    return JSONValue(members)
  }
}
