import Bytes
import DeepNetwork
import Foundation
import Interchange

/// Writes a run's events for TensorBoard while it trains: each row of the history, the norms where they are due,
/// and how the weights are spread at checkpoints.
///
/// All but the time at which a record was written is as exact as the run: resumed, it has the records of a run
/// that never stopped.
final class EventWriter {
  private let file: RowFile
  /// The updates before the last histograms.
  private(set) var lastHistograms: Int?

  /// Begins the file, in place of one that may be there.
  init(creating url: URL) throws(FileFailure) {
    file = try RowFile(url, beginningWith: EventRecord.beginning(wallTime: Self.now))
  }

  /// Goes on with the file of a run that is resumed; where there is none it begins one.
  ///
  /// Records that will be written again are cut off, and rows that are missing are taken from the history.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - nextRow: the iteration of the first row that is still to be written.
  ///   - iteration: the updates that were made.
  ///   - isCheckpoint: whether a training that is not stopped has a checkpoint there.
  ///   - rows: the rows before, and whether the norms of one are due.
  /// - Throws: `FileFailure` where it cannot be written.
  init(
    resuming url: URL, nextRow: Int, after iteration: Int, isCheckpoint: Bool,
    rows: [(row: HistoryRow, hasNorms: Bool)]
  ) throws(FileFailure) {
    let bytes = try? SharedBytes(contentsOf: url)
    guard let places = bytes.flatMap(EventRecord.places) else {
      file = try RowFile(url, beginningWith: EventRecord.beginning(wallTime: Self.now))
      for (row, hasNorms) in rows { try append(row, hasNorms: hasNorms) }
      return
    }
    let kept = places.records.prefix { record in
      record.step < nextRow
        && !(record.holdsHistograms && record.step >= iteration && !isCheckpoint)
    }
    file = try RowFile(url, continuingAt: kept.last?.end ?? places.beginning)
    lastHistograms = kept.last(where: \.holdsHistograms)?.step
    let lastRow = kept.last { !$0.holdsHistograms }?.step ?? -1
    for (row, hasNorms) in rows where row.iteration > lastRow {
      try append(row, hasNorms: hasNorms)
    }
  }

  private static var now: Double { Date().timeIntervalSince1970 }

  /// Adds a row of the history.
  func append(_ row: HistoryRow, hasNorms: Bool) throws(FileFailure) {
    var values: [(tag: String, value: EventRecord.Value)] = []
    func add(_ tag: String, _ value: Double?) {
      if let value { values.append((tag, .scalar(value))) }
    }
    add("cost/train", row.cost)
    add("cost/validation", row.validationCost)
    add("accuracy/train", row.trainAccuracy)
    add("accuracy/validation", row.validationAccuracy)
    add("alpha", row.alpha)
    add("epoch", Double(row.epoch))
    if hasNorms {
      for (index, norms) in row.layers.enumerated() {
        add("norms/W\(index + 1)", norms.weights)
        add("norms/dW\(index + 1)", norms.gradient)
      }
    }
    try append(EventRecord(step: row.iteration, values))
  }

  /// Adds how the tensors of a network are spread after so many updates, once for an iteration.
  func append(_ model: TrainedModel, at iteration: Int) throws(FileFailure) {
    guard lastHistograms != iteration else { return }
    lastHistograms = iteration
    let values = model.tensors.compactMap { name, array in
      EventHistogram(array.doubles()).map {
        (tag: "weights/\(name)", value: EventRecord.Value.histogram($0))
      }
    }
    try append(EventRecord(step: iteration, values))
  }

  private func append(_ record: EventRecord) throws(FileFailure) {
    try file.append(record.bytes(wallTime: Self.now))
  }

  /// Returns when every record so far is on the disk.
  func sync() throws(FileFailure) { try file.sync() }
}
