import Foundation

/// A search by successive halving: all combinations are trained for a part of their length, the better
/// half of them for twice as long, and so on; what is left at the end is trained whole.
///
/// A combination is judged with all its seeds and folds, by the mean of the figure that the table is
/// sorted by; of equal ones the first goes on. No training is made a shorter one: a rung stops it on its
/// way, and it later goes on from its checkpoint, so that what is left ends with the bytes of a training
/// alone.
///
/// Source: Kevin Jamieson and Ameet Talwalkar, "Non-stochastic best arm identification and
/// hyperparameter optimization", 2016.
package struct Halving: Sendable {
  /// More would judge trainings that have hardly begun.
  private static let maximumHalvings = 4

  /// The trials of each combination, by their place in the plan.
  let candidates: [[Int]]
  /// How often the better half is chosen.
  let halvings: Int

  /// A search among the combinations of a plan.
  ///
  /// - Throws: `SweepError` where there is nothing to choose among.
  package init(_ plan: SweepPlan) throws(SweepError) {
    var places: [[Trial.Setting]: Int] = [:]
    var candidates: [[Int]] = []
    for (index, trial) in plan.trials.enumerated() {
      let settings = trial.settings.filter { $0.key != RandomDraw.repeatedKey }
      if let place = places[settings] {
        candidates[place].append(index)
      } else {
        places[settings] = candidates.count
        candidates.append([index])
      }
    }
    guard candidates.count > 1 else { throw .nothingToHalve }
    self.candidates = candidates
    let most = Int.bitWidth - 1 - candidates.count.leadingZeroBitCount
    halvings = min(Self.maximumHalvings, most)
  }

  var rungs: Range<Int> { 0..<halvings + 1 }

  /// How many combinations there is room for in a rung: half of those before, rounded up.
  func room(in rung: Int) -> Int { ((candidates.count - 1) >> rung) + 1 }

  /// The updates after which a rung ends for a training of so many.
  func end(of rung: Int, iterations: Int) -> Int { ((iterations - 1) >> (halvings - rung)) + 1 }
}

extension Halving {
  /// How far a search has come.
  struct Progress {
    /// How each trial stands, by its place in the plan; those that have not come to their first rung
    /// are left out.
    var standings: [Int: TrialResult] = [:]
    /// The first rung that has not ended, else the last.
    var rung = 0
    /// The trials of this rung.
    var entrants: [Int] = []
    /// Those of them that have not come to its end.
    var pending: [Int] = []

    var isComplete: Bool { pending.isEmpty }

    var results: [TrialResult] { standings.sorted { $0.key < $1.key }.map(\.value) }
  }

  /// Follows the search from rung to rung as far as it has come.
  ///
  /// - Parameters:
  ///   - plan: the trials.
  ///   - figure: what they are judged by.
  ///   - last: the rung to look at, if the search has come so far; nil: however far it has come.
  ///   - standing: how a trial stood at the end of a rung; nil where it has not come there.
  /// - Returns: how far it has come.
  func progress(
    _ plan: SweepPlan, by figure: Figure, upTo last: Int? = nil,
    _ standing: (_ trial: Int, _ rung: Int) throws -> TrialResult?
  ) rethrows -> Progress {
    var progress = Progress()
    var live = candidates.flatMap(\.self)
    for rung in rungs {
      progress.rung = rung
      progress.entrants = live
      progress.pending = []
      for trial in live {
        if var result = try standing(trial, rung) {
          result.rung = rung
          progress.standings[trial] = result
        } else {
          progress.pending.append(trial)
        }
      }
      guard progress.isComplete, rung < last ?? halvings else { break }
      live = survivors(of: live, progress.standings, room: room(in: rung + 1), plan, by: figure)
    }
    return progress
  }

  /// The trials of the better combinations that can go on.
  private func survivors(
    of live: [Int], _ standings: [Int: TrialResult], room: Int, _ plan: SweepPlan,
    by figure: Figure
  ) -> [Int] {
    let results = live.compactMap { standings[$0] }
    let table = SweepTable(plan, results: results, sortedBy: figure)
    let names = Set(
      table.rows.filter { !$0.finished.isEmpty }.prefix(room)
        .flatMap { $0.finished.map(\.trial.name) })
    return live.filter { names.contains(plan.trials[$0].name) }
  }
}
